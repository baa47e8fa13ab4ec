package dev.baksh.client.journal;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.journal.JournalEvent.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Record of one write, computed from its events in a journal: request, state before the write, outcome.
 *
 * @param intent event of the write's intent
 * @param previousState the changed object before the write, or null if unknown
 * @param closing the latest event with an outcome or a settlement, or null
 */
public record WriteRecord(JournalEvent intent, Object previousState, JournalEvent closing) {
    static WriteRecord of(JournalEvent intent) {
        return new WriteRecord(intent, intent.data().get("former"), null);
    }

    public WriteRecord withPreviousState(Object previousState) {
        return new WriteRecord(intent, previousState, closing);
    }

    WriteRecord withClosing(JournalEvent event) {
        return new WriteRecord(intent, previousState, event);
    }

    public long seq() {
        return intent.seq();
    }

    /** In a run's journal: hash of server, method, path and body; equal writes have equal keys. */
    public String key() {
        return intentText("key");
    }

    /** Name of the write for the user. */
    public String description() {
        return intentText("what");
    }

    /** Full name of the operation without the object: {@code n2ws.policies.backup}. */
    public String operation() {
        ApiCall.Target target = target();
        return target == null ? WriteIntent.operation(description()) : target.operation();
    }

    /**
     * Changed object by the fields of the journal; null for a raw request, in the write journal, and in the journal of an
     * older version.
     */
    public ApiCall.Target target() {
        if (!(intent.data().get("target") instanceof Map<?, ?> data)) return null;
        List<String> names = new ArrayList<>();
        if (data.get("names") instanceof List<?> list) list.forEach(name -> names.add(String.valueOf(name)));
        return new ApiCall.Target(
                String.valueOf(data.get("operation")), data.get("id"), Objects.toString(data.get("name"), null), names);
    }

    /** READ, ENSURE, START or DANGER. */
    public String effect() {
        return intentText("effect");
    }

    public String method() {
        return intentText("method");
    }

    /** Path of the request with its query. */
    public String path() {
        return intentText("path");
    }

    /** Configured name of the server. */
    public String server() {
        return intentText("server");
    }

    public Instant sentAt() {
        return intent.time();
    }

    /** State of the server before the write. */
    public Map<String, Object> baseline() {
        Map<String, Object> baseline = new LinkedHashMap<>();
        if (intent.data().get("baseline") instanceof Map<?, ?> map)
            map.forEach((name, value) -> baseline.put(name.toString(), value));
        return baseline;
    }

    /** Body of the request, or null. */
    public Object body() {
        return JournalLineCodec.parseBody(intent.data().get("body"));
    }

    /** NOT_SENT, DONE, FAILED or UNKNOWN, or null while no outcome is recorded. */
    public Kind outcome() {
        Settlement settlement = settlement();
        if (settlement != null) return settlement.happened() ? Kind.DONE : Kind.FAILED;
        return closing == null ? null : closing.kind();
    }

    /** HTTP status of the response, 0 without a response. */
    public int status() {
        return closing != null && closing.data().get("status") instanceof Number status ? status.intValue() : 0;
    }

    /** Response of the server as maps, lists and plain values, or null. */
    public Object response() {
        return closing == null ? null : closing.data().get("result");
    }

    /** Reason why the write was not done, or null. */
    public String reason() {
        Settlement settlement = settlement();
        if (settlement != null) return settlement.describe();
        return closing == null ? null : closing.text("reason");
    }

    /** Reason for the user: why the write was not done, who settled the write, or the reason of an unlock; or null. */
    public String statedReason() {
        if (reason() != null) return reason();
        boolean isAction = "NONE".equals(method()) && response() instanceof Map<?, ?>;
        return isAction ? Objects.toString(((Map<?, ?>) response()).get("reason"), null) : null;
    }

    /** Later settlement of an unknown outcome, or null. */
    public Settlement settlement() {
        return closing != null && closing.kind() == Kind.SETTLED ? Settlement.of(closing) : null;
    }

    /** Line in the journal of its run; 0 without a run journal. */
    public long runLine() {
        return intent.data().get("line") instanceof Number line ? line.longValue() : 0;
    }

    /** Returns true when the write has this line in this run's journal. */
    public boolean isAtRunLine(String run, long line) {
        return run.equals(intent.data().get("run")) && line == runLine();
    }

    /** Returns false while the process that sends the open write may still be running. */
    public boolean isAbandoned() {
        if (closing != null) return true;
        if (!(intent.data().get("pid") instanceof Number pid)) return true;
        return ProcessHandle.of(pid.longValue()).map(this::isOtherProcess).orElse(true);
    }

    /** Returns true if the process started after the intent: the system reuses process ids. */
    boolean isOtherProcess(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(start -> start.isAfter(intent.time()))
                .orElse(false);
    }

    /**
     * Returns {@code 2026-03-04T05:06:07Z prod: n2ws.policies.backup 'nightly' (POST /api/aws/policies/1/backups/)}.
     */
    public String describe() {
        return sentAt() + " " + server() + ": " + description() + " (" + method() + " " + path() + ")";
    }

    boolean isSameRequest(Map<String, Object> otherData) {
        return Stream.of("server", "method", "path", "sha256")
                .allMatch(name -> Objects.equals(intent.data().get(name), otherData.get(name)));
    }

    /** Returns true for a PUT that sets a state: the same PUT sets the same state again. */
    boolean setsState() {
        return effect().equals("ENSURE") && method().equals("PUT");
    }

    /** Returns true unless the write is known not to have happened. */
    boolean mayHaveHappened() {
        return outcome() != Kind.NOT_SENT && outcome() != Kind.FAILED;
    }

    /** Returns true when the write may have been sent, and its outcome is unknown. */
    public boolean isOpen() {
        return outcome() == null || outcome() == Kind.UNKNOWN;
    }

    /**
     * Returns true when a different write in the same position could be a second write of a kind that must not be
     * duplicated. Removals are excluded: after a removal the object is missing, so the script does not reach the
     * removal again.
     */
    boolean forbidsDifferentWrite() {
        boolean isRemoval = method().equals("DELETE") || operation().endsWith(".unmap");
        return effect().equals("START")
                || effect().equals("DANGER") && !isRemoval
                || operation().endsWith(".create");
    }

    private String intentText(String name) {
        return String.valueOf(intent.data().get(name));
    }
}
