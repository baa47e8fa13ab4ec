package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.Row;
import dev.baksh.client.auth.CredentialRejectedException;
import dev.baksh.client.http.HttpRequest;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.RequestTarget;
import dev.baksh.client.http.TransportException;
import dev.baksh.client.journal.RunWrite;
import dev.baksh.client.journal.UnsettledWrite;
import dev.baksh.client.journal.WriteIntent;
import dev.baksh.client.protocol.JsonCodec;
import dev.baksh.client.protocol.PathResolver;
import dev.baksh.client.protocol.ResponseClassifier;
import dev.baksh.client.retry.Backoff;
import dev.baksh.client.retry.CallDeadline;
import dev.baksh.client.retry.ClientLimits;
import dev.baksh.client.retry.ConcurrencyLimiter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Executor of writes: guard, journaled intent, at-most-once send, reconciliation of a lost response, journaled outcome. */
final class WriteExecutor {
    /** Maximum number of attempts of one write; the server executed none of them but the last. */
    private static final int MAX_ATTEMPTS = 4;
    /** A write is not sent with less than half of its deadline left: an abandoned response counts as lost. */
    private static final int MIN_FRACTION_DIVISOR = 2;

    /** Result of a reconciliation that proves that the write was not executed. */
    private static final Object NOT_EXECUTED = new Object();

    private final ExecutorDependencies dependencies;
    private final RequestMapper requestMapper;
    private final PathResolver pathResolver;
    private final ResponseClassifier classifier;
    private final Backoff backoff;
    private final ConcurrencyLimiter writeLimiter;

    WriteExecutor(
            ExecutorDependencies dependencies,
            RequestMapper requestMapper,
            PathResolver pathResolver,
            ResponseClassifier classifier,
            Backoff backoff) {
        this.dependencies = dependencies;
        this.requestMapper = requestMapper;
        this.pathResolver = pathResolver;
        this.classifier = classifier;
        this.backoff = backoff;
        this.writeLimiter = new ConcurrencyLimiter(dependencies.limits().maxConcurrentWrites());
    }

    /** Sends a write. Writes run one at a time, so that a reconciler does not see the effects of another write. */
    Object send(ApiCall call, Reconciler reconciler) {
        return writeLimiter.run(() -> sendWithPermit(call, reconciler));
    }

    private Object sendWithPermit(ApiCall call, Reconciler reconciler) {
        // With the path of the catalogue: each process resolves the path of the server anew.
        String catalogTarget = RequestTarget.format(dependencies.dialect().basePath(), call);
        RunWrite runWrite =
                dependencies.journalContext().runContext().nextWrite(createIntent(call, catalogTarget, null));
        if (runWrite.state() == RunWrite.State.COMPLETED) {
            reconciler.restoreBaseline(runWrite.baseline());
            return journaledResult(call, runWrite.response());
        }
        if (runWrite.state() == RunWrite.State.SETTLED)
            return Reconciler.toResult(
                    new PendingWriteReconciler(dependencies).findSettledResult(call, reconciler, runWrite));
        if (runWrite.state() == RunWrite.State.OPEN) {
            Object found = withObjectLock(
                    call,
                    catalogTarget,
                    () -> new PendingWriteReconciler(dependencies).reconcile(call, reconciler, runWrite));
            if (found != null) return Reconciler.toResult(found);
        }
        String target = requestMapper.target(call, pathResolver.resolve(call.path()));
        if (!dependencies.guard().checkWrite(dependencies.server(), call, target)) return new DryRunRow(call);
        return withObjectLock(call, catalogTarget, () -> sendWithRetries(call, reconciler, runWrite, target));
    }

    /** Runs work while no other process of this user writes to the same object. */
    private <T> T withObjectLock(ApiCall call, String target, Supplier<T> work) {
        ClientLimits limits = dependencies.limits();
        return dependencies
                .journalContext()
                .objectLocks()
                .withLock(
                        dependencies.server().url() + " " + RequestTarget.objectKey(target, call.body()),
                        dependencies.server().label() + ": " + call.description(),
                        limits.writeTimeout().plus(limits.reconcileTimeout()),
                        dependencies.notices()::showNotice,
                        work);
    }

