package dev.baksh.client.journal;

import dev.baksh.client.api.ExitCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** State of a run, computed from its journal. */
public final class RunHistory {
    /** Exit codes of interrupted runs: not finished, HUP, Ctrl-C, TERM. */
    private static final Set<Integer> INTERRUPTED_EXIT_CODES = Stream.of(
                    ExitCode.UNFINISHED, ExitCode.HUNG_UP, ExitCode.INTERRUPTED, ExitCode.TERMINATED)
            .map(ExitCode::code)
            .collect(Collectors.toUnmodifiableSet());

    private final String id;
    private final boolean running;
    private final ChainVerification verification;
    private final Map<String, StepRecord> steps = new LinkedHashMap<>();
    private final Map<Long, WriteRecord> writesBySeq = new LinkedHashMap<>();
    private final List<JournalEvent> events;
    private Map<String, Object> header = Map.of();
    private Instant startedAt;
    private JournalEvent endEvent;

    /**
     * @param verification result of the journal's verification
     * @param running true while a process executes the run
     */
    RunHistory(String id, List<JournalEvent> events, ChainVerification verification, boolean running) {
        this.id = id;
        this.verification = verification;
        this.running = running;
        this.events = List.copyOf(events);
        for (JournalEvent event : events) apply(event);
    }

    private void apply(JournalEvent event) {
        Map<String, Object> data = event.data();
        String step = data.get("step") == null ? "" : data.get("step").toString();
        switch (event.kind()) {
            case RUN -> applyRun(event);
            case STEP -> getOrAddStep(step, event.time()).applyBegin(event);
            case STEP_DONE, STEP_FAILED, STEP_SKIPPED ->
                getOrAddStep(step, event.time()).applyEnd(event);
            case SAID -> getOrAddStep(step, event.time()).addInput(event);
            case INTENT -> {
                WriteRecord write = parseWrite(event);
                writesBySeq.put(write.seq(), write);
                getOrAddStep(step, event.time()).addWrite(write);
            }
            case NOT_SENT, DONE, FAILED, UNKNOWN, SETTLED -> {
                writesBySeq.computeIfPresent(event.closedIntent(), (seq, write) -> write.applyEvent(event));
                steps.values().forEach(stepRecord -> stepRecord.closeWrite(event));
            }
            case END -> endEvent = event;
        }
    }

    private void applyRun(JournalEvent event) {
        Map<String, Object> data = event.data();
        endEvent = null;
        if (startedAt == null) {
            startedAt = event.time();
            header = data;
        }
        if (data.get("from") != null) {
            List<String> names = new ArrayList<>(steps.keySet());
            names.remove("");
            int firstIndex = names.indexOf(data.get("from").toString());
            if (firstIndex >= 0) names.subList(firstIndex, names.size()).forEach(steps::remove);
        }
        if (data.get("resend") != null && steps.containsKey(data.get("resend").toString()))
            steps.get(data.get("resend").toString()).forgetOpenWrites();
        if (data.get("accept") != null && steps.containsKey(data.get("accept").toString()))
            steps.get(data.get("accept").toString()).forgetWrites();
    }

    private StepRecord getOrAddStep(String name, Instant time) {
        return steps.computeIfAbsent(name, key -> new StepRecord(key, time));
    }

    private static WriteRecord parseWrite(JournalEvent event) {
        Map<String, Object> data = event.data();
        Map<String, Object> baseline = new LinkedHashMap<>();
        if (data.get("baseline") instanceof Map<?, ?> map)
            map.forEach((name, value) -> baseline.put(name.toString(), value));
        return new WriteRecord(
                event.seq(),
                String.valueOf(data.get("key")),
                String.valueOf(data.get("what")),
                String.valueOf(data.get("effect")),
                String.valueOf(data.get("method")),
                String.valueOf(data.get("path")),
                String.valueOf(data.get("server")),
                event.time(),
                baseline,
                data.get("former"),
                JournalLine.parseBody(data.get("body")),
                null,
                0,
                null,
                null,
                null);
    }

    public String id() {
        return id;
    }

    /** Result of the journal's verification when it was read. */
    public ChainVerification verification() {
        return verification;
    }

    /** Data of the first start: {@code script, args, params, user, host, ...}. */
    public Map<String, Object> header() {
        return header;
    }

    /** Start of the first process; null for an empty journal. */
    public Instant startedAt() {
        return startedAt;
    }

    /** End of the last process; null when the process was killed or is running. */
    public Instant endedAt() {
        return endEvent == null ? null : endEvent.time();
    }

    /** Exit code of the last process, or -1. */
    public int exitCode() {
        return endEvent != null && endEvent.data().get("exit") instanceof Number code ? code.intValue() : -1;
    }

    /** Error of the last process, or null. */
    public String failureReason() {
        Object reason = endEvent == null ? null : endEvent.data().get("reason");
        return reason == null ? null : reason.toString();
    }

    /** All lines of the journal. */
    public List<JournalEvent> events() {
        return events;
    }

    /** Steps in the order of their first start, without the parts of the script outside of steps. */
    public List<StepRecord> steps() {
        return steps.values().stream().filter(StepRecord::isDeclared).toList();
    }

    /** Steps, and the parts outside of steps and in {@code onFailure} and {@code always}. */
    public List<StepRecord> allSteps() {
        return List.copyOf(steps.values());
    }

    /** All writes in order, including writes that a resume was told to forget. */
    public List<WriteRecord> writes() {
        return List.copyOf(writesBySeq.values());
    }

    /** Names of the servers that the journal mentions. */
    public Set<String> serverNames() {
        Set<String> names = new LinkedHashSet<>();
        for (JournalEvent event : events) {
            if (event.kind() == JournalEvent.Kind.INTENT)
                names.add(String.valueOf(event.data().get("server")));
            if (event.data().get("reads") instanceof List<?> reads)
                for (Object read : reads)
                    if (read instanceof Map<?, ?> map) names.add(String.valueOf(map.get("server")));
        }
        return names;
    }

    /** Returns the step of this name, or null; {@code ""} is the part outside of steps. */
    public StepRecord step(String name) {
        return steps.get(name);
    }

    /**
     * Returns {@code running, done, failed, interrupted}, {@code unknown} (a write has an unknown outcome) or
     * {@code stopped} (no end is recorded).
     */
    public String state() {
        if (running) return "running";
        if (endEvent != null && exitCode() == 0) return "done";
        if (steps.values().stream().anyMatch(StepRecord::hasUnknownWrite)) return "unknown";
        if (endEvent == null) return "stopped";
        return INTERRUPTED_EXIT_CODES.contains(exitCode()) ? "interrupted" : "failed";
    }
}
