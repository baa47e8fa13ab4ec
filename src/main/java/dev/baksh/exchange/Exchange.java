package dev.baksh.exchange;

import dev.baksh.api.BakshException;
import dev.baksh.api.Call;
import dev.baksh.api.Effect;
import dev.baksh.api.Exit;
import dev.baksh.api.Noun;
import dev.baksh.api.Row;
import dev.baksh.api.Rows;
import dev.baksh.api.Time;
import dev.baksh.config.ServerConfig;
import dev.baksh.journal.Course;
import dev.baksh.journal.WriteRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Where calls to one server go down and values come up: token, deadline, retry of reads, one send of writes.
 *
 * <p>Reads are sent up to four times. A write is sent once; it is sent again only when it is certain that the server did
 * not act on it: no byte had left, or the answer was 401 (once, with a renewed token) or 429, or its body tells that the
 * token has ended and what it was to do is not there, or it was looked for until the server can no longer be at it, and is
 * not there (once, and never what does harm).
 */
public final class Exchange {
    private static final int ATTEMPTS = 4;
    /** A read is not begun anew with less than a tenth of its time left: it would only fail of that. */
    private static final int LEAST = 10;
    /** No report is as long on its way. */
    private static final Duration DOWNLOAD = Duration.ofDays(1);
    /** Of a step's name in a mark; with the id of a run and the hash of a longer name it stays within a label. */
    private static final int LONGEST_STEP = 25;

    private final ServerConfig server;
    private final Dialect dialect;
    private final Tokens tokens;
    private final Transport wire;
    private final Gate gate;
    private final Writes writes;
    private final Outcome outcome;
    private final Backoff backoff;
    private final Limits limits;
    private final KnownPaths paths;
    private final Turns reading;
    private final RetryBudget budget = new RetryBudget();
    private final Time time;
    private final Supplier<String> run;
    private final Course course;
    private final Notes notes;
    private final Map<String, Integer> marks = new HashMap<>();
    /** Deletes of which it was said that they are taken for having happened. */
    private final Set<Long> told = ConcurrentHashMap.newKeySet();

    /**
     * What an exchange is made of.
     *
     * @param random for jitter
     * @param notes  told what a person should know that is neither a result nor an error
     */
    public record Parts(
            ServerConfig server,
            Dialect dialect,
            Tokens tokens,
            Transport wire,
            Gate gate,
            Record record,
            Redaction redaction,
            Limits limits,
            Time time,
            RandomGenerator random,
            Notes notes) {

        /** Of which nobody is told anything beside results and errors. */
        public Parts(
                ServerConfig server,
                Dialect dialect,
                Tokens tokens,
                Wire wire,
                Gate gate,
                Record record,
                Redaction redaction,
                Limits limits,
                Time time,
                RandomGenerator random) {
            this(server, dialect, tokens, wire, gate, record, redaction, limits, time, random, line -> {});
        }
    }

    public Exchange(Parts parts) {
        server = parts.server();
        dialect = parts.dialect();
        tokens = parts.tokens();
        wire = parts.wire();
        gate = parts.gate();
        limits = parts.limits();
        paths = new KnownPaths(dialect, server.version());
        reading = new Turns(limits.reads());
        time = parts.time();
        run = parts.record().run();
        course = parts.record().course();
        notes = parts.notes();
        outcome = new Outcome(server, dialect, parts.redaction());
        backoff = new Backoff(parts.time(), parts.random());
        writes = new Writes(this, parts, outcome, backoff);
    }

    /**
     * Sends a call and gives its answer: a row, a list, a single value, or null for an empty answer.
     *
     * @throws BakshException in the words for the reader; {@link UnknownOutcome} when a write's fate is not known
     */
    public Object send(Call call) {
        return call.effect() == Effect.READ ? read(call) : writes.send(call, Witness.NONE);
    }

    /**
     * What the step under way takes away when it is gone on with, as it was before: the script comes by it once more on its
     * way to a delete that an earlier process of the run has sent, or may have sent.
     *
     * @param delete the operation that takes it away
     * @param fits   asked for a row as it was
     * @param gone   whether it is certain that it is not there any more; asked only where the delete's outcome is not known
     * @return null when it is none of that
     */
    public Row taken(String delete, Noun noun, Predicate<Row> fits, BooleanSupplier gone) {
        Row[] found = new Row[1];
        WriteRecord write = course.taken(server.name(), delete, former -> {
            Row row = former(former, noun);
            if (fits.test(row)) found[0] = row;
            return found[0] != null;
        });
        if (write == null || write.open() && !gone.getAsBoolean()) return null;
        if (write.open() && told.add(write.seq()))
            notes.note(server.label() + ": " + noun.one() + " of " + write.what()
                    + " is not there: an earlier process of this run was deleting it at " + write.time()
                    + ", and that is taken for having happened");
        return found[0];
    }

