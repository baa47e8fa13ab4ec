package dev.baksh.exchange;

import dev.baksh.api.BakshException;
import dev.baksh.api.Call;
import dev.baksh.api.Effect;
import dev.baksh.journal.Passage;
import java.time.Duration;

/**
 * A write that an earlier process of the run may have sent before it was killed: finds out whether it happened.
 *
 * <p>What is proven not to have happened may be sent, except for what does harm ({@link Effect#DANGER}); what sets a state
 * by PUT may be sent anyway. All else is for a person to decide.
 */
final class Reopened {
    private final Exchange.Parts parts;

    Reopened(Exchange.Parts parts) {
        this.parts = parts;
    }

    /**
     * What the write had answered, {@link Witness#NOTHING} included, or null when it is right to send it now.
     *
     * @throws UnknownOutcome nobody can tell
     */
    Object settle(Call call, Witness witness, Passage passage) {
        String looked;
        RuntimeException cause = null;
        if (!witness.recall(passage.baseline())) looked = "nothing on the server tells";
        else if (witness.doubt() != null) looked = witness.doubt();
        else {
            try {
                Duration left = left(passage);
                Searching told = new Searching(parts.notes(), parts.server(), call, left);
                told.begin("may have been sent at " + passage.sent() + " by an earlier process of this run");
                Object found = new Search(parts.time(), told).look(witness, Duration.ZERO, left);
                if (found != null) {
                    told.found(witness.words(found));
                    passage.done(0, found == Witness.NOTHING ? null : found);
                    return found;
                }
                if (call.effect() != Effect.DANGER) return null;
                looked = "it was looked for and is not there";
            } catch (BakshException e) {
                looked = e.getMessage();
                cause = e;
            }
        }
        if (call.effect() == Effect.ENSURE && call.method().equals("PUT")) return null;
        passage.unknown(looked);
        throw new UnknownOutcome(
                parts.server().label() + ": " + call.what() + " may have been sent at " + passage.sent()
                        + " by an earlier process of this run, and whether it happened is not known: " + looked,
                "it was not sent again; look at the server, and if it did not happen: " + passage.again(),
                cause);
    }

    /** What is left of the time in which the server may still be at it. */
    private Duration left(Passage passage) {
        Duration gone = Duration.between(passage.sent(), parts.time().now());
        Duration left = parts.limits().settle().minus(gone);
        if (left.isNegative()) return Duration.ZERO;
        return gone.isNegative() ? parts.limits().settle() : left;
    }
}
