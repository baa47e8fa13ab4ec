package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.Row;
import dev.baksh.client.journal.RunWrite;
import dev.baksh.client.journal.Settlement;
import dev.baksh.client.retry.ClientLimits;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Reconciler of a write that an earlier process of the run may have sent before that process was killed.
 *
 * <p>A write that was not executed may be sent, except for {@link Effect#DANGER}. A PUT that sets a state may be sent in
 * any case. The user decides about every other write. The clock of this machine alone does not prove that the server can no
 * longer execute the write.
 */
record PendingWriteReconciler(ExecutorDependencies dependencies, ServerClock serverClock) {
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
                long startNanos = dependencies.time().nanos();
                Supplier<Duration> remaining =
                        () -> dependencies.limits().reconcileTimeout().minus(elapsed(runWrite, startNanos));
                Duration window = remaining.get().isNegative() ? Duration.ZERO : remaining.get();
                ReconcileLoop.Progress progress =
                        new ReconcileLoop.Progress(dependencies.notices(), dependencies.subject(call), window);
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
                if (found == null && call.effect() != Effect.DANGER && isProofOfAbsence(runWrite, startNanos)) {
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

    /**
     * Returns true if the server can no longer execute a write that was not found, and the write may be sent again. At the end of
     * the search, the settle window has passed.
     */
    private boolean isProofOfAbsence(RunWrite runWrite, long startNanos) {
        ClientLimits limits = dependencies.limits();
        return limits.resendAllowed()
                && (limits.reconcileTimeout().compareTo(limits.writeTimeout()) >= 0
                        || elapsed(runWrite, startNanos).compareTo(limits.writeTimeout()) >= 0);
    }

    /** Returns the time that has certainly passed since the write: at least the time since the start of the search. */
    private Duration elapsed(RunWrite runWrite, long startNanos) {
        Duration sinceStart = Duration.ofNanos(dependencies.time().nanos() - startNanos);
        Duration sinceWrite = serverClock.elapsedSince(runWrite.sentAt(), runWrite.baseline());
        return sinceWrite == null || sinceWrite.compareTo(sinceStart) < 0 ? sinceStart : sinceWrite;
    }
}
