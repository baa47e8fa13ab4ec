package dev.baksh.client.journal;

import java.util.Map;

/** Recorder of the outcome of one write in a journal. */
public interface OutcomeRecorder {
    /** Records that no byte of the request reached the server. */
    default void markNotSent(String reason) {
        recordOutcome(JournalEvent.Kind.NOT_SENT, 0, reason);
    }

    /**
     * Records that the server accepted the write.
     *
     * @param status HTTP status of the response, or 0
     * @param result ids and other values that a resume needs, or null
     */
    default void markDone(int status, Object result) {
        recordOutcome(JournalEvent.Kind.DONE, status, result);
    }

    /** Records that the server refused the write. */
    default void markFailed(int status, String reason) {
        recordOutcome(JournalEvent.Kind.FAILED, status, reason);
    }

    /** Records that the request was sent and its outcome is unknown. */
    default void markUnknown(String reason) {
        recordOutcome(JournalEvent.Kind.UNKNOWN, 0, reason);
    }

    /** @param detail result of a DONE write, reason of any other outcome; or null */
    void recordOutcome(JournalEvent.Kind kind, int status, Object detail);

    /** Returns the data of the outcome's event; a null status is omitted. */
    static Map<String, Object> outcomeData(long intent, JournalEvent.Kind kind, Integer status, Object detail) {
        String detailName = kind == JournalEvent.Kind.DONE ? "result" : "reason";
        return JournalEvent.data("intent", intent, "status", status, detailName, detail);
    }

    /** Returns the outcome for an error message. */
    static String describe(JournalEvent.Kind outcome) {
        return switch (outcome) {
            case NOT_SENT -> "the request was NOT sent";
            case DONE -> "the write HAS happened";
            case FAILED -> "the request WAS sent, and refused";
            default -> "the request WAS sent, and its outcome is unknown";
        };
    }
}
