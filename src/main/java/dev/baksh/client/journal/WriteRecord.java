package dev.baksh.client.journal;

import java.time.Instant;
import java.util.Map;

/**
 * Record of one write in a run's journal.
 *
 * @param seq line of its intent
 * @param key hash of server, method, path and body: equal writes have equal keys
 * @param description name of the write for the user
 * @param effect READ, ENSURE, START or DANGER
 * @param method HTTP method
 * @param path path of the request with its query
 * @param server configured name of the server
 * @param sentAt time of the intent
 * @param baseline state of the server before the write
 * @param previousState the changed object before the write, or null if unknown
 * @param body body of the request, or null
 * @param outcome NOT_SENT, DONE, FAILED or UNKNOWN, or null while no outcome is recorded
 * @param status HTTP status of the response, 0 without a response
 * @param response response of the server as maps, lists and plain values
 * @param reason reason why the write was not done, or null
 * @param settlement later settlement of an unknown outcome, or null
 */
public record WriteRecord(
        long seq,
        String key,
        String description,
        String effect,
        String method,
        String path,
        String server,
        Instant sentAt,
        Map<String, Object> baseline,
        Object previousState,
        Object body,
        JournalEvent.Kind outcome,
        int status,
        Object response,
        String reason,
        Settlement settlement) {

    /** Full name of the operation without the object: {@code n2ws.policies.backup}. */
    public String operation() {
        int blank = description.indexOf(' ');
        return blank < 0 ? description : description.substring(0, blank);
    }

    /** Returns true unless the write is known not to have happened. */
    boolean mayHaveHappened() {
        return outcome != JournalEvent.Kind.NOT_SENT && outcome != JournalEvent.Kind.FAILED;
    }

    public boolean isOpen() {
        return outcome == null || outcome == JournalEvent.Kind.UNKNOWN;
    }

    /**
     * Returns true when a different write in the same position could be a second write of a kind that must not be
     * duplicated. Removals are excluded: after a removal the object is missing, so the script does not reach the
     * removal again.
     */
    boolean forbidsDifferentWrite() {
        boolean isRemoval = method.equals("DELETE") || operation().endsWith(".unmap");
        return effect.equals("START")
                || effect.equals("DANGER") && !isRemoval
                || operation().endsWith(".create");
    }

    /** Returns a copy with this previous state. */
    public WriteRecord withPreviousState(Object previousState) {
        return new WriteRecord(
                seq,
                key,
                description,
                effect,
                method,
                path,
                server,
                sentAt,
                baseline,
                previousState,
                body,
                outcome,
                status,
                response,
                reason,
                settlement);
    }

    WriteRecord applyEvent(JournalEvent event) {
        if (event.kind() == JournalEvent.Kind.SETTLED) return withSettlement(Settlement.of(event));
        int httpStatus = event.data().get("status") instanceof Number number ? number.intValue() : 0;
        Object reasonValue = event.data().get("reason");
        return withOutcome(
                event.kind(),
                httpStatus,
                event.data().get("result"),
                reasonValue == null ? null : reasonValue.toString(),
                null);
    }

    private WriteRecord withSettlement(Settlement settlement) {
        JournalEvent.Kind kind = settlement.happened() ? JournalEvent.Kind.DONE : JournalEvent.Kind.FAILED;
        return withOutcome(kind, 0, null, settlement.describe(), settlement);
    }

    private WriteRecord withOutcome(
            JournalEvent.Kind outcome, int status, Object response, String reason, Settlement settlement) {
        return new WriteRecord(
                seq,
                key,
                description,
                effect,
                method,
                path,
                server,
                sentAt,
                baseline,
                previousState,
                body,
                outcome,
                status,
                response,
                reason,
                settlement);
    }
}
