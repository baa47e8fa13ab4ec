package dev.baksh.client.exchange;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Strategy that decides whether the server executed a write with a lost response: reads the state before the write and
 * looks for the result after it. Also returns the previous values for an undo.
 */
public interface Reconciler {
    /** Maximum difference between the clocks of a server and of a proxy before it, which writes the Date of a response. */
    Duration MAX_CLOCK_DIFFERENCE = Duration.ofSeconds(5);

    /** Field that is added to each journaled baseline: the time of the server when the write was sent, if it is known. */
    String SERVER_TIME = "server_time";

    /** Reconciler of writes without a visible result. */
    Reconciler NONE = withoutResult(() -> null);

    /** Returns a reconciler of writes without a visible result that an undo can revert. */
    static Reconciler withoutResult(Supplier<Object> previousState) {
        return new Reconciler() {
            @Override
            public String unverifiableReason() {
                return "the write leaves no result to look for";
            }

            @Override
            public Object previousState() {
                return previousState.get();
            }

            @Override
            public ReconciledResult find() {
                return null;
            }
        };
    }

    /** Reads the state of the server before the write is sent; the result goes into the journal. */
    default Map<String, Object> captureBaseline() {
        return Map.of();
    }

    /**
     * Throws if the write must not be sent now, such as after a change of the object by another user. Called directly before the
     * write is sent, and before it is sent again after a refusal and a pause.
     */
    default void checkPrecondition() {}

    /**
     * Restores the baseline that an earlier process wrote into the journal, in place of the current state of the server.
     *
     * @return false if this reconciler cannot look with the journaled baseline
     */
    default boolean restoreBaseline(Map<String, Object> baseline) {
        return false;
    }

    /**
     * Returns true if {@link #find} finds only objects of this write. Then the response "already exists" refers to an
     * earlier attempt of the same write.
     */
    default boolean identifiesOwnWrite() {
        return false;
    }

    /**
     * Returns the reason if a lookup would prove nothing, else null. Called after {@link #captureBaseline()} or
     * {@link #restoreBaseline}.
     */
    default String unverifiableReason() {
        return null;
    }

    /**
     * Returns the current values of the fields that the write changes, as maps, lists and plain values, so that the user can
     * restore them. Called before the write is sent, and only if a journal stores the values.
     *
     * @return null if there is nothing to restore
     */
    default Object previousState() {
        return null;
    }

    /**
     * Looks once. The caller looks a second time before it accepts a result.
     *
     * @return the result if it is certain that this write produced it; null if nothing was found
     * @throws AmbiguousOutcomeException if more than one object could be the result
     * @throws dev.baksh.client.api.BakshException if the lookup failed
     */
    ReconciledResult find();

    /**
     * Returns the time for which a result must stay the only one: without an identity of the write, the result of another user
     * or machine may appear first.
     */
    default Duration settleTime() {
        return Duration.ZERO;
    }

    /** Describes a found result for messages. */
    default String describe(ReconciledResult found) {
        return found.describe();
    }
}
