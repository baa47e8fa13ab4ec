package dev.baksh.cli.repl;

import dev.baksh.cli.app.AppContext;
import dev.baksh.cli.command.RunCommand;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.exchange.WriteGuard;
import dev.baksh.client.text.ShellWord;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.shell.complete.FileCompleter;
import dev.baksh.shell.complete.ShellCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Commands {@code :run} and {@code :resume}, which do the same as {@code baksh run} and {@code baksh resume}.
 *
 * @param jobCount number of running background jobs
 */
record RunbookCommands(AppContext app, IntSupplier jobCount) {
    private static final String USAGE = ":run FILE --name value; :run --dry-run FILE sends no write";

    void addCommands(Map<String, ShellCommand> commands) {
        commands.put(
                "run",
                new ShellCommand(
                        "runs a runbook: :run FILE --name value, :run --dry-run FILE",
                        this::run,
                        new RunbookArgumentCompleter()));
        commands.put(
                "resume",
                new ShellCommand(
                        "resumes a run: :resume RUN, :resume RUN --from STEP",
                        this::resume,
                        new CommandLineCompleter(app, "resume")));
    }

    private void run(String typed) {
        List<String> args = splitArguments(typed);
        boolean isDryRun = false;
        int position = 0;
        for (; position < args.size() && args.get(position).matches("--dry-run|--answer(=.*)?"); position++) {
            isDryRun |= args.get(position).equals("--dry-run");
            if (args.get(position).equals("--answer")) position++;
        }
        String file = position < args.size() ? args.get(position) : null;
        if (file == null) throw BakshException.usageError(":run takes a file", USAGE);
        if (file.startsWith("-"))
            throw BakshException.usageError(":run has no option " + file + " before the file", USAGE);
        args.add(0, "run");
        RunCommand command = createRunCommand(args);
        rejectNewCatalog(Path.of(file).toAbsolutePath().normalize());
        WriteGuard guard = app.guard;
        WriteGuard.Mode previousMode = guard.mode();
        if (isDryRun) guard.setMode(previousMode.withDryRun(true));
        try {
            execute(command::start);
        } finally {
            if (isDryRun) guard.setMode(guard.mode().withDryRun(previousMode.dryRun()));
        }
    }

    private void resume(String typed) {
        List<String> args = splitArguments(typed);
        if (args.isEmpty())
            throw BakshException.usageError(":resume takes a run", ":runs lists the runs; :resume last");
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (!arg.startsWith("-")) continue;
            if (!CommandLineOptions.RESUME_OPTIONS.contains(arg.replaceFirst("=.*", "")))
                throw BakshException.usageError(
                        ":resume has no option " + arg,
                        "use one of " + String.join(", ", CommandLineOptions.RESUME_OPTIONS));
            if (arg.indexOf('=') < 0) i++; // The value, such as the name of a step, may begin with a hyphen.
        }
        args.add(0, "resume");
        execute(createRunCommand(args)::resume);
    }

    private RunCommand createRunCommand(List<String> args) {
        return new RunCommand(app, CommandLineOptions.atPrompt(args, app.options), failure -> failure);
    }

    private void execute(Runnable command) {
        if (jobCount.getAsInt() > 0) {
            throw BakshException.refusal(
                    "a background job is running; its writes would be recorded as writes of the run",
                    ":jobs lists the jobs; or run the file in another terminal: baksh run FILE");
        }
        app.guard.startExpression();
        try {
            app.runSeparately(command);
        } catch (ScriptExit e) {
            if (e.code() == ExitCode.OK.code()) return;
            throw new BakshException(ExitCode.FAILED, "the runbook ended with exit code " + e.code(), null, e);
        }
    }

    /**
     * Refuses a runbook whose {@code lib/catalog} extends the catalogue: the shell has already loaded the catalogue and
     * would ignore the extension.
     */
    private void rejectNewCatalog(Path file) {
        List<Path> knownLibraries = app.environment.sharedLibraries();
        knownLibraries.replaceAll(folder -> folder.toAbsolutePath().normalize());
        for (Path library : ProcessEnvironment.scriptLibraries(file)) {
            if (knownLibraries.contains(library) || !Files.isDirectory(library.resolve("catalog"))) continue;
            throw BakshException.refusal(
                    library.resolve("catalog")
                            + " extends the catalogue, but this shell has already loaded the catalogue",
                    "run the file outside of the shell: baksh run " + ShellWord.quoteIfNeeded(file.toString()));
        }
    }

    /**
     * Splits at blanks; quotes keep a text with blanks together. A word that begins with {@code ~/} is a path below the home folder.
     *
     * @throws BakshException a quote is not closed (exit 2)
     */
    static List<String> splitArguments(String typed) {
        List<String> words = ShellWord.split(typed);
        if (words == null) throw BakshException.usageError("a quote is not closed: " + typed.strip(), null);
        words.replaceAll(FileCompleter::expandHome);
        return words;
    }
}
