package dev.baksh.cli.command;

import dev.baksh.cli.app.AppContext;
import dev.baksh.cli.console.NewFileWriter;
import dev.baksh.client.api.BakshException;
import dev.baksh.script.report.RunReport;
import java.nio.file.Path;
import java.util.List;

/**
 * Command {@code baksh report RUN [FILE.html | FILE.md]} that writes the report of a run, as Markdown to standard
 * output or to a file.
 */
public record ReportCommand(AppContext app) {
    /**
     * Prints or writes the report.
     *
     * @param args the run, and optionally the file
     * @throws BakshException the run or the type of the file is not known (exit 2), or the file exists
     */
    public void run(List<String> args) {
        if (args.isEmpty() || args.size() > 2)
            throw BakshException.usageError("report takes a run and an optional file", "baksh report RUN [FILE.html]");
        RunReport report = new RunReport(app.journals.runs().get(args.get(0)));
        if (args.size() == 1) app.console.printText(report.toMarkdown());
        else write(Path.of(args.get(1)), report);
    }

    private static void write(Path file, RunReport report) {
        boolean isHtml = file.toString().endsWith(".html");
        if (!isHtml && !file.toString().endsWith(".md"))
            throw BakshException.usageError("report writes .html or .md, not " + file, null);
        NewFileWriter.write(file, isHtml ? report.toHtml() : report.toMarkdown());
    }
}
