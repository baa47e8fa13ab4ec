package dev.baksh.client.journal;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.files.PrivateFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The journal of one run, in a folder of its own: steps, writes and what came from outside, each line on disk before what
 * it announces. Lines have the form of the {@link WriteJournal}. One live process a run holds it; many threads may write.
 */
public final class RunJournal implements RunContext, AutoCloseable {
    /** So many readings of one kind a step are kept; a loop that waits for a time goes on with the live clock. */
    private static final int SAID = 200;

    private final String id;
    private final RunHistory before;
    private final RunLock lock;
    private final Paper paper;
    private final RedactingMapper redacted;
    private final Consumer<String> lastResort;
    private final Map<String, List<WriteRecord>> pending = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    /** Answered reads of the step under way, by server and what was asked. */
    private final Map<String, Integer> reads = new LinkedHashMap<>();

    private String step = "";

    /** Where lines go. */
    private interface Paper {
        JournalEvent append(JournalEvent.Kind kind, Map<String, Object> data, boolean sync) throws IOException;
    }

    private RunJournal(
            String id,
            RunHistory before,
            RunLock lock,
            Paper paper,
            UnaryOperator<String> redact,
            Consumer<String> lastResort) {
        this.id = id;
        this.before = before;
        this.lock = lock;
        this.paper = paper;
        this.redacted = new RedactingMapper(redact);
        this.lastResort = lastResort;
    }

    /** What is done without a journal, as in a dry run: nothing is kept, and there is nothing to go on with. */
    public static RunJournal unkept(String id, TimeSource time) {
        Paper none = (kind, data, sync) -> new JournalEvent(0, time.now(), kind, data);
        return new RunJournal(
                id,
                new RunHistory(id, List.of(), new ChainVerification(0, JournalLine.NONE, 0, null), false),
                null,
                none,
                text -> text,
                line -> {});
    }

    /**
     * Takes the run's lock and writes that a process begins with it, or goes on with it.
     *
     * @param header what is to be on record of this process; {@code from}, {@code resend} and {@code accept} name steps of
     *     which something is to be forgotten
     * @throws BakshException (exit 3) another process has the run; of kind JOURNAL when nothing can be written
     */
    public static RunJournal open(
            Path runs,
            String id,
            Map<String, Object> header,
            UnaryOperator<String> redact,
            TimeSource time,
            Consumer<String> lastResort) {
        Path folder = runs.resolve(id);
        RunLock lock = null;
        try {
            PrivateFiles custody = PrivateFiles.own();
            custody.folder(runs);
            custody.folder(folder);
            lock = RunLock.take(folder, custody, holder(time));
            JournalFile file =
                    new JournalFile(folder, time, custody, path -> new RandomAccessFile(path.toFile(), "rw"));
            file.append(JournalEvent.Kind.RUN, new RedactingMapper(redact).map(header), true);
            RunHistory record = read(id, file);
            RunJournal journal = new RunJournal(id, record, lock, file::append, redact, lastResort);
            for (StepRecord step : record.steps()) journal.expect(step);
            if (record.step("") != null) journal.expect(record.step(""));
            return journal;
        } catch (IOException | RuntimeException e) {
            if (lock != null) lock.close();
            if (e instanceof BakshException known) throw known;
            throw new BakshException(
                    ExitCode.JOURNAL,
                    "the run cannot begin: its journal in " + folder + " cannot be written: " + WriteJournal.words(e),
                    "nothing was sent",
                    e);
        }
    }

    /**
     * Puts on record, in a run that no process is carrying out, what has become of a write whose outcome was not known. The
     * same said once more changes nothing.
     *
     * @param line of the write's intent in the run's journal
     * @throws BakshException (exit 3) a process has the run, or its journal knows better; of kind JOURNAL when it cannot be
     *     written
     */
    public static void settle(
            Path runs, String id, long line, Settlement settlement, UnaryOperator<String> redact, TimeSource time) {
        Path folder = runs.resolve(id);
        try (RunLock lock = RunLock.take(folder, PrivateFiles.own(), holder(time))) {
            Objects.requireNonNull(lock);
            JournalFile file = new JournalFile(folder, time, null, path -> new RandomAccessFile(path.toFile(), "rw"));
            WriteRecord write = write(read(id, file), line);
            if (write == null || write.open()) {
                Map<String, Object> said = new RedactingMapper(redact).map(settlement.data(line));
                if (write != null) file.append(JournalEvent.Kind.SETTLED, said, true);
                return;
            }
            if (write.counts() == settlement.happened()) return;
            String known = write.settled() == null
                    ? write.outcome() + (write.reason() == null ? "" : ": " + write.reason())
                    : write.settled().words();
            throw BakshException.refused(
                    "run " + id + ": what became of " + write.what() + " is on record there: " + known,
                    "nothing was changed; baksh runs " + id + " shows the run");
        } catch (IOException e) {
            throw new BakshException(
                    ExitCode.JOURNAL,
                    "run " + id + ": its journal in " + folder + " cannot be written: " + WriteJournal.words(e),
                    "nothing was changed",
                    e);
        }
    }

