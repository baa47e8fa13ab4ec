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

/** The way of a write: gate, intent on disk, one send, and a closing record that never guesses. */
final class WriteExecutor {
    /** Sends of one write, of which all but the last are certain not to have reached the server. */
    private static final int MAX_ATTEMPTS = 4;
    /** With less than half of its time left a write is not sent any more: an answer that is not waited for is a lost one. */
    private static final int MIN_FRACTION_DIVISOR = 2;

    /** It did not happen, as far as looking for it can prove that. */
    private static final Object NOT_EXECUTED = new Object();

    private final ApiExecutor.Dependencies dependencies;
    private final RequestMapper requestMapper;
    private final PathResolver pathResolver;
    private final ResponseClassifier classifier;
    private final Backoff backoff;
    private final ConcurrencyLimiter writeLimiter;

    WriteExecutor(
            ApiExecutor.Dependencies dependencies,
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

    /** One after the other: what a write finds before it and after it must be its own doing. */
    Object send(ApiCall call, Reconciler reconciler) {
        return writeLimiter.run(() -> sendWithPermit(call, reconciler));
    }

    private Object sendWithPermit(ApiCall call, Reconciler reconciler) {
        // By the catalogue's path: which of a server's paths is the right one is found out anew by each process.
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

    /** While no other process of this user writes to the same object. */
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
            WriteAttempt writeAttempt =
                    new WriteAttempt(dependencies.journalContext(), runWrite, createIntent(call, target, baseline));
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
                // Another status than 401 does not tell at which of the server's own steps the token was looked at.
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
     * What a write has done though the server refuses it, or null: it is there already, by an earlier sending; or a body tells
     * that the token has ended, and not what had been done by then.
     */
    private Object findDespiteRefusal(
            HttpResponse response, Reconciler reconciler, WriteAttempt writeAttempt, BakshException refusal) {
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
                "the token was renewed, and " + call.description() + " was not sent again, since "
                        + reconciler.whyUnverifiable() + ": look at the server, then do it again",
                refusal);
    }

    /** What the server answered to an earlier process of the run. */
    private static Object journaledResult(ApiCall call, Object journaled) {
        if (journaled == null) return null;
        try {
            return JsonCodec.read(JsonCodec.write(journaled), call.result());
        } catch (IOException e) {
            throw new IllegalStateException(e); // It has been read from JSON.
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

    /** Somebody did the same not long ago, and never heard what became of it. */
    private void warnOfUnsettledWrite(ApiCall call, String target) {
        UnsettledWrite unsettled =
                dependencies.journalContext().journal().findEarlierDuplicate(createIntent(call, target, null));
        if (unsettled == null) return;
        dependencies
                .notices()
                .showNotice("warning: " + dependencies.server().label() + ": the same was sent at "
                        + unsettled.intent().time()
                        + ", and whether it happened is not known; look at the server whether it is there twice"
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
            WriteAttempt writeAttempt,
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

    /** What tells the outcome from another in the journal: the ids of the answer. */
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
     * An answer that was lost.
     *
     * @param resent it was that of a write which had been sent before, and proven not to have happened
     */
    private record LostResponse(String reason, RuntimeException cause, boolean resent) {}

    /**
     * The answer was lost: looks for the outcome, and gives it; or {@link #NOT_EXECUTED} when it is proven not to have happened and
     * may be sent once more; or says that it is not known.
     */
    private Object reconcile(
            ApiCall call,
            Reconciler reconciler,
            RunWrite runWrite,
            WriteAttempt writeAttempt,
            LostResponse lostResponse) {
        Object found = null;
        boolean notExecuted = false;
        String lookupNote = "; " + reconciler.whyUnverifiable();
        Duration window = dependencies.limits().reconcileTimeout();
        ReconcileProgress progress = new ReconcileProgress(dependencies.notices(), dependencies.server(), call, window);
        if (reconciler.whyUnverifiable() == null) {
            try {
                if (Thread.currentThread().isInterrupted()) {
                    found = ReconcileLoop.findBriefly(reconciler);
                    lookupNote = "; interrupted, and it is not there yet";
                } else {
                    progress.begin("it was sent and its answer was lost");
                    found = new ReconcileLoop(dependencies.time(), progress)
                            .search(reconciler, ReconcileLoop.FIRST_DELAY, window);
                    notExecuted = found == null;
                    lookupNote = "; looked for " + window.toSeconds() + " s and did not find it";
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
                            + ": its answer was lost, and it is not there after "
                            + window.toSeconds() + " s: it is sent once more");
            return NOT_EXECUTED;
        }
        writeAttempt.recordUnknown(lostResponse.reason() + lookupNote);
        throw new UnknownOutcomeException(
                dependencies.server().label() + ": " + call.description()
                        + " was sent and its answer was lost: whether it happened is not known" + lookupNote,
                (lostResponse.resent() ? "it was sent twice, the second time" : "it was not sent again")
                        + (lostResponse.resent() ? " because it was not there; look" : "; look")
                        + " at the server before you do it once more"
                        + (runWrite.resendCommand() == null ? "" : ": " + runWrite.resendCommand()) + "\n"
                        + lostResponse.reason(),
                lostResponse.cause());
    }

    /**
     * A backup that was not made is no better than one made twice, so what starts or sets something is sent once more. What
     * harms is not. And a window shorter than the server may take for a write proves nothing.
     */
    private boolean isResendable(ApiCall call) {
        ClientLimits limits = dependencies.limits();
        return limits.resendAllowed()
                && call.effect() != Effect.DANGER
                && limits.reconcileTimeout().compareTo(limits.writeTimeout()) >= 0;
    }
}
