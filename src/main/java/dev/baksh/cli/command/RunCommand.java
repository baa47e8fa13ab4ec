package dev.baksh.cli.command;

import dev.baksh.cli.app.AppContext;
import dev.baksh.cli.app.ClientPreloader;
import dev.baksh.cli.app.ConsoleOperator;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.PlatformText;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.files.RegularFile;
import dev.baksh.client.journal.RunHistory;
import dev.baksh.client.journal.RunJournal;
import dev.baksh.client.journal.StepRecord;
import dev.baksh.client.journal.WriteRecord;
import dev.baksh.client.text.ShellWord;
import dev.baksh.dsl.ScriptBinding;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.script.compile.ErrorTranslator;
import dev.baksh.script.compile.ScriptCache;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.runbook.ResumeOptions;
import dev.baksh.script.runbook.RunbookRunner;
import dev.baksh.script.runbook.RunbookScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Commands {@code baksh run FILE}, {@code baksh -} and {@code baksh resume RUN}, which execute or resume a script as a run.
 *
 * @param failureMapper maps the final failure, so that an interrupt by the deadline or by TERM does not have the exit
 *     code of Ctrl-C
 */
public record RunCommand(AppContext app, CommandLineOptions options, UnaryOperator<BakshException> failureMapper) {
    /** Starts the file or the script on standard input as a run. */
    public void start() {
        boolean fromStdin = options.command.equals("-");
        List<String> args = fromStdin ? options.arguments : options.arguments.subList(1, options.arguments.size());
        Path path = fromStdin ? null : Path.of(options.arguments.get(0));
        String text = fromStdin ? readStdin(app.environment) : readSource(path);
        String name = fromStdin ? "-" : path.getFileName().toString(); // Null for the root folder, which is no file.
        RunbookRunner.Source source =
                new RunbookRunner.Source(path, name, text, args, CommandLineOptions.parseParameters(args));
        RunbookRunner runner = createRunner(path);
        options.doubtfulOptions.forEach(
                (parameter, option) -> runner.requireReadable(source, parameter, option.command(), option.error()));
        Map<String, String> answers = RunbookRunner.resolveAnswers(source, options.answers, null, null);
        ClientPreloader.preload(text, app); // Follows createRunner: the script's lib/ may extend the catalogue.
        // A script from standard input has no file, so the run cannot be resumed.
        boolean journaled = !isDryRun() && !fromStdin && runner.isRunbook(source);
        Function<Map<String, Object>, RunJournal> journalFactory = header -> journaled
                ? openJournal(app.journals.runId(), header)
                : RunJournal.withoutFile(app.journals.runId(), app.environment.time(), header);
        runWithSummary(() -> runner.start(source, journaled, isDryRun(), answers, journalFactory, this::setVariables));
    }

    /** Reads a file; the error for a missing file names the script of the installation that the user may mean. */
    private String readSource(Path path) {
        try {
            return SourceText.read(path);
        } catch (BakshException e) {
            if (Files.exists(path)) throw e;
            for (Path script : app.environment.shippedScripts())
                if (script.endsWith(path.getFileName()) || script.endsWith(path.getFileName() + ".groovy"))
                    throw BakshException.usageError(
                            e.getMessage(),
                            "the script of the installation: baksh run " + ShellWord.quoteIfNeeded(script.toString()));
            throw e;
        }
    }

    /**
     * Resumes the run that the arguments name.
     *
     * @throws BakshException an option has no effect for this run (exit 2)
     */
    public void resume() {
        if (options.arguments.size() != 1) {
            throw BakshException.usageError(
                    "resume takes one run",
                    "baksh resume RUN [--from STEP | --only STEP | --skip STEP | --resend STEP | --accept STEP]"
                            + " [--answer NAME=VALUE] [--ticket TICKET]");
        }
        if (isDryRun())
            throw BakshException.usageError("resume has no dry run: it uses the results of finished steps", null);
        RunHistory history = app.journals.runs().get(options.arguments.get(0));
        String id = history.id();
        if (history.state().equals("done") && options.resumeOptions.get("--from") == null) {
            throw BakshException.usageError(
                    "run " + id + " is done", "to repeat its steps: baksh resume " + id + " --from STEP");
        }
        Path path = Path.of(String.valueOf(history.header().get("script")));
        if (!Files.exists(path))
            throw BakshException.usageError(
                    "run " + id + " cannot be resumed: its script does not exist: " + path,
                    "restore the file; baksh report " + id + " shows what was done; baksh undo " + id
                            + " proposes how to revert it");
        String text = SourceText.read(path);
        RunbookRunner.Source source =
                new RunbookRunner.Source(path, path.getFileName().toString(), text, List.of(), Map.of());
        RunbookRunner runner = createRunner(path);
        ResumeOptions resumeOptions = new ResumeOptionsValidator(
                        history, RunJournal.unrecordedSteps(history, app.journals.writeEvents()), options.resumeOptions)
                .parse(source);
        Map<String, String> answers = RunbookRunner.resolveAnswers(source, options.answers, history, resumeOptions);
        runWithSummary(() -> runner.resume(
                source,
                history,
                resumeOptions,
                answers,
                header -> openResumedJournal(history, header),
                this::setVariables));
    }

