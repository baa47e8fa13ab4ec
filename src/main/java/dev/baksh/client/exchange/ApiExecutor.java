package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.BodyRedactor;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.EffectFloor;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.auth.TokenProvider;
import dev.baksh.client.config.Secret;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.http.DownloadTarget;
import dev.baksh.client.journal.RunContext;
import dev.baksh.client.journal.WriteRecord;
import dev.baksh.client.paging.PagedRows;
import dev.baksh.client.protocol.JsonCodec;
import dev.baksh.client.protocol.PagingStrategy;
import dev.baksh.client.protocol.PathResolver;
import dev.baksh.client.protocol.ResponseClassifier;
import dev.baksh.client.protocol.ServerDialect;
import dev.baksh.client.retry.Backoff;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Executor of the calls to one server: tokens, deadlines, retries of reads, at-most-once sends of writes.
 *
 * <p>A read is sent up to four times. A write is sent once. It is sent again only if the server certainly did not execute
 * it: no byte was sent; or the server responded with 401 (one retry with a new token) or 429, and a duplicate is harmless
 * ({@link ApiCall#isDuplicateHarmful}) or the reconciler finds no result directly before the retry; or the reconciler found
 * no result until the server can no longer execute the write (one resend, and never for {@link Effect#DANGER}).
 */
public final class ApiExecutor {
    /** Length of a step name in a write label; with the run id and the hash of a longer name, the label has at most 63 characters. */
    private static final int MAX_STEP_LENGTH = 25;

    private final ExecutorDependencies dependencies;
    private final ServerConfig server;
    private final ServerClock serverClock;
    private final ReadExecutor readExecutor;
    private final ResponseSecretCollector secretCollector;
    private final WriteExecutor writeExecutor;
    private final Supplier<RunContext> currentRun;
    private final Map<String, Integer> labelCounts = new HashMap<>();
    /** Sequence numbers of the deletes that were reported as done. */
    private final Set<Long> reportedDeletes = ConcurrentHashMap.newKeySet();
    /** Notices about reads that were not sent in a dry run. */
    private final Set<String> reportedPlannedReads = ConcurrentHashMap.newKeySet();

    public ApiExecutor(ExecutorDependencies dependencies) {
        this.dependencies = dependencies;
        server = dependencies.server();
        secretCollector = new ResponseSecretCollector(dependencies.redactor()::addFound);
        currentRun = dependencies.journalContext().currentRun();
        serverClock = new ServerClock(dependencies.time());
        ServerDialect dialect = dependencies.dialect();
        CallAttempts.Context context = new CallAttempts.Context(
                dependencies,
                new RequestMapper(dependencies, secretCollector),
                new PathResolver(dialect, server.apiVersion()),
                new ResponseClassifier(
                        server,
                        dialect,
                        dependencies.redactor(),
                        dependencies.transport().forwardProxy()),
                new Backoff(dependencies.time(), dependencies.random()),
                serverClock);
        readExecutor = new ReadExecutor(context);
        writeExecutor = new WriteExecutor(context);
    }

    /**
     * Sends a call and returns the value of the response: a row, a list, a single value, or null for an empty response.
     *
     * @throws BakshException if the call fails, with a message for the user
     * @throws UnknownOutcomeException if the outcome of a write is not known (exit code 75)
     */
    public Object send(ApiCall call) {
        return send(call, Reconciler.NONE);
    }

    /**
     * Returns, on resume, the row that the current step has already deleted, so that the script can reach its delete again.
     *
     * @param deleteOperation the operation that deletes the row
     * @param matches selects the row by its fields before the delete
     * @param isGone returns true if the row certainly does not exist; called only if the outcome of the delete is not known
     * @return null if the step has deleted no such row
     */
    public Row findDeletedRow(String deleteOperation, Noun noun, Predicate<Row> matches, BooleanSupplier isGone) {
        Row[] found = new Row[1];
        WriteRecord write = currentRun.get().findEarlierRemoval(server.name(), deleteOperation, previousFields -> {
            Row row = (Row) JsonCodec.convert(previousFields, noun);
            if (matches.test(row)) found[0] = row;
            return found[0] != null;
        });
        if (write == null || write.isOpen() && !isGone.getAsBoolean()) return null;
        if (write.isOpen() && reportedDeletes.add(write.seq()))
            dependencies
                    .notices()
                    .showNotice(server.label() + ": the " + noun.singular() + " of " + write.description()
                            + " does not exist: an earlier process of this run sent the delete at " + write.sentAt()
                            + "; the delete counts as done");
        return found[0];
    }

    /**
     * Sends a call like {@link #send(ApiCall)}.
     *
     * @param reconciler decides after a lost response whether the server executed the write; not used for a read
     */
    public Object send(ApiCall call, Reconciler reconciler) {
        redactSecretsOf(call);
        ApiCall checked = EffectFloor.apply(server.kind(), call);
        if (checked.effect() != Effect.READ) return writeExecutor.send(checked, reconciler);
        return isPlannedRead(checked) ? new DryRunRow(checked) : readExecutor.read(checked);
    }

    /** Adds the secrets of a request to the redactor, so that no output, log and journal contains them. */
    private void redactSecretsOf(ApiCall call) {
        Consumer<String> redactor = secret -> dependencies.redactor().add(Secret.of(secret));
        BodyRedactor.collect(call.body(), redactor);
        BodyRedactor.collect(call.query(), redactor);
    }

    /**
     * Refuses a listing or a download whose request is a write: it would pass no guard.
     *
     * @throws BakshException (exit 3) nothing was sent
     */
    private ApiCall requireRead(ApiCall call) {
        redactSecretsOf(call);
        Effect effect = EffectFloor.apply(server.kind(), call).effect();
        if (effect == Effect.READ) return call;
        throw BakshException.refusal(
                dependencies.subject(call) + ": " + call.method() + " " + call.path() + " is a write (" + effect
                        + "), and a list or a download is a read: nothing was sent",
                "correct the catalogue file that declares it; a raw call passes the guard: " + server.kind() + "."
                        + call.method().toLowerCase(Locale.ROOT) + "('" + call.path() + "')");
    }

    /** Returns true in a dry run: no write is sent. */
    public boolean isDryRun() {
        return dependencies.guard().mode().dryRun();
    }

    /**
     * Returns true for a read in a dry run that names an object which only a planned write would create. Such a read is not
     * sent, because the server would not find the object; the user is told once.
     */
    public boolean isPlannedRead(ApiCall call) {
        String placeholder = isDryRun() ? DryRunRow.findPlaceholderId(call) : null;
        if (placeholder == null) return false;
        String notice =
                "dry run: " + call.description() + " was not sent, because only a planned write would return the id "
                        + placeholder + "; the dry run continues with an empty result";
        if (reportedPlannedReads.add(notice)) dependencies.notices().showNotice(notice);
        return true;
    }

    /**
     * Returns the rows of a listing. Each iteration sends the requests of the listing; no request is sent before. An iteration
     * throws a {@link BakshException} if a page cannot be read, or if the listing may be incomplete.
     *
     * @throws BakshException the call is a write (exit 3)
     */
    public Rows list(ApiCall call) {
        return list(call, dependencies.dialect());
    }

    /** Returns the rows of a listing with its own paging strategy; see {@link #list(ApiCall)}. */
    public Rows list(ApiCall call, PagingStrategy paging) {
        ApiCall read = requireRead(call);
        return isPlannedRead(read)
                ? new Rows.None(read.result())
                : secretCollector.collectFrom(new PagedRows(readExecutor, server, paging, read));
    }

    /**
     * Returns a label for the next object that the script creates: run, step, and a number within the step. A resumed run
     * returns the same labels, step by step. A label has at most 63 letters, digits, dots and dashes.
     */
    public synchronized String nextWriteLabel() {
        String step = currentRun.get().currentStep();
        String stepLabel = step.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
        boolean unchanged = stepLabel.equals(step) && stepLabel.length() <= MAX_STEP_LENGTH;
        if (stepLabel.length() > MAX_STEP_LENGTH) stepLabel = stepLabel.substring(0, MAX_STEP_LENGTH);
        if (!unchanged) stepLabel += "-" + Integer.toHexString(step.hashCode());
        String prefix = dependencies.journalContext().runId().get() + (step.isEmpty() ? "" : "." + stepLabel);
        return prefix + "." + labelCounts.merge(prefix, 1, Integer::sum);
    }

    /**
     * Asks once before a bulk write, or describes the bulk write in a dry run.
     *
     * @param description returns what will be written; called only if the user is asked, and in a dry run
     * @param question ends the description as a question
     * @throws BakshException if the guard refuses writes or the user declines; nothing was sent (exit code 3)
     */
    public void confirmBulkWrite(Supplier<String> description, String question) {
        if (isDryRun()) dependencies.notices().showNotice("dry run: " + NameSuggestions.oneLine(description.get()));
        else dependencies.guard().confirmBulkWrite(server, () -> description.get() + question);
    }

    /**
     * Downloads a file of any size and streams it.
     *
     * @param acceptHeader the Accept header: {@code text/csv}
     * @param destination receives the bytes; the file is complete only when this method returns
     * @return the number of bytes
     * @throws BakshException the response is no file or breaks off in each attempt, or the call is a write (exit 3)
     */
    public long download(ApiCall call, String acceptHeader, DownloadTarget destination) {
        return readExecutor.download(requireRead(call), acceptHeader, destination);
    }

    /**
     * Returns the time of the server's clock, by the Date of its latest response, or null. A request that is sent now arrives
     * at this time or later.
     */
    public Instant serverTime() {
        return serverClock.now();
    }

    /** The clock of the calls to this server. */
    public TimeSource time() {
        return dependencies.time();
    }

    /** The state of the tokens. */
    public TokenProvider.Status tokenStatus() {
        return dependencies.tokenProvider().status();
    }

    /** Drops the access token, so that the next call uses a token with the current roles. */
    public void invalidateToken() {
        dependencies.tokenProvider().invalidate();
    }

    /**
     * Gets a new token, even if a valid token is present.
     *
     * @throws BakshException if the server issues no token, with a message for the user
     */
    public TokenProvider.Status authenticate() {
        invalidateToken();
        dependencies.tokenProvider().accessToken();
        return tokenStatus();
    }
}
