package dev.baksh.cli.command;

import dev.baksh.cli.console.NewFile;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.client.journal.RunStore;
import dev.baksh.script.report.RunReport;
import java.nio.file.Path;
import java.util.List;

/** {@code baksh report RUN [FILE.html | FILE.md]}: the evidence of a run, as Markdown on standard output or in a file. */
public final class ReportCommand {
    private final ProcessEnvironment surroundings;
    private final RunStore runs;

    public ReportCommand(ProcessEnvironment surroundings, RunStore runs) {
        this.surroundings = surroundings;
        this.runs = runs;
    }

    public int run(List<String> rest) {
        if (rest.isEmpty() || rest.size() > 2)
            throw BakshException.usage("report takes a run, and a file to write", "baksh report RUN [FILE.html]");
        RunHistory run = runs.get(rest.get(0));
        RunReport report = new RunReport(run);
        if (rest.size() == 1) surroundings.out().print(report.markdown());
        else write(Path.of(rest.get(1)), report);
        return ExitCode.OK.code();
    }

    private static void write(Path file, RunReport report) {
        boolean page = file.toString().endsWith(".html");
        if (!page && !file.toString().endsWith(".md"))
            throw BakshException.usage("report writes .html or .md, not " + file, null);
        NewFile.write(file, page ? report.html() : report.markdown());
    }
}
