package dev.baksh.cli.repl;

import dev.baksh.cli.app.Wiring;
import dev.baksh.cli.command.RunCommand;
import dev.baksh.cli.command.RunsCommand;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.exchange.WriteGuard;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.shell.complete.ArgumentCompleter;
import dev.baksh.shell.complete.ShellCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jline.reader.EOFError;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;

/** The shell's words about runbooks, which do what {@code baksh run}, {@code resume} and {@code runs} do. */
final class RunbookCommands {
    private static final String USE = ":run FILE --name value; :run --dry-run FILE sends no write";

    private final ProcessEnvironment surroundings;
    private final CommandLineOptions options;
    private final Console console;
    private final Wiring wiring;
    private final IntSupplier jobs;

    /** @param jobs how many run beside the prompt */
    RunbookCommands(
            ProcessEnvironment surroundings,
            CommandLineOptions options,
            Console console,
            Wiring wiring,
            IntSupplier jobs) {
        this.surroundings = surroundings;
        this.options = options;
        this.console = console;
        this.wiring = wiring;
        this.jobs = jobs;
    }

    void commands(Map<String, ShellCommand> commands) {
        commands.put(
                "run", new ShellCommand("a runbook, on record: " + USE, this::run, new RunbookArgumentCompleter()));
        commands.put(
                "resume",
                new ShellCommand(
                        "goes on with a run: :resume RUN, :resume RUN --from STEP",
                        this::resume,
                        ArgumentCompleter.words(this::runs)));
        commands.put(
                "runs",
                new ShellCommand(
                        "runs on record: :runs, :runs last",
                        rest -> new RunsCommand(console, wiring.journals()).show(words(rest)),
                        ArgumentCompleter.words(this::runs)));
    }

    private void run(String typed) {
        List<String> words = words(typed);
        boolean planned = !words.isEmpty() && words.get(0).equals("--dry-run");
        String file = words.size() > (planned ? 1 : 0) ? words.get(planned ? 1 : 0) : null;
        if (file == null) throw BakshException.usage(":run takes a file", USE);
        if (file.startsWith("-")) throw BakshException.usage(":run has no option " + file + " before the file", USE);
        words.add(0, "run");
        CommandLineOptions own = CommandLineOptions.atPrompt(words, options);
        refuseCatalog(Path.of(file).toAbsolutePath().normalize());
        WriteGuard gate = wiring.gate();
        WriteGuard.Mode before = gate.mode();
        if (planned) gate.mode(before.withDryRun(true));
        try {
            carryOut(new RunCommand(surroundings, own, console, wiring, failure -> failure)::start);
        } finally {
            if (planned) gate.mode(gate.mode().withDryRun(before.dryRun()));
        }
    }

    private void resume(String typed) {
        List<String> words = words(typed);
        if (words.isEmpty()) throw BakshException.usage(":resume takes a run", ":runs lists them; :resume last");
        for (String word : words) {
            if (word.startsWith("-") && !CommandLineOptions.GOING.contains(word.replaceFirst("=.*", "")))
                throw BakshException.usage(
                        ":resume has no option " + word,
                        "it takes one of " + String.join(", ", CommandLineOptions.GOING));
        }
        words.add(0, "resume");
        carryOut(
                new RunCommand(
                                surroundings,
                                CommandLineOptions.atPrompt(words, options),
                                console,
                                wiring,
                                failure -> failure)::resume);
    }

    private void carryOut(IntSupplier run) {
        if (jobs.getAsInt() > 0) {
            throw BakshException.refused(
                    "a job runs beside the prompt, and what it sends would be taken for the run's",
                    ":jobs shows it; or run the file in another terminal: baksh run FILE");
        }
        wiring.gate().newExpression();
        try {
            wiring.apart(run::getAsInt);
        } catch (ScriptExit e) {
            if (e.code() == ExitCode.OK.code()) return;
            throw new BakshException(ExitCode.FAILED, "the runbook has ended with exit code " + e.code(), null, e);
        } catch (BakshException e) {
            if (e.hint() == null) throw e;
            String here = e.hint().replace("baksh resume ", ":resume ").replace("see: baksh help ", "see: help ");
            throw new BakshException(e.exit(), e.getMessage(), here, e);
        }
    }

    /** The catalogue of the shell has been read; what a folder beside the runbook adds to it would be missed in silence. */
    private void refuseCatalog(Path file) {
        List<Path> known = new ArrayList<>(surroundings.libraries());
        known.add(wiring.home().config().resolve("lib"));
        known.replaceAll(folder -> folder.toAbsolutePath().normalize());
        for (Path above = file.getParent(), last = null; above != null && last == null; above = above.getParent()) {
            if (!above.equals(file.getParent())) last = above;
            Path library = above.resolve("lib");
            if (known.contains(library) || !Files.isDirectory(library.resolve("catalog"))) continue;
            throw BakshException.refused(
                    library.resolve("catalog") + " adds to the catalogue, which this shell has read already",
                    "run it by itself: baksh run " + file);
        }
    }

    private List<String> runs(String typed) {
        List<String> ids = new ArrayList<>(List.of("last"));
        String[] words = typed.split("\\s+", -1);
        if (words.length == 1) for (RunHistory run : wiring.journals().runs().all()) ids.add(run.id());
        return words.length == 1 ? ids : List.of();
    }

    /** Quotes hold a text with blanks together. */
    private static List<String> words(String typed) {
        if (typed.isBlank()) return new ArrayList<>();
        DefaultParser parser = new DefaultParser();
        parser.setEofOnUnclosedQuote(true);
        parser.setEscapeChars(null);
        try {
            return new ArrayList<>(parser.parse(typed.strip(), typed.strip().length(), Parser.ParseContext.ACCEPT_LINE)
                    .words());
        } catch (EOFError e) {
            throw BakshException.usage("a quote is not closed: " + typed.strip(), null);
        }
    }
}
