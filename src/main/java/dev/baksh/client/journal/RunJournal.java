package dev.baksh.client.journal;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.SecretNames;
import dev.baksh.client.api.Sha256;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.text.ShellWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
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
 * Journal of one run, in a folder of its own: records steps, writes and inputs, and gives a resumed run what earlier
 * processes recorded. The intent of a write is on disk before the write is sent. The lines have the format of the
 * {@link WriteJournal}. One process at a time holds a run; several threads may write.
 */
public final class RunJournal implements RunContext, AutoCloseable {
    /**
     * Maximum number of recorded values per step, kind and text; later values come from the live source, because a loop
     * may wait until a time is reached.
     */
    private static final int MAX_RECORDED_VALUES = 200;

    private final String id;
    private final RunHistory history;
    private final JournalComparison comparison;
    private final RunLock runLock;
    private final LineWriter lineWriter;
    private final RedactingMapper redactingMapper;
    private final Consumer<String> fallbackSink;
    private final Map<String, List<WriteRecord>> pendingWrites = new HashMap<>();
    private final Map<String, Integer> occurrences = new HashMap<>();
    /** Number of reads with a response in the active step, by server and description. */
    private final Map<String, Integer> readCounts = new LinkedHashMap<>();

    private String currentStep = "";
    private boolean inCleanup;

    private interface LineWriter {
        JournalEvent append(JournalEvent.Kind kind, Map<String, Object> data, boolean sync) throws IOException;
    }

    private RunJournal(
            String id,
            RunHistory history,
            JournalComparison comparison,
            RunLock runLock,
            LineWriter lineWriter,
            UnaryOperator<String> redactor,
            Consumer<String> fallbackSink) {
        this.id = id;
        this.history = history;
        this.comparison = comparison;
        this.runLock = runLock;
        this.lineWriter = lineWriter;
        this.redactingMapper = new RedactingMapper(redactor);
        this.fallbackSink = fallbackSink;
    }

    /**
     * Returns a journal without a file, for example for a dry run: nothing is stored, and the run cannot be resumed.
     *
     * @param header data about this process, with its {@code answers}
     */
    public static RunJournal withoutFile(String id, TimeSource time, Map<String, Object> header) {
        LineWriter noOpWriter = (kind, data, sync) -> new JournalEvent(0, time.now(), kind, data);
        JournalEvent start = new JournalEvent(1, time.now(), JournalEvent.Kind.RUN, header);
        RunHistory history = new RunHistory(id, List.of(start), ChainVerification.EMPTY, false);
        JournalComparison comparison = new JournalComparison(history, List.of());
        return new RunJournal(id, history, comparison, null, noOpWriter, text -> text, line -> {});
    }

    /**
     * Acquires the run's lock and records that a process starts or resumes the run.
     *
     * @param header data about this process; {@code from}, {@code resend} and {@code accept} name steps whose records
     *     are to be forgotten
     * @param writeJournal supplies the events of the write journal; called for a resume
     * @throws BakshException (exit 3) another process holds the run, or the write journal differs; (exit 74) the journal
     *     cannot be written
     */
    public static RunJournal open(
            Path runs,
            String id,
            Map<String, Object> header,
            Supplier<List<JournalEvent>> writeJournal,
            UnaryOperator<String> redactor,
            TimeSource time,
            Consumer<String> fallbackSink) {
        Path folder = runs.resolve(id);
        RunLock runLock = null;
        try {
            PrivateFiles privateFiles = PrivateFiles.ofCurrentUser();
            privateFiles.ensureFolder(runs);
            privateFiles.ensureFolder(folder);
            runLock = RunLock.acquire(folder, privateFiles, time);
            JournalFile file = new JournalFile(folder, time);
            boolean isResume = Files.exists(file.path()) && Files.size(file.path()) > 0;
            List<JournalEvent> writeEvents = isResume ? writeJournal.get() : List.of();
            Map<String, Object> runHeader = isResume ? acceptRecords(read(id, file), writeEvents, header) : header;
            file.append(JournalEvent.Kind.RUN, new RedactingMapper(redactor).redactMap(runHeader), true);
            RunHistory history = read(id, file);
            RunJournal journal = new RunJournal(
                    id,
                    history,
                    new JournalComparison(history, writeEvents),
                    runLock,
                    file::append,
                    redactor,
                    fallbackSink);
            history.allSteps().forEach(journal::indexWrites);
            return journal;
        } catch (IOException | RuntimeException e) {
            if (runLock != null) runLock.close();
            if (e instanceof BakshException bakshException) throw bakshException;
            String message = "the run cannot start: its journal in " + folder + " cannot be written";
            throw WriteJournal.journalFailure(message, "nothing was sent", e);
        }
    }

