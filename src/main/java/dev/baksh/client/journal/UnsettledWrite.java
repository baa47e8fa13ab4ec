package dev.baksh.client.journal;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * Write that may have been sent, and whose outcome is unknown.
 *
 * @param intent the journaled intent
 * @param reason why the outcome is unknown; null when the process ended before it recorded an outcome
 */
public record UnsettledWrite(JournalEvent intent, String reason) {

    /** Returns false while the process that sends the write may still be running. */
    public boolean isAbandoned() {
        if (reason != null) return true;
        if (!(intent.data().get("pid") instanceof Number pid)) return true;
        return ProcessHandle.of(pid.longValue())
                .flatMap(process -> process.info().startInstant())
                // The system reuses process ids; a process that started after the intent is another process.
                .map(start -> start.isAfter(intent.time()))
                .orElse(true);
    }

    /** Returns true when the write has this line in this run's journal. */
    public boolean isAtRunLine(String run, long line) {
        return run.equals(intent.data().get("run")) && line == runLine();
    }

    /** Line in the journal of its run; 0 without a run journal. */
    public long runLine() {
        return intent.data().get("line") instanceof Number line ? line.longValue() : 0;
    }

    /**
     * Returns {@code 2026-03-04T05:06:07Z prod: n2ws.policies.backup 'nightly' (POST /api/aws/policies/1/backups/)}.
     */
    public String describe() {
        Instant time = intent.time();
        return time + " " + dataText("server") + ": " + dataText("what") + " (" + dataText("method") + " "
                + dataText("path") + ")";
    }

    /** Returns true for the same request to the same server. */
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
