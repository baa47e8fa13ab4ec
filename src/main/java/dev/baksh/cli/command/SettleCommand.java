package dev.baksh.cli.command;

import dev.baksh.cli.app.AppContext;
import dev.baksh.cli.app.ConsoleOperator;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.journal.JournalEvent;
import dev.baksh.client.journal.Settlement;
import dev.baksh.client.journal.WriteJournal;
import dev.baksh.client.journal.WriteRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Command {@code baksh journal settle N} by which a user who has checked the server records the outcome of an open
 * write.
 */
record SettleCommand(AppContext app) {
    private static final String USAGE = "baksh journal settle N --happened | --did-not-happen [--note TEXT]";

    /** Arguments: the number of the write, the outcome and an optional note. */
    private record Arguments(String number, Boolean happened, String note) {}

    /** @param args arguments after {@code settle} */
    void run(List<String> args) {
        if (app.guard.mode().dryRun())
            throw BakshException.usageError(
                    "journal settle has no dry run: it records the outcome in the journal; nothing was recorded",
                    "omit --dry-run; in the shell, write :dry off");
        Arguments arguments = parse(args);
        WriteRecord write = findOpenWrite(arguments.number());
        if (!write.isAbandoned()) {
            throw BakshException.refusal(
                    "line " + arguments.number() + " of the journal: process "
                            + write.intent().data().get("pid") + " may still be sending this write",
                    "wait, or stop that process; nothing was changed");
        }
        Settlement settlement = new Settlement(arguments.happened(), ConsoleOperator.userOnHost(), arguments.note());
        app.journals.settle(write, settlement);
        app.console.showNotice(
                "settled: " + arguments.number() + "  " + write.describe() + ": " + settlement.describe());
        Object run = write.intent().data().get("run");
        if (write.runLine() != 0) app.console.showNotice("to resume: baksh resume " + run);
    }

    private static Arguments parse(List<String> args) {
        String number = null;
        Boolean happened = null;
        List<String> note = null;
        for (String arg : args) {
            boolean isOutcome = arg.equals("--happened") || arg.equals("--did-not-happen");
            if (isOutcome && happened != null)
                throw BakshException.usageError("journal settle takes one of --happened and --did-not-happen", USAGE);
            else if (isOutcome) happened = arg.equals("--happened");
            else if (arg.equals("--note") && note == null) note = new ArrayList<>();
            else if (note != null && note.isEmpty()) note.add(arg);
            else if (number == null && arg.matches("\\d{1,18}")) number = arg;
            else if (note != null) note.add(arg); // At the prompt the words of a note need no quotes.
            else throw BakshException.usageError("journal settle does not take '" + arg + "'", USAGE);
        }
        if (number == null) throw BakshException.usageError("journal settle takes the number of a write", USAGE);
        if (happened == null)
            throw BakshException.usageError("journal settle needs the outcome: --happened or --did-not-happen", USAGE);
        if (note != null && note.isEmpty()) throw BakshException.usageError("--note needs a value", USAGE);
        return new Arguments(number, happened, note == null ? null : String.join(" ", note));
    }

    private WriteRecord findOpenWrite(String number) {
        List<JournalEvent> events = WriteJournal.read(app.journals.journalFile());
        List<String> openNumbers = new ArrayList<>();
        for (WriteRecord write : WriteJournal.findUnsettled(app.journals.journalFile())) {
            openNumbers.add(String.valueOf(write.intent().seq()));
            if (number.equals(String.valueOf(write.intent().seq()))) return write;
        }
        throw notOpen(
                number,
                events,
                openNumbers.isEmpty() ? "no write is open" : "open writes: " + String.join(", ", openNumbers));
    }

    private static BakshException notOpen(String number, List<JournalEvent> events, String openList) {
        JournalEvent entry = null;
        JournalEvent outcome = null;
        for (JournalEvent event : events) {
            if (number.equals(String.valueOf(event.seq()))) entry = event;
            if (number.equals(String.valueOf(event.closedIntent()))) outcome = event;
        }
        String location = "line " + number + " of the journal";
        if (entry == null) return BakshException.usageError("there is no " + location, openList);
        if (entry.kind() != JournalEvent.Kind.INTENT)
            return BakshException.usageError(
                    location + " is the outcome of the write in line " + entry.closedIntent(), openList);
        if (outcome.kind() == JournalEvent.Kind.SETTLED)
            return BakshException.refusal(
                    location + " was settled at " + outcome.time() + ": "
                            + Settlement.of(outcome).describe(),
                    openList);
        return BakshException.refusal(
                location + " is not open: its outcome is line " + outcome.seq() + ", " + outcome.kind(), openList);
    }
}