    /** Compares both journals before a resume. An accepted difference is recorded, so that it is not reported again. */
    private static Map<String, Object> acceptRecords(
            RunHistory history, List<JournalEvent> writeEvents, Map<String, Object> header) {
        JournalComparison comparison = new JournalComparison(history, writeEvents);
        if (!comparison.lacksWrites()) return header;
        Object accepted = header.get("accept");
        boolean isAccepted = comparison.requireWriteJournal(accepted == null ? null : accepted.toString());
        Map<String, Object> runHeader = new LinkedHashMap<>(header);
        // The journal of the run is right: its writes are not forgotten.
        if (isAccepted) runHeader.put("agreed", runHeader.remove("accept"));
        return runHeader;
    }

    /** Returns the steps with writes that the write journal contains and the journal of the run lacks. */
    public static List<String> unrecordedSteps(RunHistory run, List<JournalEvent> writeJournal) {
        return new JournalComparison(run, writeJournal).unrecordedSteps();
    }

    /**
     * Records the outcome of a write with unknown outcome, in a run that no process executes. The same settlement again
     * has no effect.
     *
     * @param line line of the write's intent in the run's journal
     * @throws BakshException (exit 3) a process holds the run, or its journal contains another outcome; (exit 74) the
     *     journal cannot be written
     */
    public static void settle(
            Path runs, String id, long line, Settlement settlement, UnaryOperator<String> redactor, TimeSource time) {
        Path folder = runs.resolve(id);
        try (RunLock runLock = RunLock.acquire(folder, PrivateFiles.ofCurrentUser(), time)) {
            Objects.requireNonNull(runLock);
            JournalFile file = new JournalFile(folder, time);
            WriteRecord write = findWrite(read(id, file), line);
            if (write == null) return;
            if (write.isOpen()) {
                Map<String, Object> settlementData = new RedactingMapper(redactor).redactMap(settlement.toData(line));
                file.append(JournalEvent.Kind.SETTLED, settlementData, true);
                return;
            }
            if (write.mayHaveHappened() == settlement.happened()) return;
            String outcome = write.reason() == null ? "" + write.outcome() : write.outcome() + ": " + write.reason();
            if (write.settlement() != null) outcome = write.settlement().describe();
            throw BakshException.refusal(
                    "run " + id + ": the outcome of " + write.description() + " is already recorded: " + outcome,
                    "nothing was changed; baksh runs " + id + " shows the run");
        } catch (IOException e) {
            String message = "run " + id + ": its journal in " + folder + " cannot be written";
            throw WriteJournal.journalFailure(message, "nothing was changed", e);
        }
    }

    /** Reads the history as the process that holds the run. */
    private static RunHistory read(String id, JournalFile file) {
        List<JournalEvent> events = new ArrayList<>();
        ChainVerification verification = WriteJournal.read(file.path(), events);
        return new RunHistory(id, events, verification, true);
    }

    private static WriteRecord findWrite(RunHistory run, long line) {
        return run.allSteps().stream()
                .flatMap(step -> step.writes().stream())
                .filter(write -> write.seq() == line)
                .findFirst()
                .orElse(null);
    }