    private Object sendWithRetries(ApiCall call, Reconciler reconciler, RunWrite runWrite, String initialTarget) {
        String target = initialTarget;
        runWrite.recordPreviousState(reconciler::previousState);
        if (runWrite.state() == RunWrite.State.NEW) warnOfUnsettledWrite(call, target);
        Map<String, Object> baseline = reconciler.captureBaseline();
        boolean tokenRenewed = false;
        boolean resent = false;
        BakshException unknownPathError = null;
        CallDeadline callDeadline =
                new CallDeadline(dependencies.time(), dependencies.limits().writeTimeout());
        String token = accessToken();
        for (int attempt = 1; ; attempt++) {
            HttpRequest request = requestMapper.createRequest(call, target, token, callDeadline.remaining());
            JournalContext.Attempt writeAttempt =
                    dependencies.journalContext().beginAttempt(runWrite, createIntent(call, target, baseline));
            HttpResponse response;
            try {
                response = requestMapper.withHostKeyPrompt(
                        () -> dependencies.transport().send(request));
            } catch (TransportException e) {
                if (e.mayHaveBeenSent()) {
                    Object found = reconcile(
                            call, reconciler, runWrite, writeAttempt, new LostResponse(e.getMessage(), e, resent));
                    if (found != NOT_EXECUTED) return found;
                    resent = true;
                    callDeadline = new CallDeadline(
                            dependencies.time(), dependencies.limits().writeTimeout());
                    token = accessToken();
                    continue;
                }
                writeAttempt.recordNotSent(e.getMessage());
                if (!e.isRetryable() || attempt == MAX_ATTEMPTS || !callDeadline.hasFractionLeft(MIN_FRACTION_DIVISOR))
                    throw e;
                backoff.pause(attempt);
                continue;
            }
            if (unknownPathError != null) pathResolver.recordAlternative(response);
            String alternativePath =
                    unknownPathError == null ? pathResolver.alternativePath(call.path(), response) : null;
            boolean success = classifier.isSuccess(response);
            BakshException refusal = success ? null : classifier.explain(call, target, response);
            if (success || !classifier.isNotExecuted(response)) {
                Object found = success
                        ? complete(call, reconciler, runWrite, writeAttempt, response, resent)
                        : reconcile(
                                call,
                                reconciler,
                                runWrite,
                                writeAttempt,
                                new LostResponse(refusal.getMessage(), refusal, resent));
                if (found != NOT_EXECUTED) return found;
                resent = true;
                callDeadline = new CallDeadline(
                        dependencies.time(), dependencies.limits().writeTimeout());
                token = accessToken();
                continue;
            }
            Object existing = findDespiteRefusal(response, reconciler, writeAttempt, refusal);
            if (existing != null) {
                writeAttempt.recordSuccess(0, existing, resultIds(call, existing));
                return existing;
            }
            writeAttempt.recordFailure(response.status(), refusal.getMessage());
            if (alternativePath != null) {
                unknownPathError = refusal;
                target = requestMapper.target(call, alternativePath);
                continue;
            }
            if (unknownPathError != null && PathResolver.isUnknownPath(response)) throw unknownPathError;
            Duration retryAfter = backoff.retryAfter(response);
            boolean tokenExpired = tokenRenewed
                    && attempt < MAX_ATTEMPTS
                    && dependencies.tokenProvider().isExpired(token);
            if (classifier.isUnauthenticated(response)
                    && (!tokenRenewed || tokenExpired)
                    && callDeadline.hasFractionLeft(MIN_FRACTION_DIVISOR)) {
                tokenRenewed = true;
                token = dependencies.tokenProvider().replaceRejected(token, callDeadline.remaining());
                // With another status than 401, the server may have checked the token after a part of its work.
                if (response.status() != 401 && reconciler.whyUnverifiable() != null)
                    throw tokenExpiredException(call, reconciler, refusal);
            } else if (response.status() == 429
                    && attempt < MAX_ATTEMPTS
                    && !backoff.isTooLong(retryAfter)
                    && callDeadline.hasFractionLeft(MIN_FRACTION_DIVISOR)) {
                if (retryAfter == null) backoff.pause(attempt);
                else callDeadline.excluding(() -> backoff.pauseRetryAfter(retryAfter));
            } else {
                throw refusal;
            }
        }
    }

