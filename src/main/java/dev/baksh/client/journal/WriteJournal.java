package dev.baksh.client.journal;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
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
 * Every write to a server, on disk before its first byte: {@code journal.jsonl}, one JSON object a line, each line naming
 * the hash of the one before. Many threads and processes may write to one file.
 *
 * <p>A line: {@code {"seq":1,"time":"2026-11-21T09:51:10Z","event":"INTENT","data":{...},"prev":"<16 hex>","crc":"<8 hex>"}}.
 * {@code prev} is the beginning of the SHA-256 of the line before, {@code crc} the CRC32C of what stands before it. The
 * chain shows that a line was changed, added or taken away, by accident or by hand. It does not show that lines are missing
 * at the end, nor that someone wrote all anew: for that, keep {@link ChainVerification#head} elsewhere.
 *
 * <p>Every text is redacted before it is written. There is no rotation; an append reads the last line only.
 */
public final class WriteJournal implements AutoCloseable {
    /** Of a body's display; its hash is of the whole. A screen of it tells a person what was sent. */
    private static final int BODY = 4_000;
    /** Bytes at the journal's end: about a thousand writes. */
    private static final int LATELY = 1 << 20;
    /** Who does the same again a day later has had the time to look. */
    private static final Duration DAY = Duration.ofDays(1);

    private final JournalFile file;
    private final RedactingMapper redacted;
    private final Consumer<String> lastResort;
    private volatile boolean closed;
    private List<UnsettledWrite> before;

    /**
     * Touches no file yet.
     *
     * @param folder     made with mode 0700 at the first write; only for journals, since a wider mode is refused
     * @param redact     takes secrets out of a text
     * @param lastResort gets one line about what happened when the journal itself cannot be written
     */
    public WriteJournal(Path folder, UnaryOperator<String> redact, TimeSource time, Consumer<String> lastResort) {
        this(
                new JournalFile(folder, time, null, path -> new RandomAccessFile(path.toFile(), "rw")),
                redact,
                lastResort);
    }

    WriteJournal(JournalFile file, UnaryOperator<String> redact, Consumer<String> lastResort) {
        this.file = file;
        this.redacted = new RedactingMapper(redact);
        this.lastResort = lastResort;
    }

    /**
     * Writes that this is about to be sent; on return it is synced to the disk.
     *
     * @throws BakshException of kind JOURNAL when it cannot be written: then nothing may be sent
     */
    public OpenIntent intent(WriteIntent intent) {
        if (closed) throw new IllegalStateException("the journal is closed");
        try {
            return new OpenIntent(this, file.append(JournalEvent.Kind.INTENT, data(intent), true));
        } catch (IOException | RuntimeException e) {
            throw unwritten(subject(intent.server(), intent.what()), "nothing was sent", e);
        }
    }

    /** No further intents are taken. Entries that are open may still be closed. */
    @Override
    public void close() {
        closed = true;
    }

    /**
     * The events of a journal in order; none when the file is not there. An unfinished last line is dropped.
     *
     * @throws BakshException when any other line does not fit, with file, line and what is wrong
     */
    public static List<JournalEvent> read(Path file) {
        List<JournalEvent> events = new ArrayList<>();
        read(file, events);
        return events;
    }

    static ChainVerification read(Path file, List<JournalEvent> events) {
        ChainVerification verdict = follow(file, events::add);
        if (!verdict.whole()) throw BakshException.failed(verdict.fault(), "baksh journal verify");
        return verdict;
    }

    /**
     * The writes whose outcome is not known, oldest first: no event closes them, or one that says just that. Throws as
     * {@link #read}.
     */
    public static List<UnsettledWrite> unsettled(Path file) {
        return unsettled(read(file));
    }

    /**
     * Those of the journal's end, a few thousand lines: of what is older a check of the whole tells. A journal that is not
     * there or cannot be read has none.
     */
    public static List<UnsettledWrite> lately(Path file) {
        try {
            return unsettled(JournalTail.events(file, LATELY));
        } catch (IOException e) {
            return List.of(); // The next intent cannot be written either, and says why.
        }
    }

    private static List<UnsettledWrite> unsettled(List<JournalEvent> events) {
        Map<Long, UnsettledWrite> open = new LinkedHashMap<>();
        for (JournalEvent event : events) {
            if (event.kind() == JournalEvent.Kind.INTENT) open.put(event.seq(), new UnsettledWrite(event, null));
            else if (event.kind() != JournalEvent.Kind.UNKNOWN) open.remove(event.closes());
            else
                open.computeIfPresent(
                        event.closes(),
                        (seq, write) -> new UnsettledWrite(
                                write.intent(), String.valueOf(event.data().get("reason"))));
        }
        return List.copyOf(open.values());
    }

    /**
     * The latest write of the last day, before this process's first, that asked for the same and whose outcome is not known;
     * or null.
     */
    public UnsettledWrite earlier(WriteIntent intent) {
        Map<String, Object> data = data(intent);
        UnsettledWrite latest = null;
        for (UnsettledWrite write : before()) {
            boolean recent = write.intent().time().isAfter(file.now().minus(DAY));
            if (recent && write.abandoned() && write.same(data)) latest = write;
        }
        return latest;
    }

    /** Read once: what this process itself does not know, it has told already. */
    private synchronized List<UnsettledWrite> before() {
        if (before == null) before = lately(file.path());
        return before;
    }

    /** Puts on record what has become of a write that was open; throws as {@link #intent}. */
    public void settle(UnsettledWrite write, Settlement settlement) {
        JournalEvent intent = write.intent();
        String subject = subject(intent.data().get("server"), intent.data().get("what"));
        try {
            file.append(JournalEvent.Kind.SETTLED, redacted.map(settlement.data(intent.seq())), true);
        } catch (IOException | RuntimeException e) {
            throw unwritten(subject, "that " + settlement.words() + " is not on record", e);
        }
    }

    /** The write of this line of a run's journal, if its outcome is not known here, among the last few thousand lines. */
    public void settle(String run, long line, Settlement settlement) {
        for (UnsettledWrite write : lately(file.path())) if (write.of(run, line)) settle(write, settlement);
    }

    /** Follows the chain from the first line to the last, or to the first that does not fit. Holds one line at a time. */
    public static ChainVerification verify(Path file) {
        return follow(file, event -> {});
    }

    /** Called once by each entry. */
    void close(JournalEvent intent, JournalEvent.Kind kind, Map<String, Object> data, String truth) {
        try {
            file.append(kind, redacted.map(data), kind != JournalEvent.Kind.NOT_SENT);
        } catch (IOException | RuntimeException e) {
            String subject = subject(intent.data().get("server"), intent.data().get("what"));
            lastResort.accept("not in the journal: " + subject + ": " + kind + " " + shown(data));
            throw unwritten(subject, truth, e, later(intent.seq(), kind));
        }
    }

    /** How the outcome comes into the journal after all. */
    private static String later(long intent, JournalEvent.Kind kind) {
        if (kind == JournalEvent.Kind.UNKNOWN) return null; // It is open there, as it should be.
        String happened = kind == JournalEvent.Kind.DONE ? "--happened" : "--did-not-happen";
        return "when it can be written: baksh journal settle " + intent + " " + happened;
    }

    static ChainVerification follow(Path file, Consumer<JournalEvent> events) {
        try {
            return HashChain.follow(file, events);
        } catch (IOException e) {
            throw new BakshException(ExitCode.FAILED, "journal " + file + " cannot be read: " + words(e), null, e);
        }
    }

    private Map<String, Object> data(WriteIntent intent) {
        Map<String, Object> data = new LinkedHashMap<>();
        put(data, "run", redacted.text(intent.run()));
        if (intent.line() != 0) data.put("line", intent.line());
        put(data, "server", redacted.text(intent.server()));
        put(data, "what", redacted.text(intent.what()));
        put(data, "method", intent.method());
        put(data, "path", redacted.text(intent.path()));
        put(data, "effect", intent.effect().name());
        put(data, "body", display(intent.body()));
        put(
                data,
                "sha256",
                intent.body() == null ? null : JournalLine.sha256(intent.body().getBytes(StandardCharsets.UTF_8)));
        put(data, "baseline", intent.baseline() == null ? null : redacted.map(intent.baseline()));
        put(data, "pid", ProcessHandle.current().pid());
        return data;
    }

    private String display(String body) {
        String text = redacted.text(body);
        // Cut after the redaction: half a secret would not be known for one.
        return text == null || text.length() <= BODY ? text : text.substring(0, BODY) + "...";
    }

    private static void put(Map<String, Object> data, String name, Object value) {
        if (value != null) data.put(name, value);
    }

    private String subject(Object server, Object what) {
        return shown(String.valueOf(server)) + ": " + shown(String.valueOf(what));
    }

    /** Redacted, and in ASCII without control characters. */
    private String shown(Object value) {
        try {
            if (value instanceof Map<?, ?> map) return JournalLine.json(redacted.map(map));
            String quoted = JournalLine.json(redacted.text(value.toString()));
            return quoted.substring(1, quoted.length() - 1);
        } catch (RuntimeException e) {
            return "(not shown)"; // what cannot be redacted, or not be written, may be the very cause of all this
        }
    }

    private BakshException unwritten(String subject, String truth, Exception cause) {
        return unwritten(subject, truth, cause, null);
    }

    private BakshException unwritten(String subject, String truth, Exception cause, String then) {
        String message = subject + ": " + truth + "; the journal cannot be written: " + words(cause);
        String hint = cause instanceof BakshException known ? known.hint() : "the journal is " + file.path();
        String next = then == null ? hint : hint == null ? then : hint + "\n" + then;
        return new BakshException(ExitCode.JOURNAL, message, next, cause);
    }

    static String words(Exception cause) {
        if (cause instanceof AccessDeniedException) return "permission denied: " + cause.getMessage();
        boolean bare =
                cause.getMessage() == null || cause instanceof FileSystemException failed && failed.getReason() == null;
        return bare ? cause.getClass().getSimpleName() + ": " + cause.getMessage() : cause.getMessage();
    }
}