    /** As the one process that has it reads it. */
    private static RunHistory read(String id, JournalFile file) {
        List<JournalEvent> events = new ArrayList<>();
        ChainVerification chain = WriteJournal.read(file.path(), events);
        return new RunHistory(id, events, chain, true);
    }

    private static WriteRecord write(RunHistory run, long line) {
        for (StepRecord place : run.places())
            for (WriteRecord write : place.writes()) if (write.seq() == line) return write;
        return null;
    }

    private void expect(StepRecord step) {
        List<WriteRecord> writes = new ArrayList<>();
        for (WriteRecord write : step.writes()) {
            if (!write.counts()) continue;
            // It was looked for and not found, or was harmless to repeat: the later one stands for it.
            writes.removeIf(earlier -> earlier.open() && earlier.key().equals(write.key()));
            writes.add(write);
        }
        pending.put(step.name(), writes);
    }

    private static String holder(TimeSource time) {
        return "process " + ProcessHandle.current().pid() + " on " + host() + " since " + time.now();
    }

    /** The name of this machine, as far as it is known without asking the network. */
    public static String host() {
        String name = System.getenv("HOSTNAME");
        if (name != null && !name.isBlank()) return name;
        try {
            return java.nio.file.Files.readString(Path.of("/proc/sys/kernel/hostname"))
                    .strip();
        } catch (IOException e) {
            return "this machine";
        }
    }

    public String id() {
        return id;
    }

    /** What earlier processes of the run left on record. */
    public RunHistory before() {
        return before;
    }

    @Override
    public String step() {
        return current();
    }

    /** The step that is under way, {@code ""} between steps. */
    public synchronized String current() {
        return step;
    }

