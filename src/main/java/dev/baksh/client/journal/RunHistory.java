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

/** A run as its journal tells it. */
public final class RunHistory {
    /** The exit codes of runs that were broken off: not finished, HUP, Ctrl-C, TERM. */
    private static final Set<Integer> BROKEN_OFF = Stream.of(
                    ExitCode.UNFINISHED, ExitCode.HUNG_UP, ExitCode.INTERRUPTED, ExitCode.TERMINATED)
            .map(ExitCode::code)
            .collect(Collectors.toUnmodifiableSet());

    private final String id;
    private final boolean live;
    private final ChainVerification chain;
    private final Map<String, StepRecord> steps = new LinkedHashMap<>();
    private final Map<Long, WriteRecord> sent = new LinkedHashMap<>();
    private final List<JournalEvent> events;
    private Map<String, Object> header = Map.of();
    private Instant started;
    private JournalEvent end;

    /**
     * @param chain of its journal
     * @param live  a process is carrying it out
     */
    RunHistory(String id, List<JournalEvent> events, ChainVerification chain, boolean live) {
        this.id = id;
        this.chain = chain;
        this.live = live;
        this.events = List.copyOf(events);
        for (JournalEvent event : events) read(event);
    }

    private void read(JournalEvent event) {
        Map<String, Object> data = event.data();
        String step = data.get("step") == null ? "" : data.get("step").toString();
        switch (event.kind()) {
            case RUN -> begin(event);
            case STEP -> step(step, event.time()).begin(event);
            case STEP_DONE, STEP_FAILED, STEP_SKIPPED ->
                step(step, event.time()).end(event);
            case SAID -> step(step, event.time()).say(event);
            case INTENT -> {
                WriteRecord write = write(event);
                sent.put(write.seq(), write);
                step(step, event.time()).write(write);
            }
            case NOT_SENT, DONE, FAILED, UNKNOWN, SETTLED -> {
                sent.computeIfPresent(event.closes(), (seq, write) -> write.closed(event));
                steps.values().forEach(one -> one.close(event));
            }
            case END -> end = event;
        }
    }

    private void begin(JournalEvent event) {
        Map<String, Object> data = event.data();
        end = null;
        if (started == null) {
            started = event.time();
            header = data;
        }
        if (data.get("from") != null) {
            List<String> names = new ArrayList<>(steps.keySet());
            names.remove("");
            int from = names.indexOf(data.get("from").toString());
            if (from >= 0) names.subList(from, names.size()).forEach(steps::remove);
        }
        if (data.get("resend") != null && steps.containsKey(data.get("resend").toString()))
            steps.get(data.get("resend").toString()).forgetOpenWrites();
        if (data.get("accept") != null && steps.containsKey(data.get("accept").toString()))
            steps.get(data.get("accept").toString()).forgetWrites();
    }

    private StepRecord step(String name, Instant time) {
        return steps.computeIfAbsent(name, key -> new StepRecord(key, time));
    }

    private static WriteRecord write(JournalEvent event) {
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
                JournalLine.parsed(data.get("body")),
                null,
                0,
                null,
                null,
                null);
    }

    public String id() {
        return id;
    }

    /** What the chain of its journal was worth when it was read. */
    public ChainVerification chain() {
        return chain;
    }

    /** What was on record when it was started: {@code script, args, params, user, host, ...}. */
    public Map<String, Object> header() {
        return header;
    }

    /** When its first process began; null for a journal without a line. */
    public Instant started() {
        return started;
    }

    /** When its last process ended; null when that was killed or is alive. */
    public Instant ended() {
        return end == null ? null : end.time();
    }

    /** The exit code of its last process, or -1. */
    public int exit() {
        return end != null && end.data().get("exit") instanceof Number code ? code.intValue() : -1;
    }

    /** Why its last process failed, or null. */
    public String reason() {
        Object reason = end == null ? null : end.data().get("reason");
        return reason == null ? null : reason.toString();
    }

    /** Every line of its journal. */
    public List<JournalEvent> events() {
        return events;
    }

    /** The steps in the order they were first begun, what stands outside of them not among them. */
    public List<StepRecord> steps() {
        return steps.values().stream().filter(StepRecord::declared).toList();
    }

    /** The steps, and beside them what stands outside of all steps and in {@code onFailure} and {@code always}. */
    public List<StepRecord> places() {
        return List.copyOf(steps.values());
    }

    /** Every write in order, those among them that a resume was told to forget. */
    public List<WriteRecord> sent() {
        return List.copyOf(sent.values());
    }

    /** The names of the servers that it has spoken to, as far as that is on record. */
    public Set<String> servers() {
        Set<String> servers = new LinkedHashSet<>();
        for (JournalEvent event : events) {
            if (event.kind() == JournalEvent.Kind.INTENT)
                servers.add(String.valueOf(event.data().get("server")));
            if (event.data().get("reads") instanceof List<?> reads)
                for (Object read : reads)
                    if (read instanceof Map<?, ?> map) servers.add(String.valueOf(map.get("server")));
        }
        return servers;
    }

    /** The step of this name, or null; {@code ""} is what stands outside. */
    public StepRecord step(String name) {
        return steps.get(name);
    }

    /** {@code running, done, failed, interrupted, unknown} (of a write's outcome), or {@code stopped} without a word. */
    public String state() {
        if (live) return "running";
        if (end != null && exit() == 0) return "done";
        if (steps.values().stream().anyMatch(StepRecord::unknown)) return "unknown";
        if (end == null) return "stopped";
        return BROKEN_OFF.contains(exit()) ? "interrupted" : "failed";
    }
}
