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

/** {@code baksh undo RUN [FILE.groovy]}: proposes the way back as a runbook, on standard output or in a file; runs nothing. */
public final class UndoCommand {
    private final ProcessEnvironment surroundings;
    private final Console console;
    private final Wiring wiring;

    public UndoCommand(ProcessEnvironment surroundings, Console console, Wiring wiring) {
        this.surroundings = surroundings;
        this.console = console;
        this.wiring = wiring;
    }

    public int run(List<String> rest) {
        if (rest.isEmpty() || rest.size() > 2)
            throw BakshException.usage("undo takes a run, and a file to write", "baksh undo RUN [FILE.groovy]");
        RunHistory run = wiring.journals().runs().get(rest.get(0));
        if (run.state().equals("running"))
            throw BakshException.refused(
                    "run " + run.id() + " is still under way", "wait for its end, or end it first");
        Map<String, Catalog> catalogs = wiring.catalogs().all();
        UndoRunbookWriter way = new UndoRunbookWriter(run, catalogs);
        if (way.possible() == 0 && way.lost().isEmpty()) {
            console.note("run " + run.id() + " has changed nothing");
            return ExitCode.OK.code();
        }
        if (rest.size() == 1) surroundings.scriptOut().print(way.text());
        else write(Path.of(rest.get(1)), way);
        surroundings.out().flush();
        return ExitCode.OK.code();
    }

    private void write(Path file, UndoRunbookWriter way) {
        if (!file.toString().endsWith(".groovy"))
            throw BakshException.usage("undo writes a .groovy file, not " + file, null);
        NewFile.write(file, way.text());
        int lost = way.lost().size();
        console.note(way.possible() + (way.possible() == 1 ? " change" : " changes") + " to put back"
                + (lost == 0 ? "" : ", " + lost + " that cannot be; the file names " + (lost == 1 ? "it" : "them")));
        console.note("read it, then: baksh --dry-run run " + file);
    }
}
