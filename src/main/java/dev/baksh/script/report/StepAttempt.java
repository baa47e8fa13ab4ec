package dev.baksh.script.report;

import dev.baksh.client.journal.JournalEvent;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.client.journal.WriteRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Attempt to run a step, for the report of a run: state, times, and numbers of reads and writes. A step that failed and
 * then succeeded in a resume has two attempts, and so has a step that {@code --from} repeated: the report shows the
 * history, not only the result.
 *
 * @param step name of the step
 * @param state {@code done, failed, skipped, unknown} (a write's outcome), {@code broken off} or {@code under way}
 * @param reason cause of a failure, or null
 * @param endedAt end of the attempt; for a killed process, the time of its last journal entry
 * @param reads number of reads that got a response
 * @param writes number of writes with an intent in the journal
 */
record StepAttempt(
        String step, String state, String reason, Instant startedAt, Instant endedAt, int reads, int writes) {

    /** Returns all attempts of a run, in order. */
    static List<StepAttempt> of(RunHistory run) {
        List<StepAttempt> attempts = new ArrayList<>();
        OpenAttempt open = null;
        for (JournalEvent event : run.events()) {
            if (event.kind() == JournalEvent.Kind.RUN) {
                if (open != null) attempts.add(open.close("broken off"));
                open = null;
                continue;
            }
            Object step = event.data().get("step");
            if (event.kind() == JournalEvent.Kind.STEP) {
                open = new OpenAttempt(run, String.valueOf(step), event.time());
                continue;
            }
            if (event.kind() == JournalEvent.Kind.STEP_SKIPPED)
                attempts.add(new StepAttempt(String.valueOf(step), "skipped", null, event.time(), event.time(), 0, 0));
            if (open == null || event.kind() == JournalEvent.Kind.STEP_SKIPPED) continue;
            open.addEvent(event);
            if (event.kind() != JournalEvent.Kind.STEP_DONE && event.kind() != JournalEvent.Kind.STEP_FAILED) continue;
            attempts.add(open.close(event.kind() == JournalEvent.Kind.STEP_DONE ? "done" : "failed"));
            open = null;
        }
        if (open != null) attempts.add(open.close(run.state().equals("running") ? "under way" : "broken off"));
        return attempts;
    }

    /** Attempt without an end. */
    private static final class OpenAttempt {
        private final RunHistory run;
        private final String step;
        private final Instant startedAt;
        private final List<Long> writes = new ArrayList<>();
        private Instant lastEventTime;
        private String reason;
        private int reads;

        OpenAttempt(RunHistory run, String step, Instant startedAt) {
            this.run = run;
            this.step = step;
            this.startedAt = startedAt;
            this.lastEventTime = startedAt;
        }

        void addEvent(JournalEvent event) {
            lastEventTime = event.time();
            if (event.kind() == JournalEvent.Kind.INTENT) writes.add(event.seq());
            if (event.kind() == JournalEvent.Kind.STEP_FAILED && event.data().get("reason") != null)
                reason = event.data().get("reason").toString();
            if (event.data().get("reads") instanceof List<?> readList)
                for (Object entry : readList)
                    if (entry instanceof Map<?, ?> map && map.get("requests") instanceof Number requests)
                        reads += requests.intValue();
        }

        StepAttempt close(String state) {
            boolean hasUnknownWrite = false;
            for (WriteRecord write : run.writes())
                if (writes.contains(write.seq()) && write.isOpen()) hasUnknownWrite = true;
            boolean isUnknown = hasUnknownWrite && !state.equals("done") && !state.equals("under way");
            return new StepAttempt(
                    step, isUnknown ? "unknown" : state, reason, startedAt, lastEventTime, reads, writes.size());
        }
    }
}
