package dev.baksh.cli;

import dev.baksh.cli.app.AppContext;
import dev.baksh.cli.app.ClientPreloader;
import dev.baksh.cli.app.ProcessCache;
import dev.baksh.cli.app.SandboxTimeSource;
import dev.baksh.cli.app.TapeFactory;
import dev.baksh.cli.command.CheckCommand;
import dev.baksh.cli.command.DoctorCommand;
import dev.baksh.cli.command.HelpCommand;
import dev.baksh.cli.command.InfoCommands;
import dev.baksh.cli.command.JournalCommand;
import dev.baksh.cli.command.LoginCommand;
import dev.baksh.cli.command.ReportCommand;
import dev.baksh.cli.command.RunCommand;
import dev.baksh.cli.command.RunsCommand;
import dev.baksh.cli.command.SandboxCommand;
import dev.baksh.cli.command.UndoCommand;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.cli.console.InterruptHandler;
import dev.baksh.cli.console.InterruptHandler.SignalSource;
import dev.baksh.cli.console.InterruptHandler.Stages;
import dev.baksh.cli.console.PlatformText;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.cli.console.RunDeadline;
import dev.baksh.cli.daemon.DaemonCommand;
import dev.baksh.cli.repl.Repl;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.DriftResult;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.ConfiguredSecrets;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.recording.Tape;
import dev.baksh.dsl.BakshScript;
import dev.baksh.dsl.BoundRow;
import dev.baksh.dsl.ScriptBinding;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.script.compile.ErrorTranslator;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.session.ScriptRunner;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Executor of one command line: parses the options, runs the command with its signals and its deadline, prints the
 * error, and returns the exit code.
 *
 * @param cache of earlier starts in this process, or null
 */
