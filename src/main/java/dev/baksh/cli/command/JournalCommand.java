package dev.baksh.cli.command;

import dev.baksh.cli.app.AppContext;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Row;
import dev.baksh.client.journal.ChainVerification;
import dev.baksh.client.journal.WriteJournal;
import dev.baksh.client.journal.WriteRecord;
import dev.baksh.output.TerminalEscaper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Command {@code baksh journal} that lists the writes, newest first, shows one write, verifies the journal, or settles a
 * write.
 */
public record JournalCommand(AppContext app) {
    /** Columns of a table and of CSV; the other formats contain all facts of a write. */
    private static final List<String> COLUMNS = List.of("seq", "time", "server", "what", "outcome", "run", "reason");

    /**
     * Prints the journaled writes, or verifies or settles them.
     *
     * @throws BakshException (exit 2) for other arguments
     */
    public void run(List<String> args) {
        String first = args.isEmpty() ? "" : args.get(0);
        Path file = app.journals.journalFile();
        if (first.equals("settle")) {
            new SettleCommand(app).run(args.subList(1, args.size()));
        } else if (args.equals(List.of("verify"))) {
            ChainVerification verification = WriteJournal.verify(file);
            if (!verification.isIntact())
                throw BakshException.failure(
                        verification.error(), "intact lines before it: " + verification.lineCount());
            printVerified(verification);
            noteUnsettled(WriteJournal.findUnsettled(file));
        } else if (args.size() == 2 && first.equals("verify")) {
            printVerified(app.journals.runs().get(args.get(1)).verification());
        } else if (args.isEmpty() || args.equals(List.of("open"))) {
            List<WriteRecord> unsettled = WriteJournal.findUnsettled(file);
            list(args.isEmpty() ? WriteJournal.writes(file) : unsettled);
            noteUnsettled(unsettled);
        } else if (args.size() == 1 && first.matches("\\d{1,18}")) {
            showWrite(Long.parseLong(first), file);
        } else if (args.equals(List.of("last"))) {
            List<WriteRecord> writes = WriteJournal.writes(file);
            if (writes.isEmpty()) throw BakshException.failure("there is no write in the journal", null);
            showWrite(writes.get(writes.size() - 1).seq(), file);
        } else {
            throw BakshException.usageError(
                    "journal takes no argument, a number, 'last', 'open', 'verify', 'verify RUN' or 'settle'", null);
        }
    }

    /** Lists writes, newest first: as a table if the table fits, or else each write with its run in a second line. */
    private void list(List<WriteRecord> writes) {
        List<WriteRecord> newestFirst = new ArrayList<>(writes);
        Collections.reverse(newestFirst);
        boolean isScreen = app.options.format == null && app.environment.isOutTerminal() && !writes.isEmpty();
        if (isScreen && !fits(newestFirst)) {
            app.console.printPages(toLines(newestFirst).stream()
                    .flatMap(line -> TerminalEscaper.sanitizeAndWrap(line, app.console.width()).stream())
                    .toList());
            return;
        }
        app.console.print(
                newestFirst.stream().map(write -> new Row(null, toMap(write))).toList(), null, COLUMNS);
    }

    /** Returns true if no column of the table would be cut on the screen. */
    private boolean fits(List<WriteRecord> writes) {
        int[] widths = COLUMNS.stream().mapToInt(String::length).toArray();
        for (WriteRecord write : writes) {
            Map<String, Object> facts = toMap(write);
            for (int i = 0; i < widths.length; i++)
                widths[i] = Math.max(
                        widths[i], formatFact(facts.get(COLUMNS.get(i))).length());
        }
        int total = 2 * (widths.length - 1);
        for (int width : widths) total += width;
        return total <= app.console.width();
    }

    private static String formatFact(Object fact) {
        if (fact instanceof Instant time)
            return time.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ');
        return Objects.toString(fact, "");
    }

    private static List<String> toLines(List<WriteRecord> writes) {
        int numberWidth = String.valueOf(writes.get(0).seq()).length();
        int serverWidth =
                writes.stream().mapToInt(write -> write.server().length()).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (WriteRecord write : writes) {
            Map<String, Object> facts = toMap(write);
            lines.add(("%" + numberWidth + "d  %s  %-" + serverWidth + "s  %-8s  %s")
                    .formatted(
                            write.seq(),
                            formatFact(write.sentAt()),
                            write.server(),
                            facts.get("outcome"),
                            write.description()));
            String reason = facts.get("reason") == null ? "" : ", reason: " + facts.get("reason");
            lines.add(" ".repeat(numberWidth) + "  run " + Objects.toString(facts.get("run"), "not known") + reason);
        }
        lines.add(writes.size() == 1 ? "1 write" : writes.size() + " writes");
        return lines;
    }

    /** Returns the facts of a write, in the order of display. */
    private static Map<String, Object> toMap(WriteRecord write) {
        Map<String, Object> data = write.intent().data();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("seq", write.seq());
        facts.put("time", write.sentAt());
        facts.put("server", write.server());
        facts.put("what", write.description());
        boolean isBeingSent = write.closing() == null && !write.isAbandoned();
        facts.put(
                "outcome",
                isBeingSent
                        ? "SENDING"
                        : write.outcome() == null ? "UNKNOWN" : write.outcome().name());
        facts.put("run", data.get("run"));
        facts.put("reason", write.statedReason());
        facts.put(
                "event",
                write.closing() == null
                        ? write.intent().kind().name()
                        : write.closing().kind().name());
        for (String name : List.of("step", "method", "path", "effect"))
            if (data.containsKey(name)) facts.put(name, data.get(name));
        if (write.status() != 0) facts.put("status", write.status());
        return facts;
    }

    private void showWrite(long number, Path file) {
        for (WriteRecord write : WriteJournal.writes(file)) {
            boolean isClosing = write.closing() != null && write.closing().seq() == number;
            if (write.seq() != number && !isClosing) continue;
            Map<String, Object> facts = toMap(write);
            if (write.closing() != null) facts.put("ended", write.closing().time());
            facts.put("body", write.intent().data().get("body"));
            facts.values().removeIf(Objects::isNull);
            app.console.print(new Row(null, facts));
            if (write.isOpen()) noteUnsettled(List.of(write));
            return;
        }
        throw BakshException.usageError(
                "there is no write " + number + " in the journal", "baksh journal lists the writes");
    }

    private void printVerified(ChainVerification verification) {
        app.console.print(verification.lineCount() + " lines, intact, head " + verification.headHash());
    }

    /** Names the writes of the last day with unknown outcome, left by a killed process. */
    public void warnAboutUnsettled() {
        Instant yesterday = app.environment.time().now().minus(Duration.ofDays(1));
        noteUnsettled(WriteJournal.findRecentUnsettled(app.journals.journalFile()).stream()
                .filter(write -> write.intent().time().isAfter(yesterday))
                .toList());
    }

    /** Names the writes with unknown outcome, except those that another process is sending now. */
    private void noteUnsettled(List<WriteRecord> writes) {
        List<WriteRecord> abandoned =
                writes.stream().filter(WriteRecord::isAbandoned).toList();
        if (abandoned.isEmpty()) return;
        app.console.showNotice((abandoned.size() == 1
                        ? "the outcome of 1 write is"
                        : "the outcomes of " + abandoned.size() + " writes are")
                + " not known; look at the server:");
        for (WriteRecord write : abandoned)
            app.console.showNotice("  " + write.intent().seq() + "  " + write.describe());
        app.console.showNotice("when you know: baksh journal settle N --happened, or --did-not-happen");
    }
}