    /**
     * Looks for the result of a refused write in two cases: the object exists already, from an earlier attempt; or the body
     * reports an expired token, and the server may have done the work before.
     *
     * @return the result, or null if nothing was found
     */
    private Object findDespiteRefusal(
            HttpResponse response, Reconciler reconciler, JournalContext.Attempt writeAttempt, BakshException refusal) {
        boolean tokenExpiredMidway = response.status() != 401 && classifier.isUnauthenticated(response);
        boolean createdEarlier = reconciler.identifiesOwnWrite() && classifier.alreadyExists(response);
        if (!tokenExpiredMidway && !createdEarlier || reconciler.whyUnverifiable() != null) return null;
        try {
            return ReconcileLoop.findConfirmed(reconciler);
        } catch (BakshException e) {
            writeAttempt.recordFailure(response.status(), refusal.getMessage());
            if (e instanceof CredentialRejectedException) throw e;
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    private static BakshException tokenExpiredException(ApiCall call, Reconciler reconciler, BakshException refusal) {
        return new BakshException(
                refusal.exit(),
                refusal.getMessage(),
                "the token was refreshed; " + call.description() + " was not sent again because "
                        + reconciler.whyUnverifiable() + ": look at the server, then repeat the command",
                refusal);
    }

    /** Returns the response that an earlier process of the run received. */
    private static Object journaledResult(ApiCall call, Object journaled) {
        if (journaled == null) return null;
        try {
            return JsonCodec.read(JsonCodec.write(journaled), call.result());
        } catch (IOException e) {
            throw new IllegalStateException(e); // The response was read from JSON.
        }
    }

    private WriteIntent createIntent(ApiCall call, String target, Map<String, Object> baseline) {
        String body = call.body() == null ? null : new String(JsonCodec.write(call.body()), StandardCharsets.UTF_8);
        return new WriteIntent(
                dependencies.journalContext().runId().get(),
                dependencies.server().name(),
                call.description(),
                call.method(),
                target,
                call.effect(),
                body,
                baseline);
    }

    /** Warns if an earlier write with the same request has no known outcome. */
    private void warnOfUnsettledWrite(ApiCall call, String target) {
        UnsettledWrite unsettled =
                dependencies.journalContext().journal().findEarlierDuplicate(createIntent(call, target, null));
        if (unsettled == null) return;
        dependencies
                .notices()
                .showNotice("warning: " + dependencies.server().label() + ": the same write was sent at "
                        + unsettled.intent().time()
                        + " and its outcome is not known; check the server for a duplicate"
                        + " (line " + unsettled.intent().seq() + " of baksh journal)");
    }

    private String accessToken() {
        return requestMapper.withHostKeyPrompt(() -> dependencies
                .tokenProvider()
                .accessTokenValidFor(dependencies.limits().writeTimeout()));
    }

    private Object complete(
            ApiCall call,
            Reconciler reconciler,
            RunWrite runWrite,
            JournalContext.Attempt writeAttempt,
            HttpResponse response,
            boolean resent) {
        Object value;
        try {
            value = requestMapper.parseValue(call, response);
        } catch (BakshException e) {
            return reconcile(call, reconciler, runWrite, writeAttempt, new LostResponse(e.getMessage(), e, resent));
        }
        writeAttempt.recordSuccess(response.status(), value, resultIds(call, value));
        return value;
    }

    /** Returns the ids in the response for the journal. */
    private static Map<String, Object> resultIds(ApiCall call, Object value) {
        Map<String, Object> ids = new LinkedHashMap<>();
        if (!(value instanceof Row row)) return ids;
        String key = call.result() == null ? "id" : call.result().key();
        for (String name : new String[] {key, "id", "tracker_id"}) {
            if (row.has(name) && row.get(name) != null) ids.put(name, row.get(name));
        }
        return ids;
    }

    /**
     * Lost response of a write.
     *
     * @param resent true if this was the resend of a write that was not executed the first time
     */
    private record LostResponse(String reason, RuntimeException cause, boolean resent) {}

    /**
     * Looks for the result of a write with a lost response.
     *
     * @return the result, or {@link #NOT_EXECUTED} if the write was not executed and may be sent again
     * @throws UnknownOutcomeException if the outcome is not known (exit code 75)
     */
    private Object reconcile(
            ApiCall call,
            Reconciler reconciler,
            RunWrite runWrite,
            JournalContext.Attempt writeAttempt,
            LostResponse lostResponse) {
        Object found = null;
        boolean notExecuted = false;
        String lookupNote = "; " + reconciler.whyUnverifiable();
        Duration window = dependencies.limits().reconcileTimeout();
        ReconcileLoop.Progress progress =
                new ReconcileLoop.Progress(dependencies.notices(), dependencies.server(), call, window);
        if (reconciler.whyUnverifiable() == null) {
            try {
                if (Thread.currentThread().isInterrupted()) {
                    found = ReconcileLoop.findBriefly(reconciler);
                    lookupNote = "; interrupted; not found so far";
                } else {
                    progress.begin("the write was sent and the response was lost");
                    found = new ReconcileLoop(dependencies.time(), progress)
                            .search(reconciler, ReconcileLoop.FIRST_DELAY, window);
                    notExecuted = found == null;
                    lookupNote = "; not found on the server within " + window.toSeconds() + " s";
                }
            } catch (BakshException e) {
                lookupNote = "; " + e.getMessage();
                lostResponse.cause().addSuppressed(e);
            }
        }
        if (found != null) {
            Object value = Reconciler.toResult(found);
            writeAttempt.recordSuccess(0, value, resultIds(call, value));
            progress.reportFound(reconciler.describe(found));
            return value;
        }
        if (notExecuted && !lostResponse.resent() && isResendable(call)) {
            writeAttempt.recordFailure(0, lostResponse.reason() + lookupNote);
            dependencies
                    .notices()
                    .showNotice(dependencies.server().label() + ": " + call.description()
                            + ": the response was lost and the result was not found within "
                            + window.toSeconds() + " s: sending the write again");
            return NOT_EXECUTED;
        }
        writeAttempt.recordUnknown(lostResponse.reason() + lookupNote);
        throw new UnknownOutcomeException(
                dependencies.server().label() + ": " + call.description()
                        + " was sent and the response was lost: the outcome is not known" + lookupNote,
                (lostResponse.resent()
                                ? "the write was sent twice because the first result was not found"
                                : "the write was not sent again")
                        + "; look at the server before you repeat it"
                        + (runWrite.resendCommand() == null ? "" : ": " + runWrite.resendCommand()) + "\n"
                        + lostResponse.reason(),
                lostResponse.cause());
    }

    /**
     * Returns true if a write that was not found may be sent again. A missing backup is as bad as a duplicate backup, so
     * START and ENSURE writes are resent and DANGER writes are not. A window that is shorter than the timeout of a write
     * proves nothing.
     */
    private boolean isResendable(ApiCall call) {
        ClientLimits limits = dependencies.limits();
        return limits.resendAllowed()
                && call.effect() != Effect.DANGER
                && limits.reconcileTimeout().compareTo(limits.writeTimeout()) >= 0;
    }
}
