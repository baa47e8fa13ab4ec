package dev.baksh.client.journal;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A write that may have been sent, and of which nobody knows what became.
 *
 * @param intent as it is on record
 * @param reason why the outcome is not known; null when the process ended before it wrote one
 */
public record UnsettledWrite(JournalEvent intent, String reason) {

    /** False while the process that sends it may still be at it. */
    public boolean isAbandoned() {
        if (reason != null) return true;
        if (!(intent.data().get("pid") instanceof Number pid)) return true;
        return ProcessHandle.of(pid.longValue())
                .flatMap(process -> process.info().startInstant())
                // A number is given to another process some time; that one began after the intent.
                .map(start -> start.isAfter(intent.time()))
                .orElse(true);
    }

    /** It is this line of this run's journal. */
    public boolean isAtRunLine(String run, long line) {
        return run.equals(intent.data().get("run")) && line == runLine();
    }

    /** Its line in the journal of its run; 0 where no run was kept. */
    public long runLine() {
        return intent.data().get("line") instanceof Number line ? line.longValue() : 0;
    }

    /** {@code 2026-03-04T05:06:07Z prod: n2ws.policies.backup 'nightly' (POST /api/aws/policies/1/backups/)}. */
    public String describe() {
        Instant time = intent.time();
        return time + " " + dataText("server") + ": " + dataText("what") + " (" + dataText("method") + " "
                + dataText("path") + ")";
    }

    /** The same request to the same server. */
    boolean isSameRequest(Map<String, Object> otherData) {
        for (String name : new String[] {"server", "method", "path", "sha256"}) {
            if (!Objects.equals(intent.data().get(name), otherData.get(name))) return false;
        }
        return true;
    }

    private String dataText(String name) {
        return String.valueOf(intent.data().get(name));
    }
}