    /** A step begins. Its text in the script is kept, so that a later change of it is seen. */
    public synchronized void begin(String name, String source) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("step", name);
        if (source != null) data.put("source", source);
        // What was read up to here stood outside of the steps.
        putReads(data);
        append(JournalEvent.Kind.STEP, data, false, "step '" + name + "' was not begun");
        step = name;
    }

    /** What comes now belongs to no step, or to one of the run's own without an end: {@code (always)}. */
    public synchronized void aside(String name) {
        step = name;
    }

    /** The step that is under way has come to its end. */
    public synchronized void done(Object result) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("step", step);
        if (result != null) data.put("result", result);
        putReads(data);
        append(JournalEvent.Kind.STEP_DONE, data, true, "step '" + step + "' HAS been done");
        step = "";
    }

    /** The step that is under way has failed, and stays open. */
    public synchronized void failed(String reason, int exit) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("step", step);
        if (reason != null) data.put("reason", reason);
        data.put("exit", exit);
        putReads(data);
        append(JournalEvent.Kind.STEP_FAILED, data, true, "step '" + step + "' has failed");
        step = "";
    }

    /** A person has said that this step is to be left out. */
    public synchronized void skipped(String name) {
        append(JournalEvent.Kind.STEP_SKIPPED, Map.of("step", name), true, "step '" + name + "' was not run");
    }

    /**
     * What comes from outside: on resume it comes again from the journal.
     *
     * @param kind {@code now, approve, ask, note}
     * @param live asks for it when it is not on record; the value must be one that JSON holds
     */
    public synchronized Object said(String kind, String text, Supplier<Object> live) {
        int number = counts.merge(step + "\n" + kind + "\n" + text, 1, Integer::sum);
        if (number > SAID) return live.get();
        StepRecord known = before.step(step);
        int at = 0;
        if (known != null) {
            for (JournalEvent event : known.said()) {
                boolean same = kind.equals(event.data().get("kind"))
                        && text.equals(event.data().get("text"));
                if (same && ++at == number) return event.data().get("value");
            }
        }
        Object value = live.get();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("step", step);
        data.put("kind", kind);
        data.put("text", text);
        data.put("value", value);
        append(JournalEvent.Kind.SAID, data, kind.equals("approve"), "nothing was sent");
        return value;
    }

    @Override
    public synchronized void remark(String kind, String text, String value) {
        append(
                JournalEvent.Kind.SAID,
                Map.of("step", step, "kind", kind, "text", text, "value", value),
                true,
                "nothing was sent");
    }

    /** What the script has shown; shown again by a later process, that one counts. */
    public synchronized void shown(String kind, Object value) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("step", step);
        data.put("kind", kind);
        data.put("text", String.valueOf(counts.merge(step + "\n" + kind, 1, Integer::sum)));
        data.put("value", value);
        append(JournalEvent.Kind.SAID, data, false, "it was shown");
    }

    @Override
    public synchronized void read(String server, String what) {
        reads.merge(server + "\n" + what, 1, Integer::sum);
    }

    /** What was read since this was last written. */
    synchronized void putReads(Map<String, Object> data) {
        if (reads.isEmpty()) return;
        List<Map<String, Object>> all = new ArrayList<>();
        reads.forEach((key, count) -> {
            String[] parts = key.split("\n", 2);
            all.add(Map.of("server", parts[0], "what", parts[1], "requests", count));
        });
        data.put("reads", all);
        reads.clear();
    }

    /** The process ends its work at the run. */
    public synchronized void end(int exit, String reason) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("exit", exit);
        if (reason != null) data.put("reason", reason);
        putReads(data);
        append(JournalEvent.Kind.END, data, true, "the run has ended with exit code " + exit);
    }

    @Override
    public synchronized RunWrite next(WriteIntent intent) {
        String key = key(intent);
        List<WriteRecord> expected = pending.getOrDefault(step, List.of());
        for (WriteRecord write : expected) {
            if (!write.key().equals(key)) continue;
            expected.remove(write);
            return new JournaledWrite(this, intent, key, step, write);
        }
        for (WriteRecord write : expected) if (write.barsOthers()) refuseOther(write, intent);
        return new JournaledWrite(this, intent, key, step, null);
    }

    @Override
    public synchronized WriteRecord taken(String server, String what, Predicate<Map<String, Object>> fits) {
        for (WriteRecord write : pending.getOrDefault(step, List.of())) {
            boolean takes = write.server().equals(server) && write.operation().equals(what);
            if (!takes || !(write.former() instanceof Map<?, ?> former)) continue;
            Map<String, Object> fields = new LinkedHashMap<>();
            former.forEach((name, value) -> fields.put(name.toString(), value));
            if (fits.test(fields)) return write;
        }
        return null;
    }

    /** Writes of earlier processes in this step which this one has not come to again, and of which nobody knows. */
    public synchronized List<String> missed(String name) {
        return pending.getOrDefault(name, List.of()).stream()
                .filter(WriteRecord::open)
                .map(WriteRecord::what)
                .toList();
    }

    private void refuseOther(WriteRecord sent, WriteIntent wanted) {
        if (!sent.operation().equals(operation(wanted)) && !sent.open()) return;
        String place = step.isEmpty() ? "outside of the steps" : "in step '" + step + "'";
        String became = sent.open() ? "and nobody knows what became of it" : "and it was done";
        throw BakshException.refused(
                "run " + id + ": " + place + " another write comes than before",
                "before: " + sent.what() + " (" + sent.server() + ", " + sent.time() + "), " + became + "\nnow:    "
                        + wanted.what() + " (" + wanted.server()
                        + ")\nnothing was sent; if both are meant: baksh resume "
                        + id + " " + (sent.open() ? "--resend" : "--accept") + " '" + step + "'");
    }

    private static String operation(WriteIntent intent) {
        int blank = intent.what().indexOf(' ');
        return blank < 0 ? intent.what() : intent.what().substring(0, blank);
    }

    private static String key(WriteIntent intent) {
        String all = intent.server() + "\n" + intent.method() + "\n" + intent.path() + "\n" + intent.body();
        return JournalLine.sha256(all.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    /** @param truth what has happened, for the message when it cannot be written */
    JournalEvent append(JournalEvent.Kind kind, Map<String, Object> data, boolean sync, String truth) {
        Map<String, Object> shown = redacted.map(data);
        try {
            return paper.append(kind, shown, sync);
        } catch (IOException | RuntimeException e) {
            lastResort.accept("not in the journal of run " + id + ": " + kind + " " + JournalLine.json(shown));
            throw new BakshException(
                    ExitCode.JOURNAL,
                    "run " + id + ": " + truth + "; its journal cannot be written: " + WriteJournal.words(e),
                    e instanceof BakshException known && known.hint() != null
                            ? known.hint()
                            : "when it can be written: baksh resume " + id + " looks on the server for what it lacks",
                    e);
        }
    }

    @Override
    public void close() {
        if (lock != null) lock.close();
    }
}
