package dev.baksh.cli;

import dev.baksh.cli.app.ClientPreloader;
import dev.baksh.cli.app.ProcessCache;
import dev.baksh.cli.app.SandboxTimeSource;
import dev.baksh.cli.app.TapeFactory;
import dev.baksh.cli.app.Wiring;
import dev.baksh.cli.command.CheckCommand;
import dev.baksh.cli.command.Commands;
import dev.baksh.cli.command.DoctorCommand;
import dev.baksh.cli.command.LoginCommand;
import dev.baksh.cli.command.ReportCommand;
import dev.baksh.cli.command.RunCommand;
import dev.baksh.cli.command.RunsCommand;
import dev.baksh.cli.command.SandboxCommand;
import dev.baksh.cli.command.UndoCommand;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.cli.console.InterruptHandler;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.cli.console.RunDeadline;
import dev.baksh.cli.console.StackTraces;
import dev.baksh.cli.daemon.DaemonCommand;
import dev.baksh.cli.repl.Repl;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.DriftResult;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
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

/** Application that executes one command line and returns the exit code. */
final class Application {
    private final ProcessEnvironment environment;
    private final InterruptHandler.SignalSource signals;
    private final ProcessCache cache;

    /** Does not handle signals. */
    Application(ProcessEnvironment environment) {
        this(environment, InterruptHandler.SignalSource.NONE);
    }

    Application(ProcessEnvironment environment, InterruptHandler.SignalSource signals) {
        this(environment, signals, null);
    }

    /** @param cache of earlier starts in this process, or null */
    Application(ProcessEnvironment environment, InterruptHandler.SignalSource signals, ProcessCache cache) {
        this.environment = environment;
        this.signals = signals;
        this.cache = cache;
    }

    /** Executes the command line and returns the exit code; an error has been printed. */
    int start(List<String> args) {
        return start(args, new SecretRedactor());
    }

    /** @param redactor collects the secrets that the call uses */
    int start(List<String> args, SecretRedactor redactor) {
        CommandLineOptions options;
        try {
            options = CommandLineOptions.parse(args);
        } catch (BakshException e) {
            new Console(environment, CommandLineOptions.parse(List.of()), redactor).printError(e);
            return e.exit().code();
        }
        try {
            TimeSource time = SandboxTimeSource.of(options, environment);
            try (Tape tape = TapeFactory.of(options, environment, redactor, time)) {
                Application tapedApplication =
                        new Application(environment.withTime(tape.timeSource(time)), signals, cache);
                return tapedApplication.runWithInterrupts(options, redactor, tape);
            }
        } catch (BakshException e) {
            new Console(environment, options, redactor).printError(e);
            return e.exit().code();
        }
    }

    private static int handleRequest(
            ProcessEnvironment environment,
            InterruptHandler.SignalSource signals,
            ProcessCache cache,
            List<String> args,
            SecretRedactor redactor) {
        return new Application(environment, signals, cache).start(args, redactor);
    }

    private int runWithInterrupts(CommandLineOptions options, SecretRedactor redactor, Tape tape) {
        Console console = new Console(environment, options, redactor);
        InterruptHandler.Stages stages = InterruptHandler.Stages.of(options.command);
        boolean atTerminal = environment.canAskUser() && environment.isOutTerminal();
        InterruptHandler.SignalSource signalSource =
                stages == InterruptHandler.Stages.TWO || atTerminal ? signals : InterruptHandler.SignalSource.NONE;
        try (InterruptHandler interrupts =
                new InterruptHandler(stages, Thread.currentThread(), console, signalSource, signals::exit)) {
            int code = runWithDeadline(options, console, redactor, tape, interrupts);
            if (interrupts.exitCode() != 0) {
                code = interrupts.exitCode();
                Thread.interrupted();
            }
            console.finish();
            return code;
        }
    }

