package dev.baksh.cli;

import dev.baksh.api.BakshException;
import dev.baksh.api.Catalog;
import dev.baksh.config.ServerConfig;
import dev.baksh.dsl.BakshScript;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.dsl.Words;
import dev.baksh.exchange.Redaction;
import dev.baksh.script.Compiler;
import dev.baksh.script.Faults;
import dev.baksh.script.Session;
import dev.baksh.shell.Command;
import dev.baksh.shell.Shell;
import dev.baksh.shell.WordCompleter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.DumbTerminal;

/** Puts the shell together. */
final class Repl {
    private final Surroundings surroundings;
    private final Options options;
    private final Console console;
    private final Wiring wiring;
    private final Redaction redaction;

    Repl(Surroundings surroundings, Options options, Console console, Wiring wiring, Redaction redaction) {
        this.surroundings = surroundings;
        this.options = options;
        this.console = console;
        this.wiring = wiring;
        this.redaction = redaction;
    }

    int run() {
        Words words = new Words(wiring, List.of(), Map.of());
        words.setVariable("out", surroundings.scriptOut());
        List<Path> libraries = new ArrayList<>(surroundings.libraries());
        libraries.add(wiring.home().config().resolve("lib"));
        Compiler compiler = new Compiler(Repl.class.getClassLoader(), BakshScript.class, libraries);
        Session session = new Session(compiler, new Faults(compiler, List.of(ScriptExit.class)), words);
        boolean interactive = surroundings.inTerminal() && surroundings.outTerminal();
        try (Terminal terminal = terminal(interactive)) {
            if (interactive) greet();
            Shell shell = new Shell(terminal, session, around(interactive, session));
            if (interactive) {
                console.askBy(question -> ask(terminal, question));
                console.fit(() -> terminal.getSize().getColumns());
            }
            return shell.run();
        } catch (IOException e) {
            throw BakshException.usage("the terminal cannot be used: " + e.getMessage(), null);
        }
    }

    /** On the terminal of the shell, which is not reading a line meanwhile; Ctrl-C and Ctrl-D are no answer. */
    private static String ask(Terminal terminal, String question) {
        try {
            return LineReaderBuilder.builder().terminal(terminal).build().readLine(question);
        } catch (UserInterruptException | EndOfFileException e) {
            return null;
        }
    }

    private Terminal terminal(boolean interactive) throws IOException {
        if (interactive)
            return TerminalBuilder.builder().system(true).jni(true).dumb(true).build();
        return new DumbTerminal("baksh", "dumb", surroundings.in(), surroundings.out(), StandardCharsets.UTF_8);
    }

    private void greet() {
        List<String> names = new ArrayList<>();
        for (ServerConfig server : wiring.servers().all()) names.add(server.label());
        if (names.isEmpty()) {
            console.note("no server is configured: set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or start with --sandbox");
        } else {
            console.note("baksh: " + String.join(", ", names) + ". :help for help, :quit to leave");
        }
    }

    private dev.baksh.shell.Surroundings around(boolean interactive, Session session) {
        Map<String, Catalog> catalogs = new LinkedHashMap<>();
        for (String kind : List.of("n2ws", "px")) catalogs.put(kind, wiring.catalog(kind));
        Map<String, Command> commands = commands();
        Consumer<Object> print = value -> console.print(value, null, List.of());
        return new dev.baksh.shell.Surroundings(
                interactive,
                this::prompt,
                new WordCompleter(catalogs, session::names, Map::of, commands),
                print,
                console::error,
                console::note,
                commands,
                interactive ? wiring.home().state().resolve("history") : null,
                redaction::finds);
    }

    private String prompt() {
        StringBuilder prompt = new StringBuilder("baksh");
        if (options.sandbox) prompt.append(" sandbox");
        if (options.dryRun) prompt.append(" dry-run");
        if (options.readOnly) prompt.append(" RO");
        wiring.gate().newExpression();
        return prompt.append("> ").toString();
    }

    private Map<String, Command> commands() {
        Commands all = new Commands(surroundings, console, wiring);
        Map<String, Command> commands = new LinkedHashMap<>();
        commands.put("servers", new Command("the configured servers", rest -> all.servers()));
        commands.put("journal", new Command("every write on record", rest -> all.journal(List.of())));
        return commands;
    }
}
