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
    private final ApiExecutor.Parts parts;

    PendingWriteReconciler(ApiExecutor.Parts parts) {
        this.parts = parts;
    }

    /**
     * What the write had answered, {@link Reconciler#NOTHING} included, or null when it is right to send it now.
     *
     * @throws UnknownOutcomeException nobody can tell
     */
    Object settle(ApiCall call, Reconciler witness, RunWrite passage) {
        String looked;
        RuntimeException cause = null;
        if (!witness.recall(passage.baseline())) looked = "nothing on the server tells";
        else if (witness.doubt() != null) looked = witness.doubt();
        else {
            try {
                Duration left = left(passage);
                ReconcileProgress told = new ReconcileProgress(parts.notes(), parts.server(), call, left);
                told.begin("may have been sent at " + passage.sent() + " by an earlier process of this run");
                Object found = new ReconcileLoop(parts.time(), told).look(witness, Duration.ZERO, left);
                if (found != null) {
                    told.found(witness.words(found));
                    passage.done(0, Reconciler.answer(found));
                    settled(passage, true);
                    return found;
                }
                if (call.effect() != Effect.DANGER) {
                    settled(passage, false);
                    return null;
                }
                looked = "it was looked for and is not there";
            } catch (BakshException e) {
                looked = e.getMessage();
                cause = e;
            }
        }
        if (call.effect() == Effect.ENSURE && call.method().equals("PUT")) return null;
        passage.unknown(looked);
        throw new UnknownOutcomeException(
                parts.server().label() + ": " + call.what() + " may have been sent at " + passage.sent()
                        + " by an earlier process of this run, and whether it happened is not known: " + looked,
                "it was not sent again; look at the server, and if it did not happen: " + passage.again(),
                cause);
    }

    /**
     * What a write answered of which a person has said that it happened: what is found of it on the server, or null.
     *
     * @throws UnknownOutcomeException nothing on the server tells, and the script may need the answer
     */
    Object told(ApiCall call, Reconciler witness, RunWrite passage) {
        boolean looks = witness.recall(passage.baseline());
        if (looks && witness.doubt() != null) {
            throw new UnknownOutcomeException(
                    parts.server().label() + ": " + call.what()
                            + " has happened, as a person has said, and its answer is not known: " + witness.doubt(),
                    "do what is left of the step by hand, and leave it out: " + passage.skip(),
                    null);
        }
        Object found = looks ? ReconcileLoop.seen(witness) : null;
        if (found != null) passage.done(0, Reconciler.answer(found));
        return found;
    }

    /** The write journal is told as well: it would name the write as open for good. */
    private void settled(RunWrite passage, boolean happened) {
        String run = parts.record().run().get();
        String note = happened ? "found on the server" : "looked for, and not there";
        parts.record().journal().settle(run, passage.line(), new Settlement(happened, "a resume of run " + run, note));
    }

    /** What is left of the time in which the server may still be at it. */
    private Duration left(RunWrite passage) {
        Duration gone = Duration.between(passage.sent(), parts.time().now());
        Duration left = parts.limits().settle().minus(gone);
        if (left.isNegative()) return Duration.ZERO;
        return gone.isNegative() ? parts.limits().settle() : left;
    }
}
