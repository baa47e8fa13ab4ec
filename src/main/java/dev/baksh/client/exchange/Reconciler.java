package dev.baksh.client.exchange;

import java.util.Map;

/** Finds out whether a write whose answer was lost has happened. */
public interface Reconciler {
    /** Nobody can tell. */
    Reconciler NONE = new Reconciler() {
        @Override
        public Map<String, Object> captureBaseline() {
            return Map.of();
        }

        @Override
        public String whyUnverifiable() {
            return "it leaves nothing to look for";
        }

        @Override
        public Object find() {
            return null;
        }
    };

    /** What {@link #find} gives of a write that has happened and answers nothing. */
    Object EMPTY_RESULT = new Object();

    /** What is there before the write, taken before it is sent; goes into the journal. */
    Map<String, Object> captureBaseline();

    /**
     * Takes the baseline from a journal, where an earlier process put it, in place of the server's present state.
     *
     * @return false when this witness cannot look by it
     */
    default boolean restoreBaseline(Map<String, Object> baseline) {
        return false;
    }

    /**
     * True when what {@link #find} finds is this write's own and nobody else's: then a server that says that it is there
     * already speaks of an earlier sending.
     */
    default boolean identifiesOwnWrite() {
        return false;
    }

    /** Why looking would prove nothing, or null when it would; asked after {@link #captureBaseline()} or {@link #restoreBaseline}. */
    default String whyUnverifiable() {
        return null;
    }

    /**
     * What the write is about to change, as it is now, so that a person can put it back: maps, lists and plain values. Asked
     * before it is sent, and only where it is kept.
     *
     * @return null when there is nothing, or nothing that could be put back
     */
    default Object previousState() {
        return null;
    }

    /**
     * Looks once; what is found is looked for once more before it is believed.
     *
     * @return what the write would have answered, if it is certain that this write made it; null when nothing is there
     * @throws AmbiguousOutcomeException when more than one thing could be it
     * @throws dev.baksh.client.api.BakshException when looking failed
     */
    Object find();

    /** What {@link #find} found as the answer of the call. */
    static Object toResult(Object found) {
        return found == EMPTY_RESULT ? null : found;
    }

    /** What was found, for a person: {@code backup 241 "nightly"}. */
    default String describe(Object found) {
        return ReconcileProgress.describe(found);
    }
}
