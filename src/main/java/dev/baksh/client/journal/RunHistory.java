package dev.baksh.client.journal;

import dev.baksh.client.api.ExitCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** State of a run, computed from its journal. */
public final class RunHistory {
    /** Exit codes of interrupted runs: not finished, HUP, Ctrl-C, TERM. */
    private static final Set<Integer> INTERRUPTED_EXIT_CODES = Set.of(
            ExitCode.UNFINISHED.code(),
            ExitCode.HUNG_UP.code(),
            ExitCode.INTERRUPTED.code(),
            ExitCode.TERMINATED.code());

    private final String id;
    private final boolean running;
    private final ChainVerification verification;
    private final Map<String, StepRecord> steps = new LinkedHashMap<>();
    private final Map<Long, WriteRecord> writesBySeq = new LinkedHashMap<>();
    private final List<JournalEvent> events;
    private final Map<String, String> answers = new LinkedHashMap<>();
    private Map<String, Object> header = Map.of();
    private Instant startedAt;
    private JournalEvent endEvent;

    /** @param running true while a process executes the run */
    RunHistory(String id, List<JournalEvent> events, ChainVerification verification, boolean running) {
        this.id = id;
        this.verification = verification;
        this.running = running;
        this.events = List.copyOf(events);
        for (JournalEvent event : events) apply(event);
    }

    private void apply(JournalEvent event) {
        String step = Objects.toString(event.data().get("step"), "");
        switch (event.kind()) {
            case RUN -> applyRun(event);
            case STEP, STEP_DONE, STEP_FAILED, STEP_SKIPPED, SAID, INTENT -> {
                if (event.kind() == JournalEvent.Kind.INTENT) writesBySeq.put(event.seq(), WriteRecord.of(event));
                steps.computeIfAbsent(step, name -> new StepRecord(name, event.time()))
                        .apply(event);
            }
            case NOT_SENT, DONE, FAILED, UNKNOWN, SETTLED -> {
                writesBySeq.computeIfPresent(event.closedIntent(), (seq, write) -> write.withClosing(event));
                steps.values().forEach(stepRecord -> stepRecord.closeWrite(event));
            }
            case END -> endEvent = event;
        }
    }

    private void applyRun(JournalEvent event) {
        endEvent = null;
        if (startedAt == null) {
            startedAt = event.time();
            header = event.data();
        }
        List<String> names = new ArrayList<>(steps.keySet());
        names.remove("");
        int firstIndex = names.indexOf(event.text("from"));
        if (firstIndex >= 0) names.subList(firstIndex, names.size()).forEach(steps::remove);
        if (event.data().get("answers") instanceof Map<?, ?> given) {
            given.forEach((question, answer) -> answers.put(question.toString(), String.valueOf(answer)));
            for (StepRecord step : steps.values()) step.forgetAnswers(given.keySet());
        }
        StepRecord resentStep = steps.get(event.text("resend"));
        if (resentStep != null) resentStep.forgetOpenWrites();
        StepRecord acceptedStep = steps.get(event.text("accept"));
        if (acceptedStep != null) acceptedStep.forgetWrites();
    }

    /** Returns the id of the run, which is also the name of its folder. */
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

    /** Answers that were given in advance, by the text of the question; the latest answer of each question. */
    public Map<String, String> answers() {
        return Map.copyOf(answers);
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
        return endEvent == null ? null : endEvent.text("reason");
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
