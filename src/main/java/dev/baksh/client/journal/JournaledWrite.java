package dev.baksh.client.journal;

import dev.baksh.client.api.BakshException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A write of a run that is kept on record. */
final class JournaledWrite implements RunWrite {
    private final RunJournal journal;
    private final WriteIntent intent;
    private final String key;
    private final String step;
    private final WriteRecord known;
    private long seq;
    private Object former;
    private String formerUnknown;

    /** @param known what is on record of it, or null */
    JournaledWrite(RunJournal journal, WriteIntent intent, String key, String step, WriteRecord known) {
        this.journal = journal;
        this.intent = intent;
        this.key = key;
        this.step = step;
        this.known = known;
        this.seq = known == null ? 0 : known.seq();
    }

    @Override
    public State state() {
        if (known == null) return State.NEW;
        if (known.open()) return State.OPEN;
        return known.settled() == null ? State.ANSWERED : State.SETTLED;
    }

    @Override
    public Object answer() {
        return known == null ? null : known.answer();
    }

    @Override
    public Map<String, Object> baseline() {
        return known == null ? Map.of() : known.baseline();
    }

    @Override
    public Instant sent() {
        return known == null ? null : known.time();
    }

    @Override
    public String again() {
        return "baksh resume " + journal.id() + " --resend '" + step + "'";
    }

    @Override
    public String skip() {
        return "baksh resume " + journal.id() + " --skip '" + step + "'";
    }

    @Override
    public void former(Supplier<Object> state) {
        try {
            former = state.get();
        } catch (BakshException e) {
            // The way back is worth less than the run; that it is missing is on record.
            former = null;
            formerUnknown = e.getMessage();
        }
    }

    @Override
    public void intent(Map<String, ?> baseline) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("step", step);
        data.put("key", key);
        data.put("server", intent.server());
        data.put("what", intent.what());
        data.put("method", intent.method());
        data.put("path", intent.path());
        data.put("effect", intent.effect().name());
        if (intent.body() != null) data.put("body", intent.body());
        if (former != null) data.put("former", former);
        if (formerUnknown != null) data.put("former_unknown", formerUnknown);
        data.put("baseline", new LinkedHashMap<String, Object>(baseline));
        journal.putReads(data); // A process that is killed has written down this much.
        seq = journal.append(JournalEvent.Kind.INTENT, data, true, "nothing was sent")
                .seq();
    }

    @Override
    public long line() {
        return seq;
    }

    @Override
    public void notSent(String reason) {
        close(JournalEvent.Kind.NOT_SENT, 0, "reason", reason, "the request was NOT sent");
    }

    @Override
    public void done(int status, Object answer) {
        close(JournalEvent.Kind.DONE, status, "result", answer, "the write HAS happened");
    }

    @Override
    public void failed(int status, String reason) {
        close(JournalEvent.Kind.FAILED, status, "reason", reason, "the request WAS sent, and refused");
    }

    @Override
    public void unknown(String reason) {
        close(JournalEvent.Kind.UNKNOWN, 0, "reason", reason, "the request WAS sent, and its outcome is unknown");
    }

    private void close(JournalEvent.Kind kind, int status, String name, Object value, String truth) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("intent", seq);
        if (status != 0) data.put("status", status);
        if (value != null) data.put(name, value);
        journal.append(kind, data, kind != JournalEvent.Kind.NOT_SENT, intent.what() + ": " + truth);
    }
}
