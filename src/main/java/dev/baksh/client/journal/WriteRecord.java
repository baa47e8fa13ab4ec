package dev.baksh.client.journal;

import java.time.Instant;
import java.util.Map;

/**
 * What a run's journal says of one write.
 *
 * @param seq      the line of its intent
 * @param key      hash of server, method, path and body: the same write has the same key
 * @param what     what a person calls it
 * @param effect   READ, ENSURE, START or DANGER
 * @param method   HTTP method
 * @param path     of the request, with its query
 * @param server   the server's configured name
 * @param time     when it was about to be sent
 * @param baseline what was there before it
 * @param former   what it changed, as it was before, or null when that is not known
 * @param body     what was sent, or null
 * @param outcome  null while nothing is on record of it, else NOT_SENT, DONE, FAILED or UNKNOWN
 * @param status   HTTP status of the answer, 0 without one
 * @param answer   of the server, as maps, lists and plain values
 * @param reason   why it was not done, or null
 * @param settled  what was said later of an outcome that was not known, or null
 */
public record WriteRecord(
        long seq,
        String key,
        String what,
        String effect,
        String method,
        String path,
        String server,
        Instant time,
        Map<String, Object> baseline,
        Object former,
        Object body,
        JournalEvent.Kind outcome,
        int status,
        Object answer,
        String reason,
        Settlement settled) {

    /** The operation without the name of what it was done to: {@code n2ws.policies.backup}. */
    public String operation() {
        int blank = what.indexOf(' ');
        return blank < 0 ? what : what.substring(0, blank);
    }

    /** Did it happen, as far as anybody knows? */
    boolean counts() {
        return outcome != JournalEvent.Kind.NOT_SENT && outcome != JournalEvent.Kind.FAILED;
    }

    public boolean open() {
        return outcome == null || outcome == JournalEvent.Kind.UNKNOWN;
    }

    /**
     * A different write in its place would be a second one of a kind that must not be doubled. What deletes or takes away is
     * not among them: once done, the thing is gone and the script does not come to it again.
     */
    boolean barsOthers() {
        boolean takesAway = method.equals("DELETE") || operation().endsWith(".unmap");
        return effect.equals("START")
                || effect.equals("DANGER") && !takesAway
                || operation().endsWith(".create");
    }

    /** The same, of which this was there before. */
    public WriteRecord withFormer(Object before) {
        return new WriteRecord(
                seq, key, what, effect, method, path, server, time, baseline, before, body, outcome, status, answer,
                reason, settled);
    }

    WriteRecord closed(JournalEvent event) {
        if (event.kind() == JournalEvent.Kind.SETTLED) return settled(Settlement.of(event));
        int code = event.data().get("status") instanceof Number number ? number.intValue() : 0;
        Object said = event.data().get("reason");
        return ended(event.kind(), code, event.data().get("result"), said == null ? null : said.toString(), null);
    }

    private WriteRecord settled(Settlement settlement) {
        JournalEvent.Kind kind = settlement.happened() ? JournalEvent.Kind.DONE : JournalEvent.Kind.FAILED;
        return ended(kind, 0, null, settlement.words(), settlement);
    }

    private WriteRecord ended(JournalEvent.Kind outcome, int status, Object answer, String reason, Settlement settled) {
        return new WriteRecord(
                seq, key, what, effect, method, path, server, time, baseline, former, body, outcome, status, answer,
                reason, settled);
    }
}
