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

/**
 * Command {@code baksh report RUN [FILE.html | FILE.md]} that writes the report of a run, as Markdown to standard
 * output or to a file.
 */
public final class ReportCommand {
    private final ProcessEnvironment environment;
    private final RunStore runs;

    public ReportCommand(ProcessEnvironment environment, RunStore runs) {
        this.environment = environment;
        this.runs = runs;
    }

    public int run(List<String> args) {
        if (args.isEmpty() || args.size() > 2)
            throw BakshException.usageError("report takes a run and an optional file", "baksh report RUN [FILE.html]");
        RunHistory run = runs.get(args.get(0));
        RunReport report = new RunReport(run);
        if (args.size() == 1) environment.out().print(report.toMarkdown());
        else write(Path.of(args.get(1)), report);
        return ExitCode.OK.code();
    }

    private static void write(Path file, RunReport report) {
        boolean isHtml = file.toString().endsWith(".html");
        if (!isHtml && !file.toString().endsWith(".md"))
            throw BakshException.usageError("report writes .html or .md, not " + file, null);
        NewFile.write(file, isHtml ? report.toHtml() : report.toMarkdown());
    }
}
