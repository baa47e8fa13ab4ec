package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.journal.RunWrite;
import dev.baksh.client.journal.Settlement;
import java.time.Duration;

/**
 * A write that an earlier process of the run may have sent before it was killed: finds out whether it happened.
 *
 * <p>What is proven not to have happened may be sent, except for what does harm ({@link Effect#DANGER}); what sets a state
 * by PUT may be sent anyway. All else is for a person to decide.
 */
final class PendingWriteReconciler {
    private final ApiExecutor.Dependencies dependencies;

    PendingWriteReconciler(ApiExecutor.Dependencies dependencies) {
        this.dependencies = dependencies;
    }

    /**
     * What the write had answered, {@link Reconciler#EMPTY_RESULT} included, or null when it is right to send it now.
     *
     * @throws UnknownOutcomeException nobody can tell
     */
    Object reconcile(ApiCall call, Reconciler reconciler, RunWrite runWrite) {
        String reason;
        RuntimeException cause = null;
        if (!reconciler.restoreBaseline(runWrite.baseline())) reason = "nothing on the server tells";
        else if (reconciler.whyUnverifiable() != null) reason = reconciler.whyUnverifiable();
        else {
            try {
                Duration remaining = remainingWindow(runWrite);
                ReconcileProgress progress =
                        new ReconcileProgress(dependencies.notices(), dependencies.server(), call, remaining);
                progress.begin("may have been sent at " + runWrite.sentAt() + " by an earlier process of this run");
                Object found =
                        new ReconcileLoop(dependencies.time(), progress).search(reconciler, Duration.ZERO, remaining);
                if (found != null) {
                    progress.reportFound(reconciler.describe(found));
                    runWrite.markDone(0, Reconciler.toResult(found));
                    recordSettlement(runWrite, true);
                    return found;
                }
                if (call.effect() != Effect.DANGER) {
                    recordSettlement(runWrite, false);
                    return null;
                }
                reason = "it was looked for and is not there";
            } catch (BakshException e) {
                reason = e.getMessage();
                cause = e;
            }
        }
        if (call.effect() == Effect.ENSURE && call.method().equals("PUT")) return null;
        runWrite.markUnknown(reason);
        throw new UnknownOutcomeException(
                dependencies.server().label() + ": " + call.description() + " may have been sent at "
                        + runWrite.sentAt()
                        + " by an earlier process of this run, and whether it happened is not known: " + reason,
                "it was not sent again; look at the server, and if it did not happen: " + runWrite.resendCommand(),
                cause);
    }

    /**
     * What a write answered of which a person has said that it happened: what is found of it on the server, or null.
     *
     * @throws UnknownOutcomeException nothing on the server tells, and the script may need the answer
     */
    Object findSettledResult(ApiCall call, Reconciler reconciler, RunWrite runWrite) {
        boolean canLookUp = reconciler.restoreBaseline(runWrite.baseline());
        if (canLookUp && reconciler.whyUnverifiable() != null) {
            throw new UnknownOutcomeException(
                    dependencies.server().label() + ": " + call.description()
                            + " has happened, as a person has said, and its answer is not known: "
                            + reconciler.whyUnverifiable(),
                    "do what is left of the step by hand, and leave it out: " + runWrite.skipCommand(),
                    null);
        }
        Object found = canLookUp ? ReconcileLoop.findConfirmed(reconciler) : null;
        if (found != null) runWrite.markDone(0, Reconciler.toResult(found));
        return found;
    }

    /** The write journal is told as well: it would name the write as open for good. */
    private void recordSettlement(RunWrite runWrite, boolean happened) {
        String runId = dependencies.journalContext().runId().get();
        String note = happened ? "found on the server" : "looked for, and not there";
        dependencies
                .journalContext()
                .journal()
                .settle(runId, runWrite.journalLine(), new Settlement(happened, "a resume of run " + runId, note));
    }

    /** What is left of the time in which the server may still be at it. */
    private Duration remainingWindow(RunWrite runWrite) {
        Duration elapsed =
                Duration.between(runWrite.sentAt(), dependencies.time().now());
        Duration remaining = dependencies.limits().reconcileTimeout().minus(elapsed);
        if (remaining.isNegative()) return Duration.ZERO;
        return elapsed.isNegative() ? dependencies.limits().reconcileTimeout() : remaining;
    }
}
