package dev.baksh.cli.command;

import dev.baksh.cli.app.ConsoleOperator;
import dev.baksh.cli.app.Wiring;
import dev.baksh.cli.console.Console;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.journal.JournalEvent;
import dev.baksh.client.journal.Settlement;
import dev.baksh.client.journal.UnsettledWrite;
import dev.baksh.client.journal.WriteJournal;
import java.util.ArrayList;
import java.util.List;

/** {@code baksh journal settle N}: a person who has looked at the server says what has become of a write that is open. */
final class SettleCommand {
    private static final String FORM = "baksh journal settle N --happened | --did-not-happen [--note TEXT]";

    private final Console console;
    private final Wiring wiring;

    SettleCommand(Console console, Wiring wiring) {
        this.console = console;
        this.wiring = wiring;
    }

    /** What was said on the command line: which write, whether it happened, and what else. */
    private record Said(String number, Boolean happened, String note) {}

    /** @param words after {@code settle} */
    int run(List<String> words) {
        Said said = read(words);
        List<JournalEvent> events = WriteJournal.read(wiring.journals().file());
        List<UnsettledWrite> open = WriteJournal.unsettled(wiring.journals().file());
        UnsettledWrite write = open.stream()
                .filter(one -> said.number().equals(String.valueOf(one.intent().seq())))
                .findFirst()
                .orElseThrow(() -> notOpen(said.number(), events, open));
        if (!write.abandoned()) {
            throw BakshException.refused(
                    "line " + said.number() + " of the journal: process "
                            + write.intent().data().get("pid") + " may still be sending it",
                    "wait for it, or end that process; nothing was changed");
        }
        Settlement settlement = new Settlement(said.happened(), ConsoleOperator.person(), said.note());
        wiring.journals().settle(write, settlement);
        console.note("settled: " + said.number() + "  " + write.line() + ": " + settlement.words());
        Object run = write.intent().data().get("run");
        if (write.runLine() != 0) console.note("to go on: baksh resume " + run);
        return ExitCode.OK.code();
    }

    private static Said read(List<String> words) {
        String number = null;
        Boolean happened = null;
        List<String> note = null;
        for (String word : words) {
            boolean says = word.equals("--happened") || word.equals("--did-not-happen");
            if (says && happened != null)
                throw BakshException.usage("journal settle takes one of --happened and --did-not-happen", FORM);
            else if (says) happened = word.equals("--happened");
            else if (word.equals("--note") && note == null) note = new ArrayList<>();
            else if (note != null) note.add(word);
            else if (number == null && word.matches("\\d{1,18}")) number = word;
            else throw BakshException.usage("journal settle does not take '" + word + "'", FORM);
        }
        if (number == null) throw BakshException.usage("journal settle takes the number of a write", FORM);
        if (happened == null)
            throw BakshException.usage("journal settle takes what became of it, and guesses nothing", FORM);
        if (note != null && note.isEmpty()) throw BakshException.usage("--note needs a value", FORM);
        return new Said(number, happened, note == null ? null : String.join(" ", note));
    }

    private static BakshException notOpen(String number, List<JournalEvent> events, List<UnsettledWrite> open) {
        String all = open.isEmpty()
                ? "no write is open"
                : "open are: "
                        + String.join(
                                ", ",
                                open.stream()
                                        .map(one -> String.valueOf(one.intent().seq()))
                                        .toList());
        JournalEvent line = null;
        JournalEvent end = null;
        for (JournalEvent event : events) {
            if (number.equals(String.valueOf(event.seq()))) line = event;
            if (number.equals(String.valueOf(event.closes()))) end = event;
        }
        String place = "line " + number + " of the journal";
        if (line == null) return BakshException.usage("there is no " + place, all);
        if (line.kind() != JournalEvent.Kind.INTENT)
            return BakshException.usage(place + " is what became of a write, that of line " + line.closes(), all);
        if (end.kind() == JournalEvent.Kind.SETTLED)
            return BakshException.refused(
                    place + " was settled at " + end.time() + ": "
                            + Settlement.of(end).words(),
                    all);
        return BakshException.refused(
                place + " is not open: what became of it is line " + end.seq() + ", " + end.kind(), all);
    }
}