record Application(
        ProcessEnvironment environment,
        SignalSource signals,
        ProcessCache cache,
        CommandLineOptions options,
        SecretRedactor redactor,
        Tape tape) {
    /** Executes a command line without handling signals, and returns the exit code. */
    static int start(ProcessEnvironment environment, List<String> args) {
        return start(environment, SignalSource.NONE, null, args, new SecretRedactor());
    }

    /**
     * Executes a command line and returns the exit code; an error has been printed.
     *
     * @param cache of earlier starts in this process, or null
     * @param redactor collects the secrets that the call uses
     */
    static int start(
            ProcessEnvironment environment,
            SignalSource signals,
            ProcessCache cache,
            List<String> args,
            SecretRedactor redactor) {
        CommandLineOptions options = null;
        try {
            PlatformText.requireDecoded(args, environment.env());
            redactor.addVariables(environment.env());
            ConfiguredSecrets.read(environment.env()).forEach(redactor::add);
            options = CommandLineOptions.parse(args);
            TimeSource time = SandboxTimeSource.of(options, environment);
            try (Tape tape = TapeFactory.of(options, environment, redactor, time)) {
                ProcessEnvironment tapedEnvironment = environment.withTime(tape.timeSource(time));
                return new Application(tapedEnvironment, signals, cache, options, redactor, tape).runWithInterrupts();
            }
        } catch (BakshException e) {
            int code = e.exit().code();
            boolean isUnattended = options == null
                    ? args.stream().takeWhile(arg -> !arg.equals("--")).anyMatch("--unattended"::equals)
                    : options.unattended;
            String script = options == null ? null : scriptName(options);
            boolean usesSandbox =
                    args.stream().takeWhile(arg -> arg.startsWith("-")).anyMatch("--sandbox"::equals);
            if (options == null) options = CommandLineOptions.parse(usesSandbox ? List.of("--sandbox") : List.of());
            Console console = new Console(environment, options, redactor);
            console.printError(e);
            if (isUnattended) console.setFinalLine(RunsCommand.summary(script, null, code, e.getMessage()));
            console.finish();
            return code;
        }
    }

    private int runWithInterrupts() {
        Console console = new Console(environment, options, redactor);
        Stages stages = Stages.of(options.command);
        boolean atTerminal = environment.canAskUser() && environment.isOutTerminal();
        SignalSource signalSource = stages == Stages.TWO || atTerminal ? signals : SignalSource.NONE;
        try (InterruptHandler interrupts =
                new InterruptHandler(stages, Thread.currentThread(), console, signalSource, signals::exit)) {
            int code = runWithDeadline(console, interrupts);
            if (interrupts.exitCode() != 0) {
                code = interrupts.exitCode();
                Thread.interrupted();
            }
            if (options.unattended) console.confirmOutput();
            code = reportOutputFailure(console, code);
            // A run in the journal has set its own summary, with its steps.
            if (options.unattended && !console.hasFinalLine())
                console.setFinalLine(RunsCommand.summary(scriptName(options), null, code, console.firstError()));
            console.finish();
            return code;
        }
    }

    /** Returns the script of a run, or the name of the command, for the summary. */
    private static String scriptName(CommandLineOptions options) {
        boolean isFile = options.command.equals("run") && !options.arguments.isEmpty();
        if (isFile) return options.arguments.get(0);
        return options.command.isEmpty() ? "shell" : options.command;
    }

    /**
     * Prints the error if standard output could not be written completely. Returns the exit code; the code of an
     * earlier error has priority.
     */
    private static int reportOutputFailure(Console console, int code) {
        BakshException failure = console.outputFailure();
        if (failure == null) return code;
        console.printError(failure);
        return code == ExitCode.OK.code() ? failure.exit().code() : code;
    }

    private int runWithDeadline(Console console, InterruptHandler interrupts) {
        try (AppContext app = new AppContext(environment, options, console, redactor, tape, cache);
                RunDeadline deadline = new RunDeadline(options.deadline, Thread.currentThread())) {
            int code;
            try {
                options.ignoredOptions.forEach(console::noteOnce);
                code = dispatch(app, options, e -> interrupts.withSignalExit(deadline.explainInterrupt(e)));
            } catch (ScriptExit e) {
                code = e.code();
            } catch (BakshException e) {
                throw deadline.explainInterrupt(e);
            }
            deadline.requireNotPassed();
            tape.finish();
            return code;
        } catch (BakshException e) {
            console.printError(e);
            return e.exit().code();
        } catch (Throwable e) { // The text of a value is made by code of the user, which can throw anything.
            console.printUnexpectedError(e);
            return ExitCode.FAILED.code();
        }
    }

    /**
     * Executes a command of the command line; the shell calls this method for its command of the same name.
     *
     * @param options the command with its arguments
     * @param failureMapper maps the failure of a run to the failure that is reported, for example of a signal or the
     *     deadline
     */
    private int dispatch(AppContext app, CommandLineOptions options, UnaryOperator<BakshException> failureMapper) {
        List<String> args = options.arguments;
        int code = ExitCode.OK.code();
        switch (options.command) {
            case "-e" -> code = evaluate(app);
            case "run", "-" -> new RunCommand(app, options, failureMapper).start();
            case "check" -> code = new CheckCommand(app).run(args);
            case "undo" -> new UndoCommand(app).run(args);
            case "report" -> new ReportCommand(app).run(args);
            case "resume" -> new RunCommand(app, options, failureMapper).resume();
            case "runs" -> new RunsCommand(app).show(args);
            case "sandbox" -> code = new SandboxCommand(app).run(args);
            case "login" -> new LoginCommand(app).run(args);
            case "servers" -> new InfoCommands(app).servers(options.servers);
            case "doctor" ->
                code = new DoctorCommand(app)
                        .test(Stream.concat(options.servers.stream(), args.stream())
                                .toList());
            case "journal" -> new JournalCommand(app).run(args);
            case "warm" -> code = new DaemonCommand(Application::start, environment, app.console).run(args);
            case "version" -> new InfoCommands(app).version(!args.isEmpty());
            case "help" -> new HelpCommand(app, () -> Repl.commandsForHelp(app), false).show(String.join(" ", args));
            default -> code = new Repl(app, command -> dispatch(app, command, failure -> failure)).run();
        }
        return code;
    }

    private int evaluate(AppContext app) {
        ClientPreloader.preload(options.expression, app);
        ScriptCompiler compiler = new ScriptCompiler(
                Application.class.getClassLoader(), BakshScript.class, environment.libraries(), app.scriptCache());
        ErrorTranslator errorTranslator = new ErrorTranslator(compiler, List.of(ScriptExit.class));
        ScriptRunner runner = new ScriptRunner(compiler, errorTranslator);
        ScriptBinding binding = app.createBinding(options.arguments);
        Object value;
        try {
            value = app.supervise(() -> runner.run("-e", options.expression, binding));
        } catch (Exception e) {
            throw errorTranslator.translate(e, binding);
        }
        boolean isDryRunRow = value instanceof BoundRow row && row.planned(); // Its curl line has been printed.
        // The null that table(...) returns would be a second value of the output.
        boolean alreadyPrinted = value == null && app.console.hasPrinted();
        if (!isDryRunRow && !alreadyPrinted) app.console.print(value);
        return value instanceof DriftResult drift && drift.drifts() ? ExitCode.FAILED.code() : ExitCode.OK.code();
    }
}
