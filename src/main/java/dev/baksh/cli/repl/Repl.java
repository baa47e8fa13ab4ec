package dev.baksh.cli.repl;

import dev.baksh.cli.app.InteractiveUser;
import dev.baksh.cli.app.Wiring;
import dev.baksh.cli.command.Commands;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.cli.console.SignalHandlers;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.px.backend.RbacServices;
import dev.baksh.dsl.BakshScript;
import dev.baksh.dsl.BoundRow;
import dev.baksh.dsl.RoleDraft;
import dev.baksh.dsl.ScriptBinding;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.script.compile.ErrorTranslator;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.session.EvaluationSession;
import dev.baksh.shell.Jobs;
import dev.baksh.shell.LineAssistant;
import dev.baksh.shell.Shell;
import dev.baksh.shell.ShellConfig;
import dev.baksh.shell.complete.CompletionContext;
import dev.baksh.shell.complete.DslCompleter;
import dev.baksh.shell.complete.ShellCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.utils.InfoCmp;

/** Puts the shell together. */
public final class Repl implements InteractiveUser {
    private final ProcessEnvironment surroundings;
    private final CommandLineOptions options;
    private final Console console;
    private final Wiring wiring;
    private final SecretRedactor redaction;
    private final ShellSettings.Settings settings = new ShellSettings.Settings();
    private final ShellSettings control;
    private final Jobs jobs;
    private volatile Shell shell;

    public Repl(
            ProcessEnvironment surroundings,
            CommandLineOptions options,
            Console console,
            Wiring wiring,
            SecretRedactor redaction) {
        this.surroundings = surroundings;
        this.options = options;
        this.console = console;
        this.wiring = wiring;
        this.redaction = redaction;
        this.control = new ShellSettings(options, console, wiring, settings);
        this.jobs = new Jobs(surroundings.time(), console::note);
    }

    public int run() {
        List<Path> libraries = new ArrayList<>(surroundings.libraries());
        libraries.add(wiring.home().config().resolve("lib"));
        ScriptCompiler compiler = new ScriptCompiler(Repl.class.getClassLoader(), BakshScript.class, libraries);
        EvaluationSession session =
                new EvaluationSession(compiler, new ErrorTranslator(compiler, List.of(ScriptExit.class)), this::words);
        boolean interactive = surroundings.inTerminal() && surroundings.outTerminal();
        try (Terminal terminal = terminal(interactive)) {
            // A dumb one takes no signals by itself.
            if (interactive && terminal instanceof DumbTerminal)
                SignalHandlers.on("INT", () -> terminal.raise(Terminal.Signal.INT));
            ShellTerminal screen = new ShellTerminal(terminal, console, settings, key -> shell.ahead(key));
            if (interactive) {
                // Before the servers are read: some may have a credential that is asked for.
                ShellPrompts prompt = new ShellPrompts(screen, console, options);
                wiring.person(this, prompt, prompt);
                greet();
                console.askBy(screen::answer);
                console.fit(screen::width);
                console.through(screen::paged);
                console.aside(line -> shell.above(line));
            }
            SessionCommands texts = new SessionCommands(
                    session, jobs, console, surroundings.time(), wiring.home().config());
            shell = new Shell(terminal, session, around(interactive, session, screen, texts));
            return shell.run(interactive ? texts::start : () -> {});
        } catch (IOException e) {
            throw BakshException.usage("the terminal cannot be used: " + e.getMessage(), null);
        }
    }

    private ScriptBinding words() {
        ScriptBinding words = new ScriptBinding(wiring, List.of(), Map.of());
        words.setVariable("out", console.scriptOut());
        return words;
    }

    private Terminal terminal(boolean interactive) throws IOException {
        if (!interactive)
            return new DumbTerminal("baksh", "dumb", surroundings.in(), surroundings.out(), StandardCharsets.UTF_8);
        // What JLine knows of a terminal, it would still ask infocmp for: a process that the prompt would wait for.
        String type = surroundings.env().getOrDefault("TERM", "dumb");
        String known = InfoCmp.getDefaultInfoCmp(type);
        if (known != null) InfoCmp.setLoadedInfoCmp(type, known);
        try {
            return TerminalBuilder.builder()
                    .system(true)
                    .jni(true)
                    .exec(false)
                    .dumb(false)
                    .build();
        } catch (IOException | IllegalStateException e) {
            // No native library for this system: JLine goes by stty, or does without.
            return TerminalBuilder.builder().system(true).jni(false).dumb(true).build();
        }
    }

