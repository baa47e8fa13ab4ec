package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.Row;
import dev.baksh.client.auth.CredentialRejectedException;
import dev.baksh.client.http.HttpRequest;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.TransportException;
import dev.baksh.client.journal.RunWrite;
import dev.baksh.client.journal.WriteIntent;
import dev.baksh.client.journal.WriteRecord;
import dev.baksh.client.protocol.PathResolver;
import dev.baksh.client.protocol.ResponseClassifier;
import dev.baksh.client.protocol.ResponseWrapper;
import dev.baksh.client.retry.AttemptPolicy.NextStep;
import dev.baksh.client.retry.CallDeadline;
import dev.baksh.client.retry.ClientLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sender of one write, at most once: writes each attempt into the journals before its first byte, reconciles a lost
 * response, and sends again only if the server certainly did not execute the write.
 */
final class WriteSender {
    /** Result of a reconciliation that proves that the write was not executed. */
    private static final Object NOT_EXECUTED = new Object();
    /** Time after a response like 401 or 429 within which a result of the write is visible: the server has responded. */
    private static final Duration VISIBILITY_DELAY = Duration.ofSeconds(5);
    /**
     * The same for a job after 429 or a refusal in words, and for every write after a success without proof, such as an empty
     * page: a busy server may list a job late, and a list may come from a cache. A 401 comes from a check before the work.
     */
    private static final Duration LONG_VISIBILITY_DELAY = Duration.ofSeconds(60);

    private static final String UNREADABLE = "the response cannot be read";

    private final CallAttempts.Context context;
    private final ExecutorDependencies dependencies;
    private final RequestMapper requestMapper;
    private final ResponseClassifier classifier;
    private final ApiCall call;
    private final Reconciler reconciler;
    private final RunWrite runWrite;
    private boolean isAccepted;
    /** True after the write was sent again because its first result was not found. */
    private boolean resent;
    /**
     * Time at which another process sent the same write, if the outcome is not known and the server may still execute
     * that write; otherwise null.
     */
    private Instant pendingDuplicate;

    /** Number of attempts of which the server may have received a byte. */
    private int sentCount;

    /**
     * Step after an attempt that the server has not executed.
     *
     * @param step {@link NextStep#RECONCILE} if a lookup has shown that the write was not executed; null if the next attempt is
     *     prepared already
     * @param response the response of the attempt, or null
     */
    private record NextAttempt(NextStep step, HttpResponse response) {}

    /**
     * Result of a write.
     *
     * @param value value of the response, or the row that a lookup found; may be null
     * @param isAccepted true if the server only accepted the write (202), and may do the work later
     */
    record Result(Object value, boolean isAccepted) {}

    WriteSender(CallAttempts.Context context, ApiCall call, Reconciler reconciler, RunWrite runWrite) {
        this.context = context;
        this.dependencies = context.dependencies();
        this.requestMapper = context.requestMapper();
        this.classifier = context.classifier();
        this.call = call;
        this.reconciler = reconciler;
        this.runWrite = runWrite;
    }

    /** @throws UnknownOutcomeException if the outcome is not known (exit code 75) */
    Result send(String target) {
        runWrite.recordPreviousState(reconciler::previousState);
        if (runWrite.state() == RunWrite.State.NEW) warnOfUnsettledWrite(target);
        Map<String, Object> baseline = new LinkedHashMap<>(reconciler.captureBaseline());
        CallAttempts attempts = new CallAttempts(context, call, true, target, newDeadline());
        attempts.setToken(accessToken());
        dependencies.guard().countSent();
        String acceptHeader = dependencies.dialect().acceptHeader();
        while (true) {
            HttpRequest request = requestMapper.createRequest(
                    call, acceptHeader, attempts.target(), attempts.token(), attempts.remainingTime());
            Instant serverTime = context.serverClock().now();
            if (serverTime != null) baseline.put(Reconciler.SERVER_TIME, serverTime.toString());
            WriteIntent intent = requestMapper.createIntent(call, attempts.target(), baseline);
            JournalContext.Attempt entry = dependencies.journalContext().beginAttempt(runWrite, intent);
            Object result;
            try {
                result = sendAttempt(entry, request, attempts);
            } catch (BakshException e) {
                throw e;
            } catch (RuntimeException e) { // An error of baksh itself proves nothing about the write.
                entry.recordUnknown("unexpected error: " + e);
                throw unknownOutcome(
                        " may have been sent, and an unexpected error followed: the outcome is not known",
                        "unexpected error: " + e,
                        e);
            }
            if (!(result instanceof NextAttempt next)) return new Result(result, isAccepted);
            if (next.step() == NextStep.RECONCILE) {
                resent = true;
                attempts.prepareResend(newDeadline());
            } else if (next.step() != null) attempts.prepareNext(next.step(), next.response());
            attempts.setToken(accessToken()); // A token may expire during a pause or a lookup; usually the same token.
            // After a lost response, the last lookup was the check.
            if (next.step() != NextStep.RECONCILE)
                attempts.excludingLookup(() -> {
                    reconciler.checkPrecondition();
                    return null;
                });
        }
    }