    private void indexWrites(StepRecord step) {
        List<WriteRecord> writes = new ArrayList<>();
        for (WriteRecord write : step.writes()) {
            if (!write.mayHaveHappened()) continue;
            // The earlier write was reconciled as not done, or was safe to repeat: the later write replaces it.
            writes.removeIf(earlier -> earlier.isOpen() && earlier.key().equals(write.key()));
            writes.add(write);
        }
        pendingWrites.put(step.name(), writes);
    }

    /** Returns the name of this machine without a network request. */
    public static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            String name = System.getenv("HOSTNAME");
            return name == null || name.isBlank() ? "this machine" : name;
        }
    }

    /** Returns the id of the run, which is also the name of its folder. */
    public String id() {
        return id;
    }

    /** History of the earlier processes of the run. */
    public RunHistory history() {
        return history;
    }

    @Override
    public synchronized String currentStep() {
        return currentStep;
    }

    /**
     * Begins a step. The journal stores the source text of the step, so that a later change of the script is detected.
     */
    public synchronized void beginStep(String name, String source) {
        Map<String, Object> data = JournalEvent.data("step", name, "source", source);
        // Reads up to here belong to no step.
        addReadCounts(data);
        append(JournalEvent.Kind.STEP, data, false, "step '" + name + "' was not begun");
        currentStep = name;
    }

    /**
     * Enters a part of the run whose end is not recorded, such as {@code (always)}; {@code ""} for the part outside of
     * steps.
     */
    public synchronized void enterCleanup(String name) {
        currentStep = name;
        inCleanup = !name.isEmpty();
    }

    /**
     * Records the result of the active step, and ends the step.
     *
     * @param result value in the encoding of the journal, or null
     */
    public synchronized void completeStep(Object result) {
        Map<String, Object> data = JournalEvent.data("step", currentStep, "result", result);
        endStep(JournalEvent.Kind.STEP_DONE, data, "step '" + currentStep + "' HAS been done");
    }

    /** Records that the active step has failed; the step stays open. */
    public synchronized void failStep(String reason, int exit) {
        Map<String, Object> data = JournalEvent.data("step", currentStep, "reason", reason, "exit", exit);
        endStep(JournalEvent.Kind.STEP_FAILED, data, "step '" + currentStep + "' has failed");
    }

    private void endStep(JournalEvent.Kind kind, Map<String, Object> data, String statusMessage) {
        addReadCounts(data);
        append(kind, data, true, statusMessage);
        currentStep = "";
    }

    /** Records that a step is not run because the user skips it. */
    public synchronized void skipStep(String name) {
        append(JournalEvent.Kind.STEP_SKIPPED, Map.of("step", name), true, "step '" + name + "' was not run");
    }

    /**
     * Records an input from outside the run; on resume, returns the recorded value.
     *
     * @param kind {@code now, approve, ask, note}
     * @param liveValue supplies a value that is not recorded; the value must have a JSON form
     */
    public synchronized Object recordOrReplay(String kind, String text, Supplier<Object> liveValue) {
        int occurrence = occurrences.merge(currentStep + "\n" + kind + "\n" + text, 1, Integer::sum);
        if (occurrence > MAX_RECORDED_VALUES) return liveValue.get();
        StepRecord stepRecord = history.step(currentStep);
        int position = 0;
        for (JournalEvent event : stepRecord == null ? List.<JournalEvent>of() : stepRecord.inputs()) {
            boolean matches = kind.equals(event.text("kind")) && text.equals(event.text("text"));
            if (matches && ++position == occurrence) return event.data().get("value");
        }
        Object value = liveValue.get();
        Map<String, Object> data = JournalEvent.data("step", currentStep, "kind", kind, "text", text);
        data.put("value", value); // also null
        append(JournalEvent.Kind.SAID, data, kind.equals("approve"), "nothing was sent");
        return value;
    }

    @Override
    public synchronized void recordQuestion(String kind, String text, String value) {
        Map<String, Object> data = JournalEvent.data("step", currentStep, "kind", kind, "text", text, "value", value);
        append(JournalEvent.Kind.SAID, data, true, "nothing was sent");
    }

    /** Records output that the script has shown. If a later process shows it again, the later output counts. */
    public synchronized void recordExhibit(String kind, Object value) {
        String number = String.valueOf(occurrences.merge(currentStep + "\n" + kind, 1, Integer::sum));
        Map<String, Object> data = JournalEvent.data("step", currentStep, "kind", kind, "text", number);
        data.put("value", value); // also null
        append(JournalEvent.Kind.SAID, data, false, "the output was shown");
    }

    @Override
    public synchronized void recordRead(String server, String description) {
        readCounts.merge(server + "\n" + description, 1, Integer::sum);
    }

    /** Adds the reads since the last call. */
    synchronized void addReadCounts(Map<String, Object> data) {
        if (readCounts.isEmpty()) return;
        List<Map<String, Object>> entries = new ArrayList<>();
        readCounts.forEach((key, count) -> {
            String[] parts = key.split("\n", 2);
            entries.add(Map.of("server", parts[0], "what", parts[1], "requests", count));
        });
        data.put("reads", entries);
        readCounts.clear();
    }

    /** Records that the process ends its work on the run. */
    public synchronized void endRun(int exit, String reason) {
        Map<String, Object> data = JournalEvent.data("exit", exit, "reason", reason);
        addReadCounts(data);
        append(JournalEvent.Kind.END, data, true, "the run has ended with exit code " + exit);
    }

    @Override
    public synchronized RunWrite nextWrite(WriteIntent intent) {
        comparison.requireRecorded(currentStep);
        String key = intentKey(intent);
        List<WriteRecord> candidates = pendingWrites.getOrDefault(currentStep, List.of());
        for (WriteRecord write : candidates) {
            if (!write.key().equals(key)) continue;
            candidates.remove(write);
            return new JournaledWrite(this, intent, key, currentStep, write);
        }
        if (inCleanup) {
            WriteRecord write = takeOpenCleanupWrite(key);
            if (write != null)
                return new JournaledWrite(this, intent, key, write.intent().text("step"), write);
        }
        for (WriteRecord write : candidates) if (write.forbidsDifferentWrite()) refuseDifferentWrite(write, intent);
        refuseHiddenSecret(intent);
        return new JournaledWrite(this, intent, key, currentStep, null);
    }

    /**
     * Returns a write of unknown outcome that a cleanup of an earlier process has sent, or null. A cleanup repeats its writes
     * with a known outcome, but sends no write a second time before the outcome of the first is known.
     */
    private WriteRecord takeOpenCleanupWrite(String key) {
        for (StepRecord step : history.allSteps()) {
            if (!step.isCleanup()) continue;
            List<WriteRecord> writes = pendingWrites.getOrDefault(step.name(), List.of());
            for (WriteRecord write : writes)
                if (write.isOpen() && write.key().equals(key)) {
                    writes.remove(write);
                    return write;
                }
        }
        return null;
    }

    @Override
    public synchronized WriteRecord findEarlierRemoval(
            String server, String operation, Predicate<Map<String, Object>> matcher) {
        for (WriteRecord write : pendingWrites.getOrDefault(currentStep, List.of())) {
            boolean matches = write.server().equals(server) && write.operation().equals(operation);
            if (!matches || !(write.previousState() instanceof Map<?, ?> previousState)) continue;
            Map<String, Object> fields = new LinkedHashMap<>();
            previousState.forEach((name, value) -> fields.put(name.toString(), value));
            if (matcher.test(fields)) return write;
        }
        return null;
    }

    /** Returns the open writes of earlier processes in this step that this process has not reached. */
    public synchronized List<String> unmatchedWrites(String name) {
        return pendingWrites.getOrDefault(name, List.of()).stream()
                .filter(WriteRecord::isOpen)
                .map(WriteRecord::description)
                .toList();
    }

    private void refuseDifferentWrite(WriteRecord earlierWrite, WriteIntent intent) {
        if (!earlierWrite.operation().equals(intent.operation()) && !earlierWrite.isOpen()) return;
        String location = currentStep.isEmpty() ? "outside of the steps" : "in step '" + currentStep + "'";
        String outcome = earlierWrite.isOpen() ? "with unknown outcome" : "done";
        String option = earlierWrite.isOpen() ? "--resend" : "--accept";
        String earlier = earlierWrite.description() + " (" + earlierWrite.server() + ", " + earlierWrite.sentAt() + ")";
        throw BakshException.refusal(
                "run " + id + ": " + location + " the script sends a different write than before",
                "before: " + earlier + ", " + outcome
                        + "\nnow:    " + intent.description() + " (" + intent.server() + ")"
                        + "\nnothing was sent; to send both: baksh resume " + id + " " + option + " "
                        + ShellWord.quote(currentStep));
    }

    /**
     * Refuses a write that would send the {@code ***} in the result of an earlier step, since the journal has no
     * secrets.
     */
    private void refuseHiddenSecret(WriteIntent intent) {
        if (intent.body() == null || !intent.body().contains(SecretNames.REDACTED)) return;
        for (StepRecord step : history.allSteps()) {
            // No cleanup is replayed, so no response of a cleanup reaches the script.
            if (step.isCleanup()) continue;
            if (sendsHiddenSecret(step.result(), intent.body())
                    || step.writes().stream()
                            .anyMatch(write -> sendsHiddenSecret(write.response(), intent.body())
                                    || sendsHiddenSecret(write.previousState(), intent.body())))
                throw BakshException.refusal(
                        "run " + id + ": " + intent.description() + " contains " + SecretNames.REDACTED
                                + " in place of a secret: the journal has "
                                + (step.name().isEmpty()
                                        ? "the responses outside of the steps"
                                        : "the results of step '" + step.name() + "'")
                                + " without its secrets",
                        "nothing was sent; "
                                + (step.name().isEmpty()
                                        ? "start a new run for the remaining work"
                                        : "read the secret outside of the steps, or repeat that step: baksh resume "
                                                + id + " --from " + ShellWord.quote(step.name())));
        }
    }

    /** Returns true if the body contains a text of the result that hides a secret. */
    private static boolean sendsHiddenSecret(Object result, String body) {
        if (result instanceof Map<?, ?> map)
            return map.values().stream().anyMatch(value -> sendsHiddenSecret(value, body));
        if (result instanceof Collection<?> list)
            return list.stream().anyMatch(value -> sendsHiddenSecret(value, body));
        if (!(result instanceof String text) || !SecretNames.hidesSecret(text)) return false;
        String json = new String(JsonStringEncoder.getInstance().quoteAsString(text));
        return body.contains(text.equals(SecretNames.REDACTED) ? '"' + json + '"' : json);
    }

    private static String intentKey(WriteIntent intent) {
        String identity = intent.server() + "\n" + intent.method() + "\n" + intent.path() + "\n" + intent.body();
        return Sha256.hex(identity).substring(0, 16);
    }

    /** @param statusMessage state of the request or the step, for the error message */
    JournalEvent append(JournalEvent.Kind kind, Map<String, Object> data, boolean sync, String statusMessage) {
        Map<String, Object> redactedData = redactingMapper.redactMap(data);
        try {
            return lineWriter.append(kind, redactedData, sync);
        } catch (IOException | RuntimeException e) {
            fallbackSink.accept(
                    "not in the journal of run " + id + ": " + kind + " " + JournalLineCodec.toJson(redactedData));
            String hint = "when the journal can be written again: baksh resume " + id + " reconciles with the server";
            if (e instanceof BakshException failure && failure.hint() != null) hint = failure.hint();
            String message = "run " + id + ": " + statusMessage + "; its journal cannot be written";
            throw WriteJournal.journalFailure(message, hint, e);
        }
    }

    @Override
    public void close() {
        if (runLock != null) runLock.close();
    }
}