    /**
     * Opens the journal of the run again. With {@code --resend} the user states that the writes of the step with
     * unknown outcome did not happen.
     */
    private RunJournal openResumedJournal(RunHistory history, Map<String, Object> header) {
        RunServerRecord recordedServers = RunServerRecord.of(history);
        if (options.servers.isEmpty()) app.selectDefaults(recordedServers.defaultServerNames());
        String addressChange = recordedServers.describeAddressChange(history, RunServerRecord.of(app));
        if (addressChange != null)
            header.put("moved", addressChange + "; agreed: " + confirmAddressChange(addressChange));
        RunJournal journal = openJournal(history.id(), header);
        StepRecord resentStep = history.step(options.resumeOptions.get("--resend"));
        if (resentStep != null) {
            for (WriteRecord write : resentStep.writes())
                if (write.isOpen()) app.journals.settleForResend(history.id(), write);
        }
        return journal;
    }

    /** Asks for approval of the new address; returns the name of the approver. */
    private String confirmAddressChange(String addressChange) {
        String approval =
                new ConsoleOperator(app).requestUnrecordedApproval(addressChange + ". Is it the same server?");
        if (approval == null)
            throw BakshException.refusal(
                    "declined: " + addressChange, "nothing was sent; configure the earlier address of the server");
        return approval;
    }

    private RunJournal openJournal(String id, Map<String, Object> header) {
        Map<String, Object> runHeader = new LinkedHashMap<>(header);
        runHeader.putAll(RunServerRecord.of(app).header());
        runHeader.put("user", ConsoleOperator.userName());
        runHeader.put("pid", ProcessHandle.current().pid());
        runHeader.put("host", RunJournal.hostName());
        String version = RunCommand.class.getPackage().getImplementationVersion();
        if (version != null) runHeader.put("version", version);
        if (options.unattended) runHeader.put("unattended", true);
        RunJournal journal = app.journals.openRun(id, runHeader);
        // The journal of a replay is temporary, so its run id is not printed.
        if (options.replayPath == null) app.console.showNotice("run " + id);
        return journal;
    }

    private boolean isDryRun() {
        return options.dryRun || app.guard.mode().dryRun();
    }

    private void setVariables(ScriptBinding binding) {
        binding.setVariable("out", app.console.scriptOut());
    }

    private RunbookRunner createRunner(Path file) {
        List<Path> libraries = file == null ? new ArrayList<>() : ProcessEnvironment.scriptLibraries(file);
        app.catalogs.addLibraries(libraries);
        libraries.addAll(app.environment.libraries());
        // A script from standard input is not stored in the cache on disk.
        ScriptCache cache = file == null ? ScriptCache.NONE : app.scriptCache();
        ScriptCompiler compiler =
                new ScriptCompiler(RunCommand.class.getClassLoader(), RunbookScript.class, libraries, cache);
        ErrorTranslator errorTranslator = new ErrorTranslator(compiler, List.of(ScriptExit.class));
        return new RunbookRunner(compiler, errorTranslator, app, new ConsoleOperator(app), failureMapper);
    }

    /** Reads the script on standard input. */
    static String readStdin(ProcessEnvironment environment) {
        try {
            return PlatformText.decodeInput(
                    RegularFile.readStream(environment.in(), "standard input", RegularFile.MAX_TEXT));
        } catch (RegularFile.RefusedException e) {
            throw BakshException.usageError(e.getMessage(), "nothing was run");
        } catch (IOException e) {
            throw BakshException.usageError("standard input cannot be read: " + e.getMessage(), null);
        }
    }

    /** Runs the work; if unattended, the summary of a run in the journal is the last line of standard error. */
    private void runWithSummary(Runnable run) {
        int exitCode = ExitCode.FAILED.code();
        String reason = null;
        try {
            run.run();
            exitCode = ExitCode.OK.code();
        } catch (ScriptExit e) {
            exitCode = e.code();
            throw e;
        } catch (BakshException e) {
            exitCode = e.exit().code();
            reason = e.getMessage();
            throw e;
        } finally {
            if (isDryRun()) app.console.showNotice("dry run: " + app.guard.dryRunSummary());
            if (options.unattended && app.journals.isRunRecorded()) {
                app.console.confirmOutput();
                BakshException outputFailure = app.console.outputFailure();
                if (exitCode == ExitCode.OK.code() && outputFailure != null) {
                    exitCode = ExitCode.FAILED.code();
                    reason = outputFailure.getMessage();
                }
                RunHistory history = app.journals.runs().get(app.journals.runId());
                app.console.setFinalLine(RunsCommand.summary(null, history, exitCode, reason));
            }
        }
    }
}
