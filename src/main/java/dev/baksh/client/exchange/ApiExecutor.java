package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.NoticeListener;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.auth.TokenProvider;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.http.DownloadTarget;
import dev.baksh.client.http.HttpTransport;
import dev.baksh.client.http.OkHttpTransport;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.journal.RunContext;
import dev.baksh.client.journal.WriteRecord;
import dev.baksh.client.paging.PagedRows;
import dev.baksh.client.protocol.JsonCodec;
import dev.baksh.client.protocol.PagingStrategy;
import dev.baksh.client.protocol.PathResolver;
import dev.baksh.client.protocol.ResponseClassifier;
import dev.baksh.client.protocol.ServerDialect;
import dev.baksh.client.retry.Backoff;
import dev.baksh.client.retry.ClientLimits;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
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
public final class ApiExecutor {
    /** Of a step's name in a mark; with the id of a run and the hash of a longer name it stays within a label. */
    private static final int LONGEST_STEP = 25;

    private final ServerConfig server;
    private final ServerDialect dialect;
    private final TokenProvider tokens;
    private final WriteGuard gate;
    private final ReadExecutor reads;
    private final WriteExecutor writes;
    private final TimeSource time;
    private final Supplier<String> run;
    private final RunContext course;
    private final NoticeListener notes;
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
            ServerDialect dialect,
            TokenProvider tokens,
            HttpTransport wire,
            WriteGuard gate,
            JournalContext record,
            SecretRedactor redaction,
            ClientLimits limits,
            TimeSource time,
            RandomGenerator random,
            NoticeListener notes) {

        /** Of which nobody is told anything beside results and errors. */
        public Parts(
                ServerConfig server,
                ServerDialect dialect,
                TokenProvider tokens,
                OkHttpTransport wire,
                WriteGuard gate,
                JournalContext record,
                SecretRedactor redaction,
                ClientLimits limits,
                TimeSource time,
                RandomGenerator random) {
            this(server, dialect, tokens, wire, gate, record, redaction, limits, time, random, line -> {});
        }
    }

    public ApiExecutor(Parts parts) {
        server = parts.server();
        dialect = parts.dialect();
        tokens = parts.tokens();
        gate = parts.gate();
        time = parts.time();
        run = parts.record().run();
        course = parts.record().course();
        notes = parts.notes();
        RequestMapper requests = new RequestMapper(parts);
        PathResolver paths = new PathResolver(dialect, server.version());
        ResponseClassifier outcome = new ResponseClassifier(server, dialect, parts.redaction());
        Backoff backoff = new Backoff(time, parts.random());
        reads = new ReadExecutor(parts, requests, paths, outcome, backoff);
        writes = new WriteExecutor(parts, requests, paths, outcome, backoff);
    }

    /**
     * Sends a call and gives its answer: a row, a list, a single value, or null for an empty answer.
     *
     * @throws BakshException in the words for the reader; {@link UnknownOutcomeException} when a write's fate is not known
     */
    public Object send(ApiCall call) {
        return call.effect() == Effect.READ ? reads.read(call) : writes.send(call, Reconciler.NONE);
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
            return (Row) JsonCodec.read(JsonCodec.write(fields), noun);
        } catch (IOException e) {
            throw new IllegalStateException(e); // It has been read from JSON.
        }
    }

    /** Sends a write whose outcome can be found out when the answer is lost. */
    public Object send(ApiCall call, Reconciler witness) {
        return writes.send(call, witness);
    }

    /** No write is sent now, in a dry run. */
    public boolean rehearses() {
        return gate.mode().dryRun();
    }

    /** The rows of a listing: nothing is sent until they are iterated, and each iteration reads them anew. */
    public Rows list(ApiCall call) {
        return list(call, dialect);
    }

    /** The rows of a listing whose pages are asked for in a way of their own. */
    public Rows list(ApiCall call, PagingStrategy paging) {
        return new PagedRows(reads, server, paging, call);
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
    public long download(ApiCall call, String accept, DownloadTarget to) {
        return reads.download(call, accept, to);
    }

    /** The clock that calls to this server go by. */
    public TimeSource time() {
        return time;
    }

    /** How the tokens stand. */
    public TokenProvider.Status tokens() {
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
    public TokenProvider.Status authenticate() {
        tokens.drop();
        tokens.current();
        return tokens.status();
    }
}