    private int runWithDeadline(
            CommandLineOptions options,
            Console console,
            SecretRedactor redactor,
            Tape tape,
            InterruptHandler interrupts) {
        try (Wiring wiring = new Wiring(environment, options, console, redactor, tape, cache);
                RunDeadline deadline = new RunDeadline(options.deadline, Thread.currentThread())) {
            try {
                int code = dispatch(
                        options,
                        console,
                        wiring,
                        redactor,
                        e -> interrupts.withSignalExit(deadline.explainInterrupt(e)));
                if (deadline.hasPassed()) throw deadline.overrunFailure();
                tape.finish();
                return code;
            } catch (ScriptExit e) {
                if (deadline.hasPassed()) throw deadline.overrunFailure();
                tape.finish();
                throw e;
            } catch (BakshException e) {
                throw deadline.explainInterrupt(e);
            }
        } catch (ScriptExit e) {
            return e.code();
        } catch (BakshException e) {
            console.printError(e);
            return e.exit().code();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            console.showNotice("baksh: unexpected error: " + e);
            console.showNotice(options.debug ? StackTraces.of(e) : "  --debug prints the stack trace");
            return ExitCode.FAILED.code();
        }
    }

    /** @param failureMapper maps the failure of a run to the failure that is reported, for example of a signal or the deadline */
    private int dispatch(
            CommandLineOptions options,
            Console console,
            Wiring wiring,
            SecretRedactor redactor,
            UnaryOperator<BakshException> failureMapper) {
        return switch (options.command) {
            case "-e" -> evaluate(options, console, wiring);
            case "run", "-" -> new RunCommand(environment, options, console, wiring, failureMapper).start();
            case "check" -> new CheckCommand(environment, options, console, wiring).run();
            case "undo" -> new UndoCommand(environment, console, wiring).run(options.arguments);
            case "report" -> new ReportCommand(environment, wiring.journals().runs()).run(options.arguments);
            case "resume" -> new RunCommand(environment, options, console, wiring, failureMapper).resume();
            case "runs" -> new RunsCommand(console, wiring.journals()).show(options.arguments);
            case "sandbox" -> new SandboxCommand(environment, console).run(options.arguments);
            case "login" -> new LoginCommand(options, console, wiring).run(options.arguments);
            case "servers" -> new Commands(environment, console, wiring).servers();
            case "doctor" -> new DoctorCommand(console, wiring).test(options.arguments);
            case "journal" -> new Commands(environment, console, wiring).journal(options.arguments);
            case "warm" ->
                new DaemonCommand(Application::handleRequest, environment, console, wiring.directories())
                        .run(options.arguments);
            case "version" -> new Commands(environment, console, wiring).version();
            case "help" -> new Commands(environment, console, wiring).help(options.arguments);
            default -> new Repl(environment, options, console, wiring, redactor).run();
        };
    }

    private int evaluate(CommandLineOptions options, Console console, Wiring wiring) {
        ClientPreloader.preload(options.expression, options, wiring);
        Object value = createScriptRunner(wiring)
                .run("-e", options.expression, createBinding(options.arguments, console, wiring));
        boolean isDryRunRow = value instanceof BoundRow row && row.planned(); // Its curl line has been printed.
        // The null that table(...) returns would be a second value of the output.
        boolean alreadyPrinted = value == null && console.hasPrinted();
        if (!isDryRunRow && !alreadyPrinted) console.print(value, null, List.of());
        return value instanceof DriftResult drift && drift.drifts() ? ExitCode.FAILED.code() : ExitCode.OK.code();
    }

    private ScriptBinding createBinding(List<String> args, Console console, Wiring wiring) {
        ScriptBinding binding = new ScriptBinding(wiring, args, CommandLineOptions.parseParameters(args));
        binding.setVariable("out", console.scriptOut());
        return binding;
    }

    private ScriptRunner createScriptRunner(Wiring wiring) {
        ScriptCompiler compiler = new ScriptCompiler(
                Application.class.getClassLoader(), BakshScript.class, environment.libraries(), wiring.scriptCache());
        return new ScriptRunner(compiler, new ErrorTranslator(compiler, List.of(ScriptExit.class)));
    }
}
