package dev.baksh.cli;

import dev.baksh.api.BakshException;
import dev.baksh.api.Drift;
import dev.baksh.api.Exit;
import dev.baksh.api.Time;
import dev.baksh.dsl.BakshScript;
import dev.baksh.dsl.LiveRow;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.dsl.Words;
import dev.baksh.exchange.Redaction;
import dev.baksh.exchange.Tape;
import dev.baksh.script.Compiler;
import dev.baksh.script.Faults;
import dev.baksh.script.Scripts;
import java.util.List;
import java.util.function.UnaryOperator;

/** One start of baksh: from words to an exit code. */
final class Baksh {
    private final Surroundings surroundings;
    private final Interrupts.Source signals;
    private final Kept kept;

    /** Without the signals of the process. */
    Baksh(Surroundings surroundings) {
        this(surroundings, Interrupts.Source.NONE);
    }

    Baksh(Surroundings surroundings, Interrupts.Source signals) {
        this(surroundings, signals, null);
    }

    /** @param kept of earlier starts in this process, or null */
    Baksh(Surroundings surroundings, Interrupts.Source signals, Kept kept) {
        this.surroundings = surroundings;
        this.signals = signals;
        this.kept = kept;
    }

    /** The exit code; whatever went wrong has been said. */
    int start(List<String> words) {
        return start(words, new Redaction());
    }

    /** @param redaction gets the secrets that come alive */
    int start(List<String> words, Redaction redaction) {
        Options options;
        try {
            options = Options.parse(words);
        } catch (BakshException e) {
            new Console(surroundings, Options.parse(List.of()), redaction).error(e);
            return e.exit().code();
        }
        try {
            Time time = SandboxTime.of(options, surroundings);
            try (Tape tape = Tapes.of(options, surroundings, redaction, time)) {
                Baksh taped = new Baksh(surroundings.at(tape.time(time)), signals, kept);
                return taped.finish(options, redaction, tape);
            }
        } catch (BakshException e) {
            new Console(surroundings, options, redaction).error(e);
            return e.exit().code();
        }
    }

    private static int handle(
            Surroundings surroundings, Interrupts.Source signals, Kept kept, List<String> words, Redaction redaction) {
        return new Baksh(surroundings, signals, kept).start(words, redaction);
    }

    private int finish(Options options, Redaction redaction, Tape tape) {
        Console console = new Console(surroundings, options, redaction);
        Interrupts.Stages stages = Interrupts.Stages.of(options.command);
        boolean typed = surroundings.inTerminal() && surroundings.outTerminal();
        Interrupts.Source from = stages == Interrupts.Stages.TWO || typed ? signals : Interrupts.Source.NONE;
        try (Interrupts interrupts = new Interrupts(stages, Thread.currentThread(), console, from, signals::leave)) {
            int code = start(options, console, redaction, tape, interrupts);
            if (interrupts.code() != 0) {
                code = interrupts.code();
                Thread.interrupted();
            }
            console.finish();
            return code;
        }
    }

    private int start(Options options, Console console, Redaction redaction, Tape tape, Interrupts interrupts) {
        try (Wiring wiring = new Wiring(surroundings, options, console, redaction, tape, kept);
                Deadline deadline = new Deadline(options.deadline, Thread.currentThread())) {
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
            console.note(options.debug ? Traces.of(e) : "  --debug shows where");
            return Exit.FAILED.code();
        }
    }

    /** @param told what a failure of a run is called in the end */
    private int run(
            Options options, Console console, Wiring wiring, Redaction redaction, UnaryOperator<BakshException> told) {
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
            case "doctor" -> new Doctor(console, wiring).test(options.rest);
            case "journal" -> new Commands(surroundings, console, wiring).journal(options.rest);
            case "warm" -> new WarmCommand(Baksh::handle, surroundings, console, wiring.home()).run(options.rest);
            case "version" -> new Commands(surroundings, console, wiring).version();
            case "help" -> new Commands(surroundings, console, wiring).help(options.rest);
            default -> new Repl(surroundings, options, console, wiring, redaction).run();
        };
    }

    private int evaluate(Options options, Console console, Wiring wiring) {
        Ahead.of(options.expression, options, wiring);
        Object value = scripts(wiring).run("-e", options.expression, words(options.rest, console, wiring));
        boolean planned = value instanceof LiveRow row && row.planned(); // Its curl line has been printed.
        // After table(...) the null that it gives would be a second value of the output.
        boolean said = value == null && console.printed();
        if (!planned && !said) console.print(value, null, List.of());
        return value instanceof Drift drift && drift.drifts() ? Exit.FAILED.code() : Exit.OK.code();
    }

    private Words words(List<String> args, Console console, Wiring wiring) {
        Words words = new Words(wiring, args, Options.params(args));
        words.setVariable("out", console.scriptOut());
        return words;
    }

    private Scripts scripts(Wiring wiring) {
        Compiler compiler = new Compiler(
                Baksh.class.getClassLoader(), BakshScript.class, surroundings.libraries(), wiring.compiled());
        return new Scripts(compiler, new Faults(compiler, List.of(ScriptExit.class)));
    }
}
