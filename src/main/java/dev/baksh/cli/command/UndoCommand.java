package dev.baksh.cli.command;

import dev.baksh.cli.app.Wiring;
import dev.baksh.cli.console.Console;
import dev.baksh.cli.console.NewFile;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.script.report.UndoRunbookWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Command {@code baksh undo RUN [FILE.groovy]} that writes a runbook which reverts the run, to standard output or to a
 * file. Runs nothing.
 */
public final class UndoCommand {
    private final ProcessEnvironment environment;
    private final Console console;
    private final Wiring wiring;

    public UndoCommand(ProcessEnvironment environment, Console console, Wiring wiring) {
        this.environment = environment;
        this.console = console;
        this.wiring = wiring;
    }

    public int run(List<String> args) {
        if (args.isEmpty() || args.size() > 2)
            throw BakshException.usageError("undo takes a run and an optional file", "baksh undo RUN [FILE.groovy]");
        RunHistory run = wiring.journals().runs().get(args.get(0));
        if (run.state().equals("running"))
            throw BakshException.refusal(
                    "run " + run.id() + " is still running", "wait until the run ends, or stop it");
        Map<String, Catalog> catalogs = wiring.catalogs().all();
        UndoRunbookWriter writer = new UndoRunbookWriter(run, catalogs);
        if (writer.reversibleCount() == 0 && writer.irreversibleChanges().isEmpty()) {
            console.showNotice("run " + run.id() + " has changed nothing");
            return ExitCode.OK.code();
        }
        if (args.size() == 1) environment.scriptOut().print(writer.render());
        else write(Path.of(args.get(1)), writer);
        environment.out().flush();
        return ExitCode.OK.code();
    }

    private void write(Path file, UndoRunbookWriter writer) {
        if (!file.toString().endsWith(".groovy"))
            throw BakshException.usageError("undo writes a .groovy file, not " + file, null);
        NewFile.write(file, writer.render());
        int lostCount = writer.irreversibleChanges().size();
        console.showNotice(writer.reversibleCount() + (writer.reversibleCount() == 1 ? " change" : " changes")
                + " to revert"
                + (lostCount == 0
                        ? ""
                        : ", " + lostCount + " that cannot be reverted; the file names "
                                + (lostCount == 1 ? "it" : "them")));
        console.showNotice("check the file, then: baksh --dry-run run " + file);
    }
}
