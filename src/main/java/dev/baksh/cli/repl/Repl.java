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

/** Starter of the interactive shell: builds the object graph of a session and runs it; the read loop is in {@link Shell}. */
public final class Repl implements InteractiveUser {
    private final ProcessEnvironment environment;
    private final CommandLineOptions options;
    private final Console console;
    private final Wiring wiring;
    private final SecretRedactor redactor;
    private final ShellSettings.Settings displaySettings = new ShellSettings.Settings();
    private final ShellSettings settingsCommands;
    private final Jobs jobs;
    private volatile Shell shell;

    public Repl(
            ProcessEnvironment environment,
            CommandLineOptions options,
            Console console,
            Wiring wiring,
            SecretRedactor redactor) {
        this.environment = environment;
        this.options = options;
        this.console = console;
        this.wiring = wiring;
        this.redactor = redactor;
        this.settingsCommands = new ShellSettings(options, console, wiring, displaySettings);
        this.jobs = new Jobs(environment.time(), console::showNotice);
    }

    public int run() {
        List<Path> libraries = new ArrayList<>(environment.libraries());
        libraries.add(wiring.directories().config().resolve("lib"));
        ScriptCompiler compiler = new ScriptCompiler(Repl.class.getClassLoader(), BakshScript.class, libraries);
        EvaluationSession session = new EvaluationSession(
                compiler, new ErrorTranslator(compiler, List.of(ScriptExit.class)), this::createBinding);
        boolean interactive = environment.canAskUser() && environment.isOutTerminal();
        try (Terminal terminal = openTerminal(interactive)) {
            // JLine handles no signals on a dumb terminal.
            if (interactive && terminal instanceof DumbTerminal)
                SignalHandlers.register("INT", () -> terminal.raise(Terminal.Signal.INT));
            ShellTerminal shellTerminal =
                    new ShellTerminal(terminal, console, displaySettings, key -> shell.typeAhead(key));
            if (interactive) {
                // Must precede the use of servers, since a server may prompt for its credential.
                ShellPrompts prompt = new ShellPrompts(shellTerminal, console, options);
                wiring.attachUser(this, prompt, prompt);
                printGreeting();
                console.setPrompter(shellTerminal::askInterruptibly);
                console.setWidth(shellTerminal::width);
                console.setFilter(shellTerminal::paginate);
                console.setBackgroundSink(line -> shell.printAbove(line));
            }
            SessionCommands sessionCommands = new SessionCommands(
                    session,
                    jobs,
                    console,
                    environment.time(),
                    wiring.directories().config());
            shell = new Shell(terminal, session, createConfig(interactive, session, shellTerminal, sessionCommands));
            return shell.run(interactive ? sessionCommands::runStartFile : () -> {});
        } catch (IOException e) {
            throw BakshException.usageError("the terminal cannot be used: " + e.getMessage(), null);
        }
    }

    private ScriptBinding createBinding() {
        ScriptBinding binding = new ScriptBinding(wiring, List.of(), Map.of());
        binding.setVariable("out", console.scriptOut());
        return binding;
    }

    private Terminal openTerminal(boolean interactive) throws IOException {
        if (!interactive)
            return new DumbTerminal("baksh", "dumb", environment.in(), environment.out(), StandardCharsets.UTF_8);
        // JLine has built-in capabilities for common terminals but still starts the process infocmp; loading the
        // capabilities here saves that time before the prompt.
        String type = environment.env().getOrDefault("TERM", "dumb");
        String capabilities = InfoCmp.getDefaultInfoCmp(type);
        if (capabilities != null) InfoCmp.setLoadedInfoCmp(type, capabilities);
        try {
            return TerminalBuilder.builder()
                    .system(true)
                    .jni(true)
                    .exec(false)
                    .dumb(false)
                    .build();
        } catch (IOException | IllegalStateException e) {
            // JLine has no native library for this system: fall back to stty, or to a dumb terminal.
            return TerminalBuilder.builder().system(true).jni(false).dumb(true).build();
        }
    }

    private void printGreeting() {
        List<String> names = new ArrayList<>();
        for (ServerConfig server : wiring.servers().all()) names.add(server.label());
        if (names.isEmpty()) {
            console.showNotice(
                    "no server is configured: set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or start with --sandbox");
        } else {
            console.showNotice("baksh: " + String.join(", ", names) + ". help for help, :quit to leave");
        }
        new Commands(environment, console, wiring).warnAboutUnsettled();
    }