    private static Row former(Map<String, Object> fields, Noun noun) {
        try {
            return (Row) Json.read(Json.write(fields), noun);
        } catch (IOException e) {
            throw new IllegalStateException(e); // It has been read from JSON.
        }
    }

    /** Sends a write whose outcome can be found out when the answer is lost. */
    public Object send(Call call, Witness witness) {
        return writes.send(call, witness);
    }

    /** No write is sent now, in a dry run. */
    public boolean rehearses() {
        return gate.mode().dryRun();
    }

    /** The rows of a listing: nothing is sent until they are iterated, and each iteration reads them anew. */
    public Rows list(Call call) {
        return list(call, dialect);
    }

    /** The rows of a listing whose pages are asked for in a way of their own. */
    public Rows list(Call call, Paging paging) {
        return new PagedRows(this, paging, call);
    }

    /**
     * A mark for the next thing that is made: the run, its step, and which of that step's it is. A run that is gone on with
     * gives the same marks, step by step. Letters, digits, points and dashes, at most 63, as labels are.
     */
    public synchronized String mark() {
        String step = course.step();
        String plain = step.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
        boolean whole = plain.equals(step) && plain.length() <= LONGEST_STEP;
        if (plain.length() > LONGEST_STEP) plain = plain.substring(0, LONGEST_STEP);
        if (!whole) plain += "-" + Integer.toHexString(step.hashCode());
        String made = run.get() + (step.isEmpty() ? "" : "." + plain);
        return made + "." + marks.merge(made, 1, Integer::sum);
    }

    /**
     * Asks once before many writes that only set something; refuses at once where none may pass.
     *
     * @throws BakshException refused or declined; nothing was sent
     */
    public void announce(String question) {
        gate.announce(server, question);
    }

    /**
     * Receives a file: a read whose answer may be of any size, and is handed on as it comes.
     *
     * @param accept the Accept header: {@code text/csv}
     * @param to gets the bytes; what it has got is whole only when this returns
     * @return how many bytes came
     */
    public long download(Call call, String accept, Destination to) {
        long[] bytes = {-1};
        // A file takes as long as it takes; each attempt ends when nothing comes.
        Span whole = new Span(time, DOWNLOAD);
        WireAnswer answer = fetch(call, accept, whole, limits::page, request -> {
            WireFile file = wire.receive(request, to, time);
            bytes[0] = file.bytes();
            return file.answer();
        });
        if (bytes[0] >= 0) return bytes[0];
        throw new BakshException(
                Exit.FAILED,
                server.label() + ": " + call.what() + ": the answer is no file (" + where(call) + " -> "
                        + answer.status() + ")",
                null);
    }

    /** The clock that calls to this server go by. */
    public Time time() {
        return time;
    }

    /** How the tokens stand. */
    public Tokens.Status tokens() {
        return tokens.status();
    }

    /** Drops the access token, so that the next call carries one that knows of a change. */
    public void renewToken() {
        tokens.drop();
    }

    /**
     * Obtains a token now, whatever token is there.
     *
     * @throws BakshException in the words for the reader
     */
    public Tokens.Status authenticate() {
        tokens.drop();
        tokens.current();
        return tokens.status();
    }

    ServerConfig server() {
        return server;
    }

    private Object read(Call call) {
        WireAnswer answer = fetch(call, limits.read());
        if (answer.body().length == 0) {
            throw new BakshException(
                    Exit.FAILED,
                    server.label() + ": " + call.what() + ": the answer is empty (" + where(call) + ")",
                    null);
        }
        return value(call, answer);
    }

    /** One page of a listing. */
    WireAnswer page(Call call) {
        return fetch(call, limits.page());
    }

    /** What is made of one page of a listing, behind. */
    <T> Future<T> pageLater(Call call, Function<WireAnswer, T> reading) {
        return wire.later(() -> reading.apply(page(call)));
    }

    /** How many pages of one listing are asked for side by side. */
    int pagesAtOnce() {
        return limits.pages();
    }

    /** A good answer to a read. */
    private WireAnswer fetch(Call call, Duration deadline) {
        Span span = new Span(time, deadline);
        return fetch(call, dialect.accept(), span, span::left, wire::send);
    }

