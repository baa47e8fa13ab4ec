package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.Row;
import dev.baksh.client.journal.RunWrite;
import dev.baksh.client.journal.Settlement;
import java.time.Duration;

/**
 * Reconciler of a write that an earlier process of the run may have sent before that process was killed.
 *
 * <p>A write that was not executed may be sent, except for {@link Effect#DANGER}. A PUT that sets a state may be sent in
 * any case. The user decides about every other write.
 */
record PendingWriteReconciler(ExecutorDependencies dependencies) {
    /**
     * Looks for the result of the write.
     *
     * @return the result, or null if the write may be sent now
     * @throws UnknownOutcomeException if the outcome cannot be proven (exit code 75)
     */
    ReconciledResult reconcile(ApiCall call, Reconciler reconciler, RunWrite runWrite) {
        String reason;
        RuntimeException cause = null;
        if (!reconciler.restoreBaseline(runWrite.baseline())) reason = "the server does not show the outcome";
        else if (reconciler.unverifiableReason() != null) reason = reconciler.unverifiableReason();
        else {
            try {
                Duration remaining = remainingWindow(runWrite);
                ReconcileLoop.Progress progress =
                        new ReconcileLoop.Progress(dependencies.notices(), dependencies.subject(call), remaining);
                progress.begin("may have been sent at " + runWrite.sentAt() + " by an earlier process of this run");
                ReconciledResult found =
                        new ReconcileLoop(dependencies.time(), progress).search(reconciler, Duration.ZERO, remaining);
                String otherWrite = dependencies
                        .journalContext()
                        .describeOtherWrite(dependencies.server().name(), call, reconciler, found, runWrite);
                if (found != null && otherWrite == null) {
                    progress.reportFound(reconciler.describe(found));
                    runWrite.markDone(0, found.row());
                    recordSettlement(runWrite, true);
                    return found;
                }
                if (found == null && call.effect() != Effect.DANGER && isProofOfAbsence(runWrite)) {
                    recordSettlement(runWrite, false);
                    return null;
                }
                reason = otherWrite != null ? otherWrite : "the result was not found on the server";
            } catch (BakshException e) {
                reason = e.getMessage();
                cause = e;
            }
        }
        if (call.effect() == Effect.ENSURE && call.method().equals("PUT")) return null;
        runWrite.markUnknown(reason);
        throw new UnknownOutcomeException(
                dependencies.subject(call) + " may have been sent at " + runWrite.sentAt()
                        + " by an earlier process of this run; the outcome is not known: " + reason,
                "the write was not sent again; look at the server; if the write was not executed: "
                        + runWrite.resendCommand(),
                cause);
    }

    /**
     * Looks for the result of a write that the user has settled as executed.
     *
     * @return the result, or null if the server does not show one
     * @throws UnknownOutcomeException if no lookup is possible, because the script may need the response (exit code 75)
     */
    Row findSettledResult(ApiCall call, Reconciler reconciler, RunWrite runWrite) {
        boolean canLookUp = reconciler.restoreBaseline(runWrite.baseline());
        if (canLookUp && reconciler.unverifiableReason() != null) {
            throw new UnknownOutcomeException(
                    dependencies.subject(call) + " was executed according to the user, but its response is not known: "
                            + reconciler.unverifiableReason(),
                    "complete the step by hand, then skip it: " + runWrite.skipCommand(),
                    null);
        }
        ReconciledResult found = canLookUp ? ReconcileLoop.findConfirmed(reconciler) : null;
        if (found == null) return null;
        runWrite.markDone(0, found.row());
        return found.row();
    }

    /** Settles the write in the write journal too; otherwise that journal would list it as open forever. */
    private void recordSettlement(RunWrite runWrite, boolean happened) {
        String runId = dependencies.journalContext().runId().get();
        String note = happened ? "found on the server" : "not found on the server";
        dependencies
                .journalContext()
                .journal()
                .settle(runId, runWrite.journalLine(), new Settlement(happened, "a resume of run " + runId, note));
    }

    /** Returns true if the server can no longer execute a write that was not found, and the write may be sent again. */
    private boolean isProofOfAbsence(RunWrite runWrite) {
        Duration elapsed =
                Duration.between(runWrite.sentAt(), dependencies.time().now());
        return dependencies.limits().resendAllowed()
                && elapsed.compareTo(dependencies.limits().writeTimeout()) >= 0;
    }

    /** Returns the rest of the time in which the server may still execute the write. */
    private Duration remainingWindow(RunWrite runWrite) {
        Duration elapsed =
                Duration.between(runWrite.sentAt(), dependencies.time().now());
        Duration remaining = dependencies.limits().reconcileTimeout().minus(elapsed);
        if (remaining.isNegative()) return Duration.ZERO;
        return elapsed.isNegative() ? dependencies.limits().reconcileTimeout() : remaining;
    }
}