    private ShellConfig createConfig(
            boolean interactive,
            EvaluationSession session,
            ShellTerminal shellTerminal,
            SessionCommands sessionCommands) {
        Map<String, Catalog> catalogs = wiring.catalogs().all();
        Map<String, ShellCommand> commands = new LinkedHashMap<>();
        Commands builtInCommands = new Commands(environment, console, wiring);
        commands.put("help", sessionCommands.helpCommand(catalogs, () -> commands));
        commands.put("servers", ShellCommand.withoutArgument("the configured servers", builtInCommands::servers));
        settingsCommands.addCommands(commands);
        sessionCommands.addCommands(commands, shellTerminal);
        new RunbookCommands(environment, options, console, wiring, jobs::runningCount).addCommands(commands);
        commands.put(
                "journal",
                ShellCommand.withChoices(
                        "all journaled writes; :journal verify; :journal settle 5 --happened",
                        args -> builtInCommands.journal(splitArguments(args)),
                        "verify",
                        "settle"));
        RowNameLoader rowNameLoader = new RowNameLoader(
                wiring, interactive ? wiring.directories().state().resolve("names") : null);
        CompletionContext context = createContext(catalogs, session);
        return new ShellConfig(
                interactive,
                () -> renderPrompt(shellTerminal),
                new DslCompleter(context, rowNameLoader::names, commands),
                value -> {
                    boolean isDryRunRow = value instanceof BoundRow row && row.planned();
                    if (isDryRunRow) return; // The dry run has already printed the curl line.
                    console.print(
                            value instanceof BakshException failure ? formatFailure(failure) : value, null, List.of());
                    rowNameLoader.learn(value);
                },
                console::printError,
                console::showNotice,
                commands,
                () -> interactive ? historyFile() : null,
                redactor::containsSecret,
                new LineAssistant(
                        context,
                        commands,
                        shellTerminal::isColourEnabled,
                        () -> displaySettings.suggest,
                        () -> displaySettings.tips),
                () -> confirmQuit(shellTerminal),
                duration -> {
                    if (displaySettings.timing) console.showNotice(duration.toMillis() + " ms");
                });
    }

    /** Returns the text of {@code _err}: message and hint. */
    private static String formatFailure(BakshException failure) {
        String hint = failure.hint();
        return failure.getMessage()
                + (hint == null ? "" : hint.lines().map(line -> "\n  " + line).collect(Collectors.joining()));
    }

    private static CompletionContext createContext(Map<String, Catalog> catalogs, EvaluationSession session) {
        Map<String, CompletionContext.BlockWord> roleWords = new LinkedHashMap<>();
        RoleDraft.VERBS.forEach(
                (word, help) -> roleWords.put(word, new CompletionContext.BlockWord(help, RbacServices.services())));
        VariableInspector inspector = new VariableInspector(catalogs);
        return new CompletionContext(
                catalogs,
                session::visibleNames,
                name -> inspector.inspect(session.variableValue(name)),
                session::classMembers,
                Map.of("px.roles.create", roleWords, "px.roles.update", roleWords));
    }

    /**
     * Returns the history file of the servers in use. Each set of servers has its own history, so that input for one
     * set, the sandbox for example, is not suggested for another.
     */
    private Path historyFile() {
        List<String> serverNames = new ArrayList<>();
        for (ServerConfig server : settingsCommands.serversInUse())
            serverNames.add(server.kind() + "-" + server.name());
        String name =
                serverNames.isEmpty() ? "none" : String.join("+", serverNames).replaceAll("[^A-Za-z0-9_+-]", "_");
        return wiring.directories().state().resolve("histories").resolve(name);
    }

    private static List<String> splitArguments(String args) {
        return args.isEmpty() ? List.of() : List.of(args.split("\\s+"));
    }

    private String renderPrompt(ShellTerminal shellTerminal) {
        wiring.guard().startExpression();
        return settingsCommands
                .prompt(jobs.runningCount())
                .render(shellTerminal.isColourEnabled(), shellTerminal.width());
    }

    private boolean confirmQuit(ShellTerminal shellTerminal) {
        int jobCount = jobs.runningCount();
        if (jobCount == 0) return true;
        String reply = shellTerminal.ask((jobCount == 1 ? "1 job is" : jobCount + " jobs are")
                + " running. Leave and stop " + (jobCount == 1 ? "it" : "them") + "? [y/N] ");
        return reply == null
                || reply.strip().equalsIgnoreCase("y")
                || reply.strip().equalsIgnoreCase("yes");
    }

    @Override
    public void unlock(Duration duration, String reason) {
        settingsCommands.unlock(duration, reason);
    }

    @Override
    public Object background(Callable<?> task) {
        return jobs.start(task, redactor.redact(shell.currentText()));
    }
}
