package dev.baksh.cli.command;

import dev.baksh.cli.app.AppContext;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.text.ShellWord;
import dev.baksh.script.check.Finding;
import dev.baksh.script.check.ScriptInspection;
import dev.baksh.script.check.WriteCall;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.runbook.RunbookParameter;
import dev.baksh.script.runbook.RunbookScript;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Command {@code baksh check FILE...} that lists errors in files, or in the script on standard input ({@code -}), and
 * every call that writes. Runs nothing and sends nothing.
 */
public record CheckCommand(AppContext app) {
    /**
     * Checks the files and prints the errors and writes; returns the exit code.
     *
     * @throws BakshException no file is given, or standard input twice (exit 2)
     */
    public int run(List<String> files) {
        if (files.isEmpty()) throw BakshException.usageError("check needs a file", "baksh check FILE...");
        if (Collections.frequency(files, "-") > 1)
            throw BakshException.usageError("check reads standard input once, but - was given twice", "baksh check -");
        List<Object> results = new ArrayList<>();
        boolean isCertain = true;
        for (String file : files) {
            ScriptInspection inspection = inspect(file);
            isCertain &= inspection.isCertain();
            Map<String, Object> result = inspection.toMap();
            result.put("file", file);
            List<String> warnings = describeReservedParameters(file, inspection);
            if (!warnings.isEmpty()) result.put("warnings", warnings);
            results.add(result);
            if (app.options.format == null) printInspection(file, inspection, warnings);
        }
        if (app.options.format != null) app.console.print(results);
        return isCertain ? ExitCode.OK.code() : ExitCode.FAILED.code();
    }

    /** @param file file, or {@code -} for standard input */
    private ScriptInspection inspect(String file) {
        if (file.equals("-")) {
            String text = RunCommand.readStdin(app.environment);
            Path folder = Path.of("").toAbsolutePath();
            return ScriptInspection.inspect("-", text, folder, createCompiler(new ArrayList<>()), app.catalogs.all());
        }
        Path path = Path.of(file);
        String text = SourceText.read(path);
        List<Path> libraries = ProcessEnvironment.scriptLibraries(path);
        Map<String, Catalog> catalogs = app.catalogs.allWith(libraries);
        ScriptCompiler compiler = createCompiler(libraries);
        Path folder = path.toAbsolutePath().getParent();
        return ScriptInspection.inspect(path.getFileName().toString(), text, folder, compiler, catalogs);
    }

    /** Describes the parameters with the name of a global option, which a caller can give only after {@code --}. */
    private static List<String> describeReservedParameters(String file, ScriptInspection inspection) {
        List<String> warnings = new ArrayList<>();
        for (RunbookParameter parameter : inspection.parameters()) {
            for (String option : parameter.optionNames()) {
                if (CommandLineOptions.isGlobalOption(option))
                    warnings.add(file + ":" + parameter.line() + ": warning: " + option
                            + " is also an option of baksh; callers write: baksh "
                            + (file.equals("-") ? "-" : "run " + ShellWord.quoteIfNeeded(file)) + " -- " + option);
            }
        }
        return warnings;
    }

    private void printInspection(String file, ScriptInspection inspection, List<String> warnings) {
        List<String> lines = new ArrayList<>(warnings);
        for (Finding finding : inspection.findings()) {
            lines.add((finding.file() == null ? file : finding.file())
                    + (finding.line() > 0 ? ":" + finding.line() : "") + ": " + finding.message());
            if (finding.hint() != null) lines.add("  " + finding.hint());
        }
        lines.add(file + ": " + summarize(inspection));
        inspection
                .unfollowedCalls()
                .forEach(call -> lines.add("  " + location(call.file(), call.line()) + call.message()));
        inspection.writes().forEach(write -> lines.add("  " + describe(write)));
        if (!inspection.uncalledWrites().isEmpty()) lines.add("  in methods that nothing here calls:");
        inspection.uncalledWrites().forEach(write -> lines.add("    " + describe(write)));
        app.console.printText(String.join("\n", lines) + "\n");
    }

    /** Reports that no call writes only if the check could follow all calls of the file. */
    private static String summarize(ScriptInspection inspection) {
        List<String> parts = new ArrayList<>();
        parts.add(formatCount(inspection.findings().size(), "finding"));
        int unfollowed = inspection.unfollowedCalls().size();
        int writes = inspection.writes().size();
        if (!inspection.isComplete()) parts.add("not completely checked");
        if (unfollowed > 0) parts.add(formatCount(unfollowed, "call") + " cannot be followed");
        if (writes > 0 || inspection.isCertain())
            parts.add(formatCount(writes, "call") + (writes == 1 ? " that writes" : " that write"));
        int uncalled = inspection.uncalledWrites().size();
        String uncalledPart = uncalled == 0
                ? ""
                : "; methods that nothing here calls contain " + formatCount(uncalled, "call")
                        + (uncalled == 1 ? " that writes" : " that write");
        return String.join(", ", parts) + uncalledPart;
    }

    private static String describe(WriteCall write) {
        return location(write.file(), write.line()) + write.effect() + " " + write.call()
                + (write.permission() == null ? "" : " (" + write.permission() + ")");
    }

    private static String location(String file, int line) {
        return (file == null ? "" : file + " ") + "line " + line + ": ";
    }

    private static String formatCount(int number, String noun) {
        return (number == 0 ? "no" : String.valueOf(number)) + " " + noun + (number == 1 ? "" : "s");
    }

    private ScriptCompiler createCompiler(List<Path> libraries) {
        libraries.addAll(app.environment.libraries());
        return new ScriptCompiler(CheckCommand.class.getClassLoader(), RunbookScript.class, libraries);
    }
}
