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
    private static final int MAX_STEP_LENGTH = 25;

    private final ServerConfig server;
    private final ServerDialect dialect;
    private final TokenProvider tokenProvider;
    private final WriteGuard guard;
    private final ReadExecutor readExecutor;
    private final WriteExecutor writeExecutor;
    private final TimeSource time;
    private final Supplier<String> runId;
    private final RunContext runContext;
    private final NoticeListener notices;
    private final Map<String, Integer> labelCounts = new HashMap<>();
    /** Deletes of which it was said that they are taken for having happened. */
    private final Set<Long> reportedDeletes = ConcurrentHashMap.newKeySet();

    /**
     * What an exchange is made of.
     *
     * @param random for jitter
     * @param notices  told what a person should know that is neither a result nor an error
     */
    public record Dependencies(
            ServerConfig server,
            ServerDialect dialect,
            TokenProvider tokenProvider,
            HttpTransport transport,
            WriteGuard guard,
            JournalContext journalContext,
            SecretRedactor redactor,
            ClientLimits limits,
            TimeSource time,
            RandomGenerator random,
            NoticeListener notices) {

        /** Of which nobody is told anything beside results and errors. */
        public Dependencies(
                ServerConfig server,
                ServerDialect dialect,
                TokenProvider tokenProvider,
                OkHttpTransport transport,
                WriteGuard guard,
                JournalContext journalContext,
                SecretRedactor redactor,
                ClientLimits limits,
                TimeSource time,
                RandomGenerator random) {
            this(
                    server,
                    dialect,
                    tokenProvider,
                    transport,
                    guard,
                    journalContext,
                    redactor,
                    limits,
                    time,
                    random,
                    line -> {});
        }
    }

    public ApiExecutor(Dependencies dependencies) {
        server = dependencies.server();
        dialect = dependencies.dialect();
        tokenProvider = dependencies.tokenProvider();
        guard = dependencies.guard();
        time = dependencies.time();
        runId = dependencies.journalContext().runId();
        runContext = dependencies.journalContext().runContext();
        notices = dependencies.notices();
        RequestMapper requestMapper = new RequestMapper(dependencies);
        PathResolver pathResolver = new PathResolver(dialect, server.apiVersion());
        ResponseClassifier classifier = new ResponseClassifier(server, dialect, dependencies.redactor());
        Backoff backoff = new Backoff(time, dependencies.random());
        readExecutor = new ReadExecutor(dependencies, requestMapper, pathResolver, classifier, backoff);
        writeExecutor = new WriteExecutor(dependencies, requestMapper, pathResolver, classifier, backoff);
    }

    /**
     * Sends a call and gives its answer: a row, a list, a single value, or null for an empty answer.
     *
     * @throws BakshException in the words for the reader; {@link UnknownOutcomeException} when a write's fate is not known
     */
    public Object send(ApiCall call) {
        return call.effect() == Effect.READ ? readExecutor.read(call) : writeExecutor.send(call, Reconciler.NONE);
    }

    /**
     * What the step under way takes away when it is gone on with, as it was before: the script comes by it once more on its
     * way to a delete that an earlier process of the run has sent, or may have sent.
     *
     * @param deleteOperation the operation that takes it away
     * @param matches   asked for a row as it was
     * @param isGone   whether it is certain that it is not there any more; asked only where the delete's outcome is not known
     * @return null when it is none of that
     */
    public Row findDeletedRow(String deleteOperation, Noun noun, Predicate<Row> matches, BooleanSupplier isGone) {
        Row[] found = new Row[1];
        WriteRecord write = runContext.findEarlierRemoval(server.name(), deleteOperation, previousFields -> {
            Row row = toRow(previousFields, noun);
            if (matches.test(row)) found[0] = row;
            return found[0] != null;
        });
        if (write == null || write.isOpen() && !isGone.getAsBoolean()) return null;
        if (write.isOpen() && reportedDeletes.add(write.seq()))
            notices.showNotice(server.label() + ": " + noun.singular() + " of " + write.description()
                    + " is not there: an earlier process of this run was deleting it at " + write.sentAt()
                    + ", and that is taken for having happened");
        return found[0];
    }

    private static Row toRow(Map<String, Object> fields, Noun noun) {
        try {
            return (Row) JsonCodec.read(JsonCodec.write(fields), noun);
        } catch (IOException e) {
            throw new IllegalStateException(e); // It has been read from JSON.
        }
    }

    /** Sends a write whose outcome can be found out when the answer is lost. */
    public Object send(ApiCall call, Reconciler reconciler) {
        return writeExecutor.send(call, reconciler);
    }

    /** No write is sent now, in a dry run. */
    public boolean isDryRun() {
        return guard.mode().dryRun();
    }

    /** The rows of a listing: nothing is sent until they are iterated, and each iteration reads them anew. */
    public Rows list(ApiCall call) {
        return list(call, dialect);
    }

    /** The rows of a listing whose pages are asked for in a way of their own. */
    public Rows list(ApiCall call, PagingStrategy paging) {
        return new PagedRows(readExecutor, server, paging, call);
    }

    /**
     * A mark for the next thing that is made: the run, its step, and which of that step's it is. A run that is gone on with
     * gives the same marks, step by step. Letters, digits, points and dashes, at most 63, as labels are.
     */
    public synchronized String nextWriteLabel() {
        String step = runContext.currentStep();
        String stepLabel = step.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
        boolean unchanged = stepLabel.equals(step) && stepLabel.length() <= MAX_STEP_LENGTH;
        if (stepLabel.length() > MAX_STEP_LENGTH) stepLabel = stepLabel.substring(0, MAX_STEP_LENGTH);
        if (!unchanged) stepLabel += "-" + Integer.toHexString(step.hashCode());
        String prefix = runId.get() + (step.isEmpty() ? "" : "." + stepLabel);
        return prefix + "." + labelCounts.merge(prefix, 1, Integer::sum);
    }

    /**
     * Asks once before many writes that only set something; refuses at once where none may pass.
     *
     * @throws BakshException refused or declined; nothing was sent
     */
    public void confirmBulkWrite(String question) {
        guard.confirmBulkWrite(server, question);
    }

    /**
     * Receives a file: a read whose answer may be of any size, and is handed on as it comes.
     *
     * @param acceptHeader the Accept header: {@code text/csv}
     * @param destination gets the bytes; what it has got is whole only when this returns
     * @return how many bytes came
     */
    public long download(ApiCall call, String acceptHeader, DownloadTarget destination) {
        return readExecutor.download(call, acceptHeader, destination);
    }

    /** The clock that calls to this server go by. */
    public TimeSource time() {
        return time;
    }

    /** How the tokens stand. */
    public TokenProvider.Status tokenStatus() {
        return tokenProvider.status();
    }

    /** Drops the access token, so that the next call carries one that knows of a change. */
    public void invalidateToken() {
        tokenProvider.invalidate();
    }

    /**
     * Obtains a token now, whatever token is there.
     *
     * @throws BakshException in the words for the reader
     */
    public TokenProvider.Status authenticate() {
        tokenProvider.invalidate();
        tokenProvider.accessToken();
        return tokenProvider.status();
    }
}
