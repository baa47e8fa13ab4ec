package dev.baksh.cli.command;

import dev.baksh.cli.app.AppContext;
import dev.baksh.cli.console.NewFileWriter;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.client.text.ShellWord;
import dev.baksh.script.report.UndoRunbookWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * Command {@code baksh undo RUN [FILE.groovy]} that generates a runbook which reverts the changes of a run, and writes
 * the runbook to standard output or to a file. Sends no request.
 */
public record UndoCommand(AppContext app) {
    /**
     * Prints or writes the runbook.
     *
     * @param args the run, and optionally the file
     * @throws BakshException the run is still running (exit 3)
     */
    public void run(List<String> args) {
        if (args.isEmpty() || args.size() > 2)
            throw BakshException.usageError("undo takes a run and an optional file", "baksh undo RUN [FILE.groovy]");
        RunHistory run = app.journals.runs().get(args.get(0));
        if (run.state().equals("running"))
            throw BakshException.refusal(
                    "run " + run.id() + " is still running", "wait until the run ends, or stop it");
        UndoRunbookWriter writer = new UndoRunbookWriter(run, app.catalogs.all());
        if (writer.reversibleCount() == 0 && writer.irreversibleChanges().isEmpty()) {
            app.console.showNotice("run " + run.id() + " has changed nothing");
            return;
        }
        if (args.size() == 1) app.console.printText(writer.render());
        else write(Path.of(args.get(1)), writer);
    }

    private void write(Path file, UndoRunbookWriter writer) {
        if (!file.toString().endsWith(".groovy"))
            throw BakshException.usageError("undo writes a .groovy file, not " + file, null);
        NewFileWriter.write(file, writer.render());
        int lostCount = writer.irreversibleChanges().size();
        String lost =
                ", %d that cannot be reverted; the file names %s".formatted(lostCount, lostCount == 1 ? "it" : "them");
        app.console.showNotice(writer.reversibleCount() + (writer.reversibleCount() == 1 ? " change" : " changes")
                + " to revert" + (lostCount == 0 ? "" : lost));
        app.console.showNotice("check the file, then: baksh --dry-run run " + ShellWord.quoteIfNeeded(file.toString()));
    }
}
