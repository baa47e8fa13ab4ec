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

/** One start of baksh: from words to an exit code. */
final class Application {
    private final ProcessEnvironment surroundings;
    private final InterruptHandler.Source signals;
    private final ProcessCache kept;

    /** Without the signals of the process. */
    Application(ProcessEnvironment surroundings) {
        this(surroundings, InterruptHandler.Source.NONE);
    }

    Application(ProcessEnvironment surroundings, InterruptHandler.Source signals) {
        this(surroundings, signals, null);
    }

    /** @param kept of earlier starts in this process, or null */
    Application(ProcessEnvironment surroundings, InterruptHandler.Source signals, ProcessCache kept) {
        this.surroundings = surroundings;
        this.signals = signals;
        this.kept = kept;
    }

    /** The exit code; whatever went wrong has been said. */
    int start(List<String> words) {
        return start(words, new SecretRedactor());
    }

    /** @param redaction gets the secrets that come alive */
    int start(List<String> words, SecretRedactor redaction) {
        CommandLineOptions options;
        try {
            options = CommandLineOptions.parse(words);
        } catch (BakshException e) {
            new Console(surroundings, CommandLineOptions.parse(List.of()), redaction).error(e);
            return e.exit().code();
        }
        try {
            TimeSource time = SandboxTimeSource.of(options, surroundings);
            try (Tape tape = TapeFactory.of(options, surroundings, redaction, time)) {
                Application taped = new Application(surroundings.at(tape.time(time)), signals, kept);
                return taped.finish(options, redaction, tape);
            }
        } catch (BakshException e) {
            new Console(surroundings, options, redaction).error(e);
            return e.exit().code();
        }
    }

    private static int handle(
            ProcessEnvironment surroundings,
            InterruptHandler.Source signals,
            ProcessCache kept,
            List<String> words,
            SecretRedactor redaction) {
        return new Application(surroundings, signals, kept).start(words, redaction);
    }

    private int finish(CommandLineOptions options, SecretRedactor redaction, Tape tape) {
        Console console = new Console(surroundings, options, redaction);
        InterruptHandler.Stages stages = InterruptHandler.Stages.of(options.command);
        boolean typed = surroundings.inTerminal() && surroundings.outTerminal();
        InterruptHandler.Source from =
                stages == InterruptHandler.Stages.TWO || typed ? signals : InterruptHandler.Source.NONE;
        try (InterruptHandler interrupts =
                new InterruptHandler(stages, Thread.currentThread(), console, from, signals::leave)) {
            int code = start(options, console, redaction, tape, interrupts);
            if (interrupts.code() != 0) {
                code = interrupts.code();
                Thread.interrupted();
            }
            console.finish();
            return code;
        }
    }

    private int start(
            CommandLineOptions options,
            Console console,
            SecretRedactor redaction,
            Tape tape,
            InterruptHandler interrupts) {
        try (Wiring wiring = new Wiring(surroundings, options, console, redaction, tape, kept);
                RunDeadline deadline = new RunDeadline(options.deadline, Thread.currentThread())) {
            try {
                int code = run(options, console, wiring, redaction, e -> interrupts.told(deadline.told(e)));
                if (deadline.passed()) throw deadline.outlived();
                tape.finish();
                return code;
            } catch (ScriptExit e) {
                if (deadline.passed()) throw deadline.outlived();
                tape.finish();
                throw e;
            } catch (BakshException e) {
                throw deadline.told(e);
            }
        } catch (ScriptExit e) {
            return e.code();
        } catch (BakshException e) {
            console.error(e);
            return e.exit().code();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            console.note("baksh: unexpected: " + e);
            console.note(options.debug ? StackTraces.of(e) : "  --debug shows where");
            return ExitCode.FAILED.code();
        }
    }

    /** @param told what a failure of a run is called in the end */
    private int run(
            CommandLineOptions options,
            Console console,
            Wiring wiring,
            SecretRedactor redaction,
            UnaryOperator<BakshException> told) {
        return switch (options.command) {
            case "-e" -> evaluate(options, console, wiring);
            case "run", "-" -> new RunCommand(surroundings, options, console, wiring, told).start();
            case "check" -> new CheckCommand(surroundings, options, console, wiring).run();
            case "undo" -> new UndoCommand(surroundings, console, wiring).run(options.rest);
            case "report" -> new ReportCommand(surroundings, wiring.journals().runs()).run(options.rest);
            case "resume" -> new RunCommand(surroundings, options, console, wiring, told).resume();
            case "runs" -> new RunsCommand(console, wiring.journals()).show(options.rest);
            case "sandbox" -> new SandboxCommand(surroundings, console).run(options.rest);
            case "login" -> new LoginCommand(options, console, wiring).run(options.rest);
            case "servers" -> new Commands(surroundings, console, wiring).servers();
            case "doctor" -> new DoctorCommand(console, wiring).test(options.rest);
            case "journal" -> new Commands(surroundings, console, wiring).journal(options.rest);
            case "warm" ->
                new DaemonCommand(Application::handle, surroundings, console, wiring.home()).run(options.rest);
            case "version" -> new Commands(surroundings, console, wiring).version();
            case "help" -> new Commands(surroundings, console, wiring).help(options.rest);
            default -> new Repl(surroundings, options, console, wiring, redaction).run();
        };
    }

    private int evaluate(CommandLineOptions options, Console console, Wiring wiring) {
        ClientPreloader.of(options.expression, options, wiring);
        Object value = scripts(wiring).run("-e", options.expression, words(options.rest, console, wiring));
        boolean planned = value instanceof BoundRow row && row.planned(); // Its curl line has been printed.
        // After table(...) the null that it gives would be a second value of the output.
        boolean said = value == null && console.printed();
        if (!planned && !said) console.print(value, null, List.of());
        return value instanceof DriftResult drift && drift.drifts() ? ExitCode.FAILED.code() : ExitCode.OK.code();
    }

    private ScriptBinding words(List<String> args, Console console, Wiring wiring) {
        ScriptBinding words = new ScriptBinding(wiring, args, CommandLineOptions.params(args));
        words.setVariable("out", console.scriptOut());
        return words;
    }

    private ScriptRunner scripts(Wiring wiring) {
        ScriptCompiler compiler = new ScriptCompiler(
                Application.class.getClassLoader(), BakshScript.class, surroundings.libraries(), wiring.compiled());
        return new ScriptRunner(compiler, new ErrorTranslator(compiler, List.of(ScriptExit.class)));
    }
}
