package dev.baksh.client.journal;

import java.time.Instant;
import java.util.Map;

/**
 * What a run's journal says of one write.
 *
 * @param seq      the line of its intent
 * @param key      hash of server, method, path and body: the same write has the same key
 * @param description     what a person calls it
 * @param effect   READ, ENSURE, START or DANGER
 * @param method   HTTP method
 * @param path     of the request, with its query
 * @param server   the server's configured name
 * @param sentAt     when it was about to be sent
 * @param baseline what was there before it
 * @param previousState   what it changed, as it was before, or null when that is not known
 * @param body     what was sent, or null
 * @param outcome  null while nothing is on record of it, else NOT_SENT, DONE, FAILED or UNKNOWN
 * @param status   HTTP status of the answer, 0 without one
 * @param response   of the server, as maps, lists and plain values
 * @param reason   why it was not done, or null
 * @param settlement  what was said later of an outcome that was not known, or null
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

    /** The operation without the name of what it was done to: {@code n2ws.policies.backup}. */
    public String operation() {
        int blank = description.indexOf(' ');
        return blank < 0 ? description : description.substring(0, blank);
    }

    /** Did it happen, as far as anybody knows? */
    boolean mayHaveHappened() {
        return outcome != JournalEvent.Kind.NOT_SENT && outcome != JournalEvent.Kind.FAILED;
    }

    public boolean isOpen() {
        return outcome == null || outcome == JournalEvent.Kind.UNKNOWN;
    }

    /**
     * A different write in its place would be a second one of a kind that must not be doubled. What deletes or takes away is
     * not among them: once done, the thing is gone and the script does not come to it again.
     */
    boolean forbidsDifferentWrite() {
        boolean isRemoval = method.equals("DELETE") || operation().endsWith(".unmap");
        return effect.equals("START")
                || effect.equals("DANGER") && !isRemoval
                || operation().endsWith(".create");
    }

    /** The same, of which this was there before. */
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