    private void greet() {
        List<String> names = new ArrayList<>();
        for (ServerConfig server : wiring.servers().all()) names.add(server.label());
        if (names.isEmpty()) {
            console.note("no server is configured: set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or start with --sandbox");
        } else {
            console.note("baksh: " + String.join(", ", names) + ". help for help, :quit to leave");
        }
        new Commands(surroundings, console, wiring).leftOpen();
    }

    private ShellConfig around(
            boolean interactive, EvaluationSession session, ShellTerminal screen, SessionCommands texts) {
        Map<String, Catalog> catalogs = wiring.catalogs().all();
        Map<String, ShellCommand> commands = new LinkedHashMap<>();
        Commands all = new Commands(surroundings, console, wiring);
        commands.put("help", texts.help(catalogs, () -> commands));
        commands.put("servers", ShellCommand.alone("the configured servers", all::servers));
        control.commands(commands);
        texts.commands(commands, screen);
        new RunbookCommands(surroundings, options, console, wiring, jobs::running).commands(commands);
        commands.put(
                "journal",
                ShellCommand.of(
                        "every write on record; :journal verify; :journal settle 5 --happened",
                        rest -> all.journal(words(rest)),
                        "verify",
                        "settle"));
        RowNameLoader names =
                new RowNameLoader(wiring, interactive ? wiring.home().state().resolve("names") : null);
        CompletionContext lexicon = lexicon(catalogs, session);
        return new ShellConfig(
                interactive,
                () -> prompt(screen),
                new DslCompleter(lexicon, names::names, commands),
                value -> {
                    boolean planned = value instanceof BoundRow row && row.planned();
                    if (planned) return; // Its curl line has been printed.
                    console.print(value instanceof BakshException failure ? said(failure) : value, null, List.of());
                    names.learn(value);
                },
                console::error,
                console::note,
                commands,
                () -> interactive ? history() : null,
                redaction::finds,
                new LineAssistant(lexicon, commands, screen::colour, () -> settings.suggest, () -> settings.tips),
                () -> mayLeave(screen),
                length -> {
                    if (settings.timing) console.note(length.toMillis() + " ms");
                });
    }

    /** {@code _err} as it was said. */
    private static String said(BakshException failure) {
        String hint = failure.hint();
        return failure.getMessage()
                + (hint == null ? "" : hint.lines().map(line -> "\n  " + line).collect(Collectors.joining()));
    }

    private static CompletionContext lexicon(Map<String, Catalog> catalogs, EvaluationSession session) {
        Map<String, CompletionContext.BlockWord> role = new LinkedHashMap<>();
        RoleDraft.VERBS.forEach(
                (word, help) -> role.put(word, new CompletionContext.BlockWord(help, RbacServices.services())));
        return new CompletionContext(
                catalogs,
                session::names,
                name -> VariableInspector.of(session.held(name)),
                session::type,
                Map.of("px.roles.create", role, "px.roles.update", role));
    }

    /** What is typed at one house's servers is not offered at another's; at the sandbox least of all the other way round. */
    private Path history() {
        List<String> used = new ArrayList<>();
        for (ServerConfig server : control.inUse()) used.add(server.kind() + "-" + server.name());
        String name = used.isEmpty() ? "none" : String.join("+", used).replaceAll("[^A-Za-z0-9_+-]", "_");
        return wiring.home().state().resolve("histories").resolve(name);
    }

    private static List<String> words(String rest) {
        return rest.isEmpty() ? List.of() : List.of(rest.split("\\s+"));
    }

    private String prompt(ShellTerminal screen) {
        wiring.gate().newExpression();
        return control.prompt(jobs.running()).text(screen.colour(), screen.width());
    }

    private boolean mayLeave(ShellTerminal screen) {
        int running = jobs.running();
        if (running == 0) return true;
        String answer = screen.ask((running == 1 ? "1 job runs" : running + " jobs run") + "; leave and end "
                + (running == 1 ? "it" : "them") + "? [y/N] ");
        return answer == null
                || answer.strip().equalsIgnoreCase("y")
                || answer.strip().equalsIgnoreCase("yes");
    }

    @Override
    public void unlock(Duration length, String reason) {
        control.unlock(length, reason);
    }

    @Override
    public Object background(Callable<?> work) {
        return jobs.start(work, redaction.apply(shell.running()));
    }
}
