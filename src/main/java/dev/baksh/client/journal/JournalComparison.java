package dev.baksh.client.journal;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.journal.JournalEvent.Kind;
import dev.baksh.client.text.ShellWord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Comparison of the two journals that contain the writes of a run: the journal of the run and the write journal.
 * Compares run, line, request and outcome. The journals differ if a file is an older copy, belongs to another run or
 * user, or was shortened.
 */
final class JournalComparison {
    /** Options of a resume with which the user decides about a step. */
    private static final List<String> DECISIONS = List.of("from", "skip", "resend");
    /** The intent is written into the journal of the run, then at once into the write journal. */
    private static final Duration MAX_DISTANCE = Duration.ofMinutes(10);

    private final RunHistory history;
    private final List<WriteRecord> unrecorded = new ArrayList<>();
    private final List<WriteRecord> onlyInRun = new ArrayList<>();

    /** Compares the history of a run with the events of the write journal. */
    JournalComparison(RunHistory history, List<JournalEvent> writeJournal) {
        this.history = history;
        Map<Long, WriteRecord> writes = new LinkedHashMap<>();
        for (JournalEvent event : writeJournal) {
            if (event.kind() != Kind.INTENT) {
                writes.computeIfPresent(event.closedIntent(), (seq, write) -> write.withClosing(event));
            } else if (history.id().equals(event.data().get("run"))
                    && event.data().get("line") != null) {
                writes.put(event.seq(), WriteRecord.of(event));
            }
        }
        List<WriteRecord> matched = new ArrayList<>();
        for (WriteRecord write : writes.values()) {
            WriteRecord recorded = recordOf(write);
            if (recorded != null) matched.add(recorded);
            boolean isCut = recorded == null || recorded.isOpen() && write.outcome() == Kind.DONE;
            if (isCut && write.mayHaveHappened()) unrecorded.add(write);
        }
        // Without an outcome the process ended between the two journals, before the request. A resume then records
        // UNKNOWN, and
        // the user decides about such a write in any case.
        for (WriteRecord write : history.writes())
            if (write.outcome() != null
                    && write.outcome() != Kind.NOT_SENT
                    && write.outcome() != Kind.UNKNOWN
                    && !matched.contains(write)) onlyInRun.add(write);
    }

    private WriteRecord recordOf(WriteRecord write) {
        for (WriteRecord recorded : history.writes()) {
            Duration distance =
                    Duration.between(recorded.sentAt(), write.sentAt()).abs();
            boolean isSame = recorded.seq() == write.runLine()
                    && distance.compareTo(MAX_DISTANCE) < 0
                    && Stream.of("server", "method", "path", "what")
                            .allMatch(name -> Objects.equals(
                                    recorded.intent().data().get(name),
                                    write.intent().data().get(name)));
            if (isSame) return recorded;
        }
        return null;
    }

    /** Returns the steps with writes that only the write journal contains; {@code ""} for writes outside of steps. */
    List<String> unrecordedSteps() {
        return unrecorded.stream()
                .map(write -> Objects.toString(write.intent().data().get("step"), ""))
                .distinct()
                .toList();
    }

    /**
     * Refuses to send a write in a step if the write journal contains a write of the step that the journal of the run lacks.
     *
     * @throws BakshException (exit 3) unless the user has decided about the step since
     */
    void requireRecorded(String step) {
        for (WriteRecord write : unrecorded) {
            Object recordedStep = write.intent().data().get("step");
            boolean isOfStep = recordedStep == null || recordedStep.equals(step);
            if (isOfStep && !isDecided(step, write.sentAt())) throw unrecordedError(step, write);
        }
    }

    /** Returns true if the user has decided since a time, or now: the clock may be set back since the write. */
    private boolean isDecided(String step, Instant since) {
        List<JournalEvent> starts = history.events().stream()
                .filter(event -> event.kind() == Kind.RUN)
                .toList();
        return starts.stream()
                .filter(event ->
                        event == starts.get(starts.size() - 1) || !event.time().isBefore(since))
                .anyMatch(event -> DECISIONS.stream().anyMatch(option -> step.equals(event.text(option))));
    }

    private BakshException unrecordedError(String step, WriteRecord write) {
        String location = step.isEmpty() ? "outside of the steps" : "step '" + step + "'";
        String settle = write.isOpen() ? "\n  baksh journal settle " + write.seq() + " --did-not-happen" : "";
        String decisions = step.isEmpty()
                ? "\n  start a new run for the remaining work"
                : "\n  baksh resume " + history.id() + " --skip " + ShellWord.quote(step)
                        + ", if the work of the step is done" + "\n  baksh resume " + history.id() + " --resend "
                        + ShellWord.quote(step) + ", to send the write again";
        return BakshException.refusal(
                "run " + history.id() + ": " + location + ": the journal of the run and the write journal differ",
                "the write journal: line " + write.seq() + ": " + write.describe() + ", " + describeOutcome(write)
                        + "\nthe journal of the run: " + describeRecord(write)
                        + "\nnothing was sent; the journal of the run may be an older copy: restore the latest copy, or look at"
                        + " the server, then:" + decisions + settle);
    }

    private String describeRecord(WriteRecord write) {
        WriteRecord recorded = recordOf(write);
        if (recorded != null)
            return "line " + recorded.seq() + ": " + recorded.describe() + ", " + describeOutcome(recorded);
        WriteRecord other = history.writes().stream()
                .filter(candidate -> candidate.seq() == write.runLine())
                .findFirst()
                .orElse(null);
        if (other != null) return "line " + other.seq() + ": " + other.describe() + ", " + describeOutcome(other);
        return "no such write in its " + history.events().size() + " lines";
    }

    /**
     * Refuses a run whose journal contains writes that the write journal lacks.
     *
     * @param acceptedStep step whose writes the user accepts, or null
     * @return true if the user accepts writes now; false if no write is missing, or all have been accepted before
     * @throws BakshException (exit 3) unless the user accepts the first of these writes now, or has accepted the writes
     *     before
     */
    boolean requireWriteJournal(String acceptedStep) {
        List<WriteRecord> missing = onlyInRun.stream()
                .filter(write -> history.events().stream()
                        .noneMatch(event -> event.kind() == Kind.RUN
                                && event.data().get("agreed") != null
                                && event.time().isAfter(write.sentAt())))
                .toList();
        if (missing.isEmpty()) return false;
        WriteRecord first = missing.get(0);
        String step = Objects.toString(first.intent().data().get("step"), "");
        if (step.equals(acceptedStep)) return true;
        throw BakshException.refusal(
                "run " + history.id() + ": the journal of the run and the write journal differ",
                "the journal of the run: line " + first.seq() + ": " + first.describe() + ", " + describeOutcome(first)
                        + "\nthe write journal: no such write"
                        + (missing.size() == 1 ? "" : ", and " + (missing.size() - 1) + " more are missing")
                        + "\nnothing was sent; the journal may belong to another run, user or machine, or the write journal may"
                        + " be an older copy: restore the latest copy, or check the server, then accept the journal of the"
                        + " run:\n  baksh resume " + history.id() + " --accept " + ShellWord.quote(step));
    }

    /** Returns true if the user must accept writes that the write journal does not contain. */
    boolean lacksWrites() {
        return !onlyInRun.isEmpty();
    }

    private static String describeOutcome(WriteRecord write) {
        return write.outcome() == null ? "no outcome" : write.outcome().toString();
    }
}