    /** @param deadline of the next attempt */
    private WireAnswer fetch(
            Call call, String accept, Span span, Supplier<Duration> deadline, Function<WireRequest, WireAnswer> send) {
        gate.read();
        String target = target(call, paths.path(call.path()));
        BakshException unknown = null;
        String token = met(() -> tokens.current(span.left()));
        boolean renewed = false;
        for (int attempt = 1; ; attempt++) {
            WireAnswer answer;
            try {
                String current = token;
                String at = target;
                answer = met(() -> reading.in(() -> send.apply(request(call, accept, at, current, deadline.get()))));
            } catch (WireException e) {
                if (!e.passing() || attempt == ATTEMPTS || !span.leaves(LEAST) || !budget.spend(true)) throw e;
                backoff.pause(attempt);
                if (!span.leaves(LEAST)) throw e;
                continue;
            }
            if (unknown != null) paths.tried(answer);
            String other = unknown == null ? paths.other(call.path(), answer) : null;
            if (other != null) {
                unknown = outcome.explain(call, target, answer);
                target = target(call, other);
                continue;
            }
            if (outcome.good(answer)) {
                course.read(server.name(), call.what());
                budget.earn();
                return answer;
            }
            if (unknown != null && KnownPaths.unknown(answer)) throw unknown;
            // A token may end on its way to a server that is slow; that is no refusal of a good one.
            boolean ended = renewed && attempt < ATTEMPTS && tokens.outlived(token);
            if (outcome.unauthenticated(answer) && (!renewed || ended) && span.leaves(LEAST)) {
                token = tokens.afterRefusal(token, span.left());
                renewed = true;
                continue;
            }
            Duration asked = backoff.asked(answer);
            boolean last = attempt >= ATTEMPTS || backoff.tooLong(asked) || !span.leaves(LEAST);
            if (!outcome.passing(answer) || last || !budget.spend(false)) {
                throw outcome.explain(call, target, answer);
            }
            if (asked == null) backoff.pause(attempt);
            else span.aside(() -> backoff.pauseAsked(asked));
            token = met(() -> tokens.current(span.left()));
        }
    }

    /** The paths of this server, as far as they are known. */
    KnownPaths paths() {
        return paths;
    }

    /** What stands on the request line for a call at this path. */
    String target(Call call, String path) {
        return Target.of(
                dialect.base(),
                new Call(
                        call.what(),
                        call.method(),
                        path,
                        call.query(),
                        call.body(),
                        call.effect(),
                        call.permission(),
                        call.result()));
    }

    WireRequest request(Call call, String target, String token, Duration deadline) {
        return request(call, dialect.accept(), target, token, deadline);
    }

    private WireRequest request(Call call, String accept, String target, String token, Duration deadline) {
        // OkHttp would refuse it too, with an exception of its own after the write's intent is on record.
        if (!token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new BakshException(
                    Exit.DENIED,
                    server.label() + ": the token holds a character that no header can carry; nothing was sent",
                    null);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", accept);
        headers.put("Authorization", "Bearer " + token);
        byte[] body = call.body() == null ? null : Json.write(call.body());
        return new WireRequest(
                call.method(), target, headers, body, body == null ? null : "application/json", deadline);
    }

    WireAnswer sendOnce(WireRequest request) {
        return met(() -> wire.send(request));
    }

    /**
     * Work that may meet a server for the first time: when nobody vouches for its key the person is asked, and it is done
     * again. Nothing of a request leaves before the key is trusted, so this sends nothing twice.
     */
    <T> T met(Supplier<T> work) {
        try {
            return work.get();
        } catch (WireException e) {
            if (!wire.introduced(e)) throw e;
            tokens.forgive();
            return work.get();
        }
    }

    /** The answer's JSON as a value; unreadable JSON is an error that quotes nothing of it. */
    Object value(Call call, WireAnswer answer) {
        if (answer.body().length == 0) return null;
        try {
            return Json.read(answer.body(), call.result());
        } catch (IOException e) {
            throw unreadable(call, e);
        }
    }

    BakshException unreadable(Call call, IOException e) {
        return new BakshException(
                Exit.FAILED,
                server.label() + ": " + call.what() + ": the answer is not the JSON it should be (" + where(call) + ")",
                "it may have been cut or changed on its way: try again; if it stays so, this is not the API: check "
                        + server.variable("URL") + " and the path",
                e);
    }

    private String where(Call call) {
        return call.method() + " " + server.url() + Target.of(dialect.base(), call);
    }
}
