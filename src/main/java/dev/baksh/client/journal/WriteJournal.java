package dev.baksh.client.journal;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Sha256;
import dev.baksh.client.api.TimeSource;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Journal of every write to a server, on disk before the first byte of the write: {@code journal.jsonl}, one JSON
 * object per line, each with the hash of the previous line. Several threads and processes may append to one file.
 *
 * <p>A line: {@code {"seq":1,"time":"2026-11-21T09:51:10Z","event":"INTENT","data":{...},"prev":"<16 hex>","crc":"<8
 * hex>"}}. The chain shows that a line was changed, added or removed, by accident or by hand. It does not show that lines
 * are missing at the end, nor that the whole file was rewritten: for that, store {@link ChainVerification#headHash} in
 * another place.
 *
 * <p>Every string is redacted before it is written. There is no rotation; an append reads the last line only.
 */
public final class WriteJournal implements AutoCloseable {
    /** Maximum length of a displayed body, about one screen; the hash covers the whole body. */
    private static final int MAX_BODY_LENGTH = 4_000;
    /** Number of bytes at the journal's end that are searched for unsettled writes: about a thousand writes. */
    private static final int RECENT_BYTES = 1 << 20;
    /** A user who repeats a write after a day has had the time to check the server. */
    private static final Duration DUPLICATE_WINDOW = Duration.ofDays(1);

    private final JournalFile file;
    private final RedactingMapper redactingMapper;
    private final Consumer<String> fallbackSink;
    private volatile boolean closed;
    private List<WriteRecord> earlierUnsettled;

    /**
     * Creates the journal; touches no file.
     *
     * @param folder created with mode 0700 at the first write; only for journals, since a wider mode is refused
     * @param redactor removes secrets from a string
     * @param fallbackSink receives one line with the outcome when the journal itself cannot be written
     */
    public WriteJournal(Path folder, UnaryOperator<String> redactor, TimeSource time, Consumer<String> fallbackSink) {
        this(new JournalFile(folder, time), redactor, fallbackSink);
    }

    WriteJournal(JournalFile file, UnaryOperator<String> redactor, Consumer<String> fallbackSink) {
        this.file = file;
        this.redactingMapper = new RedactingMapper(redactor);
        this.fallbackSink = fallbackSink;
    }

    /** Records a write without a run journal, as {@link #recordIntent(WriteIntent, long, String)}. */
    public OpenIntent recordIntent(WriteIntent intent) {
        return recordIntent(intent, 0, "");
    }

    /**
     * Records that a write is about to be sent; synced on return.
     *
     * @param runLine line of the same intent in the journal of its run; 0 without a run journal
     * @param step step of the run, or {@code ""}
     * @throws BakshException (exit 74) the intent cannot be written; then nothing may be sent
     */
    public OpenIntent recordIntent(WriteIntent intent, long runLine, String step) {
        if (closed) throw new IllegalStateException("the journal is closed");
        try {
            return new OpenIntent(this, file.append(JournalEvent.Kind.INTENT, toData(intent, runLine, step), true));
        } catch (IOException | RuntimeException e) {
            throw writeFailure(subject(intent.server(), intent.description()), "nothing was sent", e, null);
        }
    }

    /** Refuses further intents. Open intents may still be closed. */
    @Override
    public void close() {
        closed = true;
    }

    /**
     * Returns the events of a journal in order; empty for a missing file. An incomplete last line is dropped.
     *
     * @throws BakshException (exit 1) any other line is not valid; the message names the file, the line and the problem
     */
    public static List<JournalEvent> read(Path file) {
        List<JournalEvent> events = new ArrayList<>();
        read(file, events);
        return events;
    }

    static ChainVerification read(Path file, List<JournalEvent> events) {
        ChainVerification verification = ChainVerification.verify(file, events::add);
        if (!verification.isIntact()) throw BakshException.failure(verification.error(), "baksh journal verify");
        return verification;
    }

    /**
     * Returns the writes with unknown outcome, oldest first: no event closes them, or the closing event is UNKNOWN.
     * Throws like {@link #read}.
     */
    public static List<WriteRecord> findUnsettled(Path file) {
        return findUnsettled(read(file));
    }

    /**
     * Returns the unsettled writes among the last few thousand lines; {@code baksh journal verify} checks older lines.
     * A missing or unreadable journal returns an empty list.
     */
    public static List<WriteRecord> findRecentUnsettled(Path file) {
        try {
            return findUnsettled(JournalTail.readEvents(file, RECENT_BYTES));
        } catch (IOException e) {
            return List.of(); // The next intent cannot be written either, and reports the cause.
        }
    }

    /** Returns the writes with their outcomes, oldest first. Throws like {@link #read}. */
    public static List<WriteRecord> writes(Path file) {
        return writes(read(file));
    }

    /** Returns the writes of unknown outcome. A later write that sets the same state settles an earlier one. */
    private static List<WriteRecord> findUnsettled(List<JournalEvent> events) {
        List<WriteRecord> writes = writes(events);
        List<WriteRecord> settling = writes.stream()
                .filter(write -> write.outcome() == JournalEvent.Kind.DONE && write.setsState())
                .toList();
        return writes.stream()
                .filter(WriteRecord::isOpen)
                .filter(write -> settling.stream()
                        .noneMatch(later -> later.seq() > write.seq()
                                && write.isSameRequest(later.intent().data())))
                .toList();
    }

    private static List<WriteRecord> writes(List<JournalEvent> events) {
        Map<Long, WriteRecord> writes = new LinkedHashMap<>();
        for (JournalEvent event : events) {
            if (event.kind() == JournalEvent.Kind.INTENT) writes.put(event.seq(), WriteRecord.of(event));
            else
                writes.computeIfPresent(
                        event.closedIntent(), (seq, write) -> write.isOpen() ? write.withClosing(event) : write);
        }
        return List.copyOf(writes.values());
    }

    /**
     * Returns the latest write of the last day with the same request and an unknown outcome, sent before this process's
     * first write; or null.
     */
    public WriteRecord findEarlierDuplicate(WriteIntent intent) {
        Map<String, Object> data = toData(intent, 0, "");
        WriteRecord latest = null;
        for (WriteRecord write : earlierUnsettled()) {
            boolean recent = write.intent().time().isAfter(file.now().minus(DUPLICATE_WINDOW));
            if (recent && write.isAbandoned() && write.isSameRequest(data)) latest = write;
        }
        return latest;
    }

    /**
     * Returns the write of this server and description whose recorded result has one of these ids, or null; searches the
     * last few thousand lines.
     *
     * @param ids ids by field of the result
     */
    public WriteRecord findByResult(String server, String description, Map<String, Object> ids) {
        List<JournalEvent> events;
        try {
            events = JournalTail.readEvents(file.path(), RECENT_BYTES);
        } catch (IOException e) {
            return null; // The outcome cannot be written either, and reports the cause.
        }
        String recordedServer = redactingMapper.redactText(server);
        String recordedDescription = redactingMapper.redactText(description);
        return writes(events).stream()
                .filter(write -> write.outcome() == JournalEvent.Kind.DONE
                        && write.server().equals(recordedServer)
                        && write.description().equals(recordedDescription)
                        && write.response() instanceof Map<?, ?> result
                        && ids.entrySet().stream()
                                .anyMatch(id ->
                                        String.valueOf(id.getValue()).equals(String.valueOf(result.get(id.getKey())))))
                .findFirst()
                .orElse(null);
    }

    /**
     * Returns the unsettled writes, read at the first call: unknown outcomes of this process itself were already
     * reported.
     */
    private synchronized List<WriteRecord> earlierUnsettled() {
        if (earlierUnsettled == null) earlierUnsettled = findRecentUnsettled(file.path());
        return earlierUnsettled;
    }

    /** Records the outcome of an open write; throws like {@link #recordIntent}. */
    public void settle(WriteRecord write, Settlement settlement) {
        JournalEvent intent = write.intent();
        String subject = subject(intent.data().get("server"), intent.data().get("what"));
        try {
            file.append(JournalEvent.Kind.SETTLED, redactingMapper.redactMap(settlement.toData(intent.seq())), true);
        } catch (IOException | RuntimeException e) {
            throw writeFailure(subject, "the settlement was not recorded (" + settlement.describe() + ")", e, null);
        }
    }

    /** Settles the write with this line of a run's journal, if it is open among the last few thousand lines. */
    public void settle(String run, long line, Settlement settlement) {
        for (WriteRecord write : findRecentUnsettled(file.path()))
            if (write.isAtRunLine(run, line)) settle(write, settlement);
    }

    /** Verifies the hash chain from the first line to the last line or the first error. Holds one line in memory. */
    public static ChainVerification verify(Path file) {
        return ChainVerification.verify(file, event -> {});
    }

    /** Records the outcome of an intent; called once per intent. */
    void recordOutcome(JournalEvent intent, JournalEvent.Kind kind, Map<String, Object> data) {
        try {
            file.append(kind, redactingMapper.redactMap(data), kind != JournalEvent.Kind.NOT_SENT);
        } catch (IOException | RuntimeException e) {
            String subject = subject(intent.data().get("server"), intent.data().get("what"));
            fallbackSink.accept("not in the journal: " + subject + ": " + kind + " " + sanitize(data));
            throw writeFailure(subject, OutcomeRecorder.describe(kind), e, settleHint(intent.seq(), kind));
        }
    }

    private static String settleHint(long intent, JournalEvent.Kind kind) {
        if (kind == JournalEvent.Kind.UNKNOWN) return null; // The intent is open in the journal, which is correct.
        String happened = kind == JournalEvent.Kind.DONE ? "--happened" : "--did-not-happen";
        return "when the journal can be written again: baksh journal settle " + intent + " " + happened;
    }

    private Map<String, Object> toData(WriteIntent intent, long runLine, String step) {
        return JournalEvent.data(
                "run", redactingMapper.redactText(intent.run()),
                "line", runLine == 0 ? null : runLine,
                "step", runLine == 0 ? null : redactingMapper.redactText(step),
                "server", redactingMapper.redactText(intent.server()),
                "what", redactingMapper.redactText(intent.description()),
                "method", intent.method(),
                "path", redactingMapper.redactText(intent.path()),
                "effect", intent.effect().name(),
                "body", displayBody(intent.body()),
                "sha256", intent.body() == null ? null : Sha256.hex(intent.body()),
                "baseline", intent.baseline() == null ? null : redactingMapper.redactMap(intent.baseline()),
                "pid", ProcessHandle.current().pid());
    }

    private String displayBody(String body) {
        String text = redactingMapper.redactBody(body);
        // Truncated after the redaction: the redactor does not recognize half of a secret.
        return text == null || text.length() <= MAX_BODY_LENGTH ? text : text.substring(0, MAX_BODY_LENGTH) + "...";
    }

    private String subject(Object server, Object description) {
        return sanitize(String.valueOf(server)) + ": " + sanitize(String.valueOf(description));
    }

    /** Returns the value redacted, in ASCII without control characters. */
    private String sanitize(Object value) {
        try {
            if (value instanceof Map<?, ?> map) return JournalLineCodec.toJson(redactingMapper.redactMap(map));
            String quoted = JournalLineCodec.toJson(redactingMapper.redactText(value.toString()));
            return quoted.substring(1, quoted.length() - 1);
        } catch (RuntimeException e) {
            return "(not shown)"; // the value that cannot be redacted or written may be the cause of the failure
        }
    }

    private BakshException writeFailure(String subject, String statusMessage, Exception cause, String nextStep) {
        String message = subject + ": " + statusMessage + "; the journal cannot be written";
        String causeHint = cause instanceof BakshException bakshException
                ? bakshException.hint()
                : "the journal is " + file.path();
        String combinedHint = nextStep == null ? causeHint : causeHint == null ? nextStep : causeHint + "\n" + nextStep;
        return journalFailure(message, combinedHint, cause);
    }

    /** Returns the error of a journal that cannot be written (exit code 74). */
    static BakshException journalFailure(String message, String hint, Exception cause) {
        return new BakshException(ExitCode.JOURNAL, message + ": " + describeCause(cause), hint, cause);
    }

    static String describeCause(Exception cause) {
        if (cause instanceof AccessDeniedException) return "permission denied: " + cause.getMessage();
        boolean lacksReason = cause.getMessage() == null
                || cause instanceof FileSystemException fileException && fileException.getReason() == null;
        return lacksReason ? cause.getClass().getSimpleName() + ": " + cause.getMessage() : cause.getMessage();
    }
}