    /**
     * Sends the request of one attempt, and closes the entry of the attempt in the journals.
     *
     * @return the result of the write, or a {@link NextAttempt} if the server has not executed this attempt
     */
    private Object sendAttempt(JournalContext.Attempt entry, HttpRequest request, CallAttempts attempts) {
        sentCount++;
        HttpResponse response = null;
        BakshException error = null;
        NextStep step = null;
        try {
            response = requestMapper.withHostKeyPrompt(
                    () -> dependencies.transport().send(request));
        } catch (TransportException e) {
            error = e;
            step = attempts.decideAfterError(e);
            if (step != NextStep.RECONCILE) {
                sentCount--;
                entry.recordNotSent(e.getMessage());
            }
        }
        if (response != null) {
            attempts.observe(response);
            error = classifier.isSuccess(response) ? null : classifier.explain(call, attempts.target(), response);
            step = attempts.decide(response);
            if (step == NextStep.VERIFY) {
                step = attempts.decideVerified(response);
                Object result = verify(entry, attempts, step, response, error);
                if (result != NOT_EXECUTED) return result;
                if (step.isResend()) return new NextAttempt(null, response);
            } else if (error != null && classifier.isNotExecuted(response)) {
                ReconciledResult existing = findExisting(response, entry, error);
                if (existing != null) return recordSuccess(entry, 0, existing.row());
                entry.recordFailure(response.status(), error.getMessage());
            }
        }
        return switch (step) {
            case RETURN, RECONCILE -> {
                String unclear = response == null ? null : classifier.describeUnclear(response);
                Object result;
                if (unclear != null && (error != null || reconciler.unverifiableReason() == null)) {
                    if (error == null) error = classifier.explain(call, attempts.target(), response);
                    result = reconcile(entry, error, 0, unclear, false, Duration.ZERO, LONG_VISIBILITY_DELAY);
                } else if (error == null) result = complete(entry, response);
                else result = reconcile(entry, describeProblem(response), error);
                yield result == NOT_EXECUTED ? new NextAttempt(NextStep.RECONCILE, null) : result;
            }
            case FAIL -> throw error;
            case FAIL_UNKNOWN_PATH -> throw attempts.unknownPathError();
            default -> new NextAttempt(step, response);
        };
    }

    private CallDeadline newDeadline() {
        return new CallDeadline(dependencies.time(), dependencies.limits().writeTimeout());
    }

    private String accessToken() {
        return requestMapper.withHostKeyPrompt(() -> dependencies
                .tokenProvider()
                .accessTokenValidFor(dependencies.limits().writeTimeout()));
    }

    /** Warns if an earlier write with the same request has no known outcome. */
    private void warnOfUnsettledWrite(String target) {
        WriteIntent intent = requestMapper.createIntent(call, target, null);
        WriteRecord unsettled = dependencies.journalContext().journal().findEarlierDuplicate(intent);
        if (unsettled == null) return;
        Duration age = context.serverClock().elapsedSince(unsettled.sentAt(), unsettled.baseline());
        if (age == null || age.compareTo(dependencies.limits().reconcileTimeout()) < 0)
            pendingDuplicate = unsettled.sentAt();
        dependencies
                .notices()
                .showNotice("warning: " + dependencies.server().label() + ": the same write was sent at "
                        + unsettled.intent().time()
                        + " and its outcome is not known; check the server for a duplicate"
                        + " (line " + unsettled.intent().seq() + " of baksh journal)");
    }

    /** Returns the value of a successful response; a response that cannot be read is reconciled like a lost response. */
    private Object complete(JournalContext.Attempt entry, HttpResponse response) {
        Object value;
        try {
            value = requestMapper.parseValue(call, response);
        } catch (BakshException e) {
            return reconcile(entry, UNREADABLE, e);
        }
        return recordSuccess(entry, response.status(), value);
    }

    /** Records the result with its ids, and returns the result. */
    private Object recordSuccess(JournalContext.Attempt entry, int status, Object value) {
        Map<String, Object> ids = new LinkedHashMap<>();
        String key = call.result() == null ? "id" : call.result().key();
        Row written = call.result() == null ? null : ResponseWrapper.findRow(value, call.result());
        if (written == null && value instanceof Row object) written = object;
        if (written != null)
            for (String name : List.of(key, "id", "tracker_id"))
                if (written.valueOrNull(name) != null) ids.put(name, written.valueOrNull(name));
        entry.recordSuccess(status, value, ids);
        isAccepted = status == 202;
        return value;
    }

