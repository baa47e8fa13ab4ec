package dev.baksh.cli;

import dev.baksh.api.BakshException;
import dev.baksh.api.Exit;
import dev.baksh.dsl.BakshScript;
import dev.baksh.dsl.LiveRow;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.dsl.Words;
import dev.baksh.exchange.Redaction;
import dev.baksh.script.Compiler;
import dev.baksh.script.Faults;
import dev.baksh.script.Scripts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One start of baksh: from words to an exit code. */
final class Baksh {
    private final Surroundings surroundings;

    Baksh(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The exit code; whatever went wrong has been said. */
    int start(List<String> words) {
        Redaction redaction = new Redaction();
        Options options;
        try {
            options = Options.parse(words);
        } catch (BakshException e) {
            new Console(surroundings, Options.parse(List.of()), redaction).error(e);
            return e.exit().code();
        }
        Console console = new Console(surroundings, options, redaction);
        try (Wiring wiring = new Wiring(surroundings, options, console, redaction);
                Deadline deadline = new Deadline(options.deadline, Thread.currentThread())) {
            try {
                int code = run(options, console, wiring, redaction);
                if (deadline.passed()) throw deadline.outlived();
                return code;
            } catch (ScriptExit e) {
                if (deadline.passed()) throw deadline.outlived();
                throw e;
            } catch (BakshException e) {
                if (deadline.passed() && e.exit() == Exit.INTERRUPTED) throw deadline.exception(e);
                throw e;
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

    private int run(Options options, Console console, Wiring wiring, Redaction redaction) {
        return switch (options.command) {
            case "-e" -> evaluate(options, console, wiring);
            case "run" -> runFile(options, wiring);
            case "-" -> runInput(options, wiring);
            case "sandbox" -> new SandboxCommand(surroundings, console).run(options.rest);
            case "servers" -> new Commands(surroundings, console, wiring).servers();
            case "journal" -> new Commands(surroundings, console, wiring).journal(options.rest);
            case "version" -> new Commands(surroundings, console, wiring).version();
            case "help" -> new Commands(surroundings, console, wiring).help();
            default -> new Repl(surroundings, options, console, wiring, redaction).run();
        };
    }

    private int evaluate(Options options, Console console, Wiring wiring) {
        Object value = scripts(List.of()).run("-e", options.expression, words(options.rest, wiring));
        boolean planned = value instanceof LiveRow row && row.planned(); // Its curl line has been printed.
        // After table(...) the null that it gives would be a second value of the output.
        boolean said = value == null && console.printed();
        if (!planned && !said) console.print(value, null, List.of());
        return Exit.OK.code();
    }

    private int runFile(Options options, Wiring wiring) {
        Path file = Path.of(options.rest.get(0));
        Path folder = file.toAbsolutePath().getParent();
        List<Path> libraries = new ArrayList<>(List.of(folder.resolve("lib")));
        if (folder.getParent() != null) libraries.add(folder.getParent().resolve("lib"));
        wiring.libraries(libraries);
        scripts(libraries).run(file, words(options.rest.subList(1, options.rest.size()), wiring));
        return Exit.OK.code();
    }

    private int runInput(Options options, Wiring wiring) {
        String source;
        try {
            source = new String(surroundings.in().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw BakshException.usage("standard input cannot be read: " + e.getMessage(), null);
        }
        scripts(List.of()).run("-", source, words(options.rest, wiring));
        return Exit.OK.code();
    }

    private Words words(List<String> args, Wiring wiring) {
        Words words = new Words(wiring, args, Options.params(args));
        words.setVariable("out", surroundings.scriptOut());
        return words;
    }

    private Scripts scripts(List<Path> own) {
        List<Path> libraries = new ArrayList<>(own);
        libraries.addAll(surroundings.libraries());
        Compiler compiler = new Compiler(Baksh.class.getClassLoader(), BakshScript.class, libraries);
        return new Scripts(compiler, new Faults(compiler, List.of(ScriptExit.class)));
    }
}