    /**
     * Looks for the object of an earlier attempt, if the server refuses a write because the object exists already.
     *
     * @return the result, or null if nothing was found
     */
    private ReconciledResult findExisting(HttpResponse response, JournalContext.Attempt entry, BakshException refusal) {
        boolean mayBeOwn = reconciler.identifiesOwnWrite() || sentCount > 1;
        if (!mayBeOwn || !classifier.alreadyExists(response) || reconciler.unverifiableReason() != null) return null;
        try {
            return new ReconcileLoop(dependencies.time(), newProgress(Duration.ZERO))
                    .search(reconciler, Duration.ZERO, Duration.ZERO);
        } catch (BakshException e) {
            entry.recordFailure(response.status(), refusal.getMessage());
            if (e instanceof CredentialRejectedException) throw e;
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    /**
     * Looks for the result of a write until the server can no longer execute the write: its response was lost, or does not
     * prove that nothing was done.
     */
    private Object reconcile(JournalContext.Attempt entry, String problem, BakshException error) {
        Duration window = dependencies.limits().reconcileTimeout();
        Object result =
                reconcile(entry, error, 0, problem, !resent && isResendable(), ReconcileLoop.FIRST_DELAY, window);
        if (result == NOT_EXECUTED)
            dependencies.showNotice(
                    call,
                    ": " + problem + " and the result was not found within " + window.toSeconds()
                            + " s: sending the write again");
        return result;
    }

    /** Returns the reason for the lookup after this response, or after none. */
    private String describeProblem(HttpResponse response) {
        if (response == null) return "the response was lost";
        if (classifier.isErrorWithoutProof(response))
            return "the response reports an error that does not prove that nothing was done";
        return ResponseClassifier.isOrdinarySuccess(response.status()) ? UNREADABLE : describeStatus(response);
    }

    private static String describeStatus(HttpResponse response) {
        return "the server responded with " + response.status() + ", which does not prove that nothing was done";
    }

    /**
     * Looks for the result of a write whose response does not prove that nothing was done. First prepares the next attempt
     * (pause, token, path), so that the last lookup is directly before that attempt.
     *
     * @param step the step after the response if the write was not executed
     * @return the result, or {@link #NOT_EXECUTED} if the next attempt may be sent now
     */
    private Object verify(
            JournalContext.Attempt entry,
            CallAttempts attempts,
            NextStep step,
            HttpResponse response,
            BakshException error) {
        if (PathResolver.isUnknownPath(response) && isUnknownPathOfReads(attempts)) {
            entry.recordFailure(response.status(), error.getMessage());
            if (step.isResend()) attempts.prepareNext(step, response);
            return NOT_EXECUTED;
        }
        boolean isRefusedInWords = classifier.isRefusedInWords(response);
        if (isRefusedInWords && isCreateOfKnownName() && classifier.alreadyExists(response)) {
            entry.recordFailure(response.status(), error.getMessage());
            return NOT_EXECUTED;
        }
        boolean mayResend = dependencies.limits().resendAllowed();
        long startNanos = dependencies.time().nanos();
        BakshException failure = null;
        if (step.isResend() && mayResend && reconciler.unverifiableReason() == null) {
            try {
                attempts.prepareNext(step, response);
                accessToken(); // No lookup and no next attempt is possible without a token.
            } catch (BakshException e) {
                failure = e; // The next attempt is not possible; the outcome of this attempt is still to be found.
            }
        }
        // Without any token no lookup is possible, and the server refuses a create like a read.
        if (failure instanceof CredentialRejectedException && call.effect() == Effect.ENSURE) {
            entry.recordFailure(response.status(), error.getMessage());
            throw failure;
        }
        boolean isListedLate = call.effect() == Effect.START && (response.status() == 429 || isRefusedInWords);
        Duration window =
                (isListedLate ? LONG_VISIBILITY_DELAY : VISIBILITY_DELAY).minusSeconds(secondsSince(startNanos));
        Object result = attempts.excludingLookup(() -> reconcile(
                entry,
                error,
                response.status(),
                describeStatus(response),
                mayResend,
                Duration.ZERO,
                window.isNegative() ? Duration.ZERO : window));
        if (result != NOT_EXECUTED) return result;
        if (step.isResend())
            dependencies.showNotice(
                    call,
                    ": the result was not found within " + secondsSince(startNanos) + " s: "
                            + (failure == null ? "sending the write again" : "the write was not sent again"));
        if (failure != null) throw failure;
        return NOT_EXECUTED;
    }

    /** Returns true for a create of a name that existed before, so that no lookup is possible and a refusal is expected. */
    private boolean isCreateOfKnownName() {
        return call.target() != null
                && call.target().operation().endsWith(".create")
                && reconciler.unverifiableReason() != null;
    }

    private long secondsSince(long startNanos) {
        return Duration.ofNanos(dependencies.time().nanos() - startNanos).toSeconds();
    }

    /**
     * Returns true if a read of the same path shows that the server does not know the path, or only with a final slash, so nothing
     * was executed there.
     */
    private boolean isUnknownPathOfReads(CallAttempts attempts) {
        ApiCall read = new ApiCall(
                call.description(), "GET", call.path(), call.query(), null, Effect.READ, null, call.result());
        try {
            HttpResponse response = dependencies
                    .transport()
                    .send(requestMapper.createRequest(
                            read,
                            dependencies.dialect().acceptHeader(),
                            attempts.target(),
                            attempts.token(),
                            dependencies.limits().readTimeout()));
            String location = String.valueOf(response.header("Location")).replaceFirst("\\?.*", "");
            return PathResolver.isUnknownPath(response)
                    || response.status() / 100 == 3 && location.endsWith(call.path() + "/");
        } catch (TransportException e) {
            return false;
        }
    }

    /**
     * Looks for the result of a write.
     *
     * @param status status of the response, or 0
     * @param problem the reason for the lookup
     * @param mayResend true if the write may be sent again when it was not executed
     * @return the result, or {@link #NOT_EXECUTED} if the write was not executed and may be sent again
     * @throws UnknownOutcomeException if the outcome is not known (exit code 75)
     */
    private Object reconcile(
            JournalContext.Attempt entry,
            BakshException error,
            int status,
            String problem,
            boolean mayResend,
            Duration firstDelay,
            Duration window) {
        ReconciledResult found = null;
        boolean notExecuted = false;
        String lookupNote = "; " + reconciler.unverifiableReason();
        ReconcileLoop.Progress progress = newProgress(window);
        if (reconciler.unverifiableReason() == null) {
            try {
                if (Thread.currentThread().isInterrupted()) {
                    found = ReconcileLoop.findBriefly(reconciler);
                    notExecuted = found == null && window.isZero();
                    lookupNote = "; interrupted; not found so far";
                } else {
                    progress.begin("the write was sent and " + problem);
                    found = new ReconcileLoop(dependencies.time(), progress).search(reconciler, firstDelay, window);
                    notExecuted = found == null;
                    lookupNote = "; not found on the server"
                            + (window.isZero() ? "" : " within " + window.toSeconds() + " s");
                }
            } catch (BakshException e) {
                lookupNote = "; " + e.getMessage();
                error.addSuppressed(e);
            }
        }
        if (found != null
                && pendingDuplicate != null
                && call.effect() == Effect.START
                && !reconciler.identifiesOwnWrite()) {
            lookupNote = "; " + reconciler.describe(found)
                    + " is new, but it may be the result of the same write that was sent at " + pendingDuplicate;
            found = null;
        }
        String otherWrite = dependencies
                .journalContext()
                .describeOtherWrite(dependencies.server().name(), call, reconciler, found, runWrite);
        if (otherWrite != null) {
            lookupNote = "; " + otherWrite;
            found = null;
        }
        if (found != null) {
            Object value = recordSuccess(entry, 0, found.row());
            progress.reportFound(reconciler.describe(found));
            return value;
        }
        if (notExecuted && mayResend) {
            entry.recordFailure(status, error.getMessage() + lookupNote);
            return NOT_EXECUTED;
        }
        entry.recordUnknown(error.getMessage() + lookupNote);
        throw unknownOutcome(
                " was sent and " + problem + ": the outcome is not known" + lookupNote,
                ResponseClassifier.messageWithPermission(error),
                error);
    }

    private ReconcileLoop.Progress newProgress(Duration window) {
        return new ReconcileLoop.Progress(dependencies.notices(), dependencies.subject(call), window);
    }

    private UnknownOutcomeException unknownOutcome(String statement, String reason, RuntimeException cause) {
        String command = runWrite.resendCommand() == null ? "" : ": " + runWrite.resendCommand();
        return new UnknownOutcomeException(
                dependencies.subject(call) + statement,
                describeSends() + "; look at the server before you repeat it" + command + "\n" + reason,
                cause);
    }

    private String describeSends() {
        if (sentCount == 1) return "the write was not sent again";
        return "the write was sent " + (sentCount == 2 ? "twice" : sentCount + " times")
                + (resent ? " because the first result was not found" : "");
    }

    /**
     * Returns true if a write that was not found may be sent again. A missing backup is as bad as a duplicate backup, so
     * START and ENSURE writes are resent and DANGER writes are not. A window that is shorter than the timeout of a write
     * proves nothing.
     */
    private boolean isResendable() {
        ClientLimits limits = dependencies.limits();
        return limits.resendAllowed()
                && call.effect() != Effect.DANGER
                && limits.reconcileTimeout().compareTo(limits.writeTimeout()) >= 0;
    }
}
