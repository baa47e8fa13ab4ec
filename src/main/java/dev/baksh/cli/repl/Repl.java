package dev.baksh.cli.repl;

import dev.baksh.cli.app.AppContext;
import dev.baksh.cli.command.JournalCommand;
import dev.baksh.cli.console.CommandLineHelp;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.cli.console.SignalHandlers;
import dev.baksh.cli.repl.ShellSettings.Setting;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.files.FileNameSanitizer;
import dev.baksh.client.px.backend.RbacServices;
import dev.baksh.dsl.BakshScript;
import dev.baksh.dsl.BoundRow;
import dev.baksh.dsl.DslNames;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.output.OutputFormat;
import dev.baksh.script.compile.ErrorTranslator;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.session.EvaluationSession;
import dev.baksh.script.transform.ScriptTasks;
import dev.baksh.shell.InputHighlighter;
import dev.baksh.shell.Jobs;
import dev.baksh.shell.Shell;
import dev.baksh.shell.ShellConfig;
import dev.baksh.shell.SuspendWidget;
import dev.baksh.shell.complete.ArgumentCompleter;
import dev.baksh.shell.complete.CompletionContext;
import dev.baksh.shell.complete.DslCompleter;
import dev.baksh.shell.complete.ShellCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.utils.InfoCmp;

/** Starter of the interactive shell: builds the object graph of a session and runs it; the read loop is in {@link Shell}. */
public final class Repl implements AppContext.InteractiveUser {
    private static final String SANDBOX_HINT =
            "in another terminal: baksh sandbox; or start the shell with its own servers: baksh --sandbox";

    private final AppContext app;
    private final CommandExecutor commandExecutor;
    private final Set<Setting> displaySettings = Setting.defaults();
    private final ShellSettings settingsCommands;
    private final Jobs jobs;
    private volatile Shell shell;
    private volatile ErrorTranslator errorTranslator;
    private volatile EvaluationSession session;

    /** Executor of a command of the command line; returns the exit code. */
    @FunctionalInterface
    public interface CommandExecutor {
        int execute(CommandLineOptions options);
    }

    /** @param commandExecutor executes the commands that the shell shares with the command line */
    public Repl(AppContext app, CommandExecutor commandExecutor) {
        this.app = app;
        this.commandExecutor = commandExecutor;
        this.settingsCommands = new ShellSettings(app, displaySettings);
        this.jobs = new Jobs(app.environment.time(), app.console::showNotice);
    }

    /** Runs the session until the user leaves it; returns the exit code. */
    public int run() {
        app.console.setInShell(true);
        List<Path> libraries = app.environment.sharedLibraries();
        ScriptCompiler compiler = new ScriptCompiler(Repl.class.getClassLoader(), BakshScript.class, libraries);
        errorTranslator = new ErrorTranslator(compiler, List.of(ScriptExit.class));
        session = new EvaluationSession(compiler, errorTranslator, () -> app.createBinding(List.of()));
        boolean interactive = app.environment.canAskUser() && app.environment.isOutTerminal();
        // At a terminal, the user can continue while threads run. Piped input waits for its threads, as a script does.
        ScriptTasks tasks = interactive ? ScriptTasks.begin() : null;
        session.setSupervisor(interactive ? input -> reportTaskErrors(tasks, input) : app::supervise);
        Thread.UncaughtExceptionHandler previousHandler = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> reportThreadError(error));
        int code;
        try (Terminal terminal = openTerminal(interactive)) {
            // JLine handles no signals on a dumb terminal.
            if (interactive && terminal instanceof DumbTerminal)
                SignalHandlers.register("INT", () -> terminal.raise(Terminal.Signal.INT));
            ShellTerminal shellTerminal = new ShellTerminal(
                    terminal,
                    app.console,
                    displaySettings,
                    () -> shell,
                    new SuspendWidget(terminal, terminal.getAttributes()));
            if (interactive) {
                // Must precede the use of servers, since a server may prompt for its credential.
                ShellPrompts prompt = new ShellPrompts(shellTerminal, app.console, app.options);
                app.attachUser(this, prompt, prompt);
                printGreeting();
                app.console.attach(shellTerminal);
            }
            SessionCommands sessionCommands = new SessionCommands(app, session, jobs);
            session.setDryRun(() -> app.guard.mode().dryRun(), app.guard::unsentWrites);
            session.setServers(() -> app.hasServers() ? settingsCommands.serverNames() : Map.of());
            shell = new Shell(terminal, session, createConfig(interactive, session, shellTerminal, sessionCommands));
            code = shell.run(interactive ? sessionCommands::runStartFile : () -> {});
        } catch (IOException e) {
            throw BakshException.usageError("the terminal cannot be used: " + e.getMessage(), null);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(previousHandler);
            app.console.setInShell(false);
            app.console.attach(null); // The terminal is closed.
        }
        if (interactive) awaitWrites(tasks);
        return code;
    }

    /** Waits for the writes of the threads at the end of the shell, until Ctrl-C, and prints the errors of the threads. */
    private void awaitWrites(ScriptTasks tasks) {
        if (app.guard.writesInProgress() == 0) return;
        // JLine has restored the handler of the process, which would end it without a word about the write.
        SignalHandlers.register("INT", Thread.currentThread()::interrupt);
        Thread.UncaughtExceptionHandler previousHandler = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> reportThreadError(error));
        try {
            app.awaitWrites();
        } finally {
            tasks.takeErrors().forEach(this::reportThreadError);
            Thread.setDefaultUncaughtExceptionHandler(previousHandler);
        }
    }

    /** Executes an input, then prints the errors of ended tasks whose results the user has not read. */
    private Object reportTaskErrors(ScriptTasks tasks, Callable<?> input) throws Exception {
        try {
            return input.call();
        } finally {
            tasks.takeErrors().forEach(this::reportThreadError);
        }
    }

    /** Prints the error that ended a thread in one line. */
    private void reportThreadError(Throwable error) {
        RuntimeException translated = errorTranslator.translate(error, app.createBinding(List.of()));
        if (translated instanceof BakshException e) app.console.printError(e);
        else app.console.showNotice("exit ended this thread only; :quit leaves the shell");
    }

    private Terminal openTerminal(boolean interactive) throws IOException {
        if (!interactive)
            return new DumbTerminal(
                    "baksh",
                    "dumb",
                    app.environment.in(),
                    OutputStream.nullOutputStream(), // Only the console writes.
                    StandardCharsets.UTF_8);
        // JLine has built-in capabilities for common terminals but still starts the process infocmp; loading the
        // capabilities here saves that time before the prompt.
        String type = app.environment.env().getOrDefault("TERM", "dumb");
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
        String names = app.servers().all().stream().map(ServerConfig::label).collect(Collectors.joining(", "));
        if (names.isEmpty()) {
            app.console.showNotice(
                    "no server is configured: set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or start with --sandbox");
        } else {
            app.console.showNotice("baksh: " + names + ". help for help, :quit to leave");
        }
        new JournalCommand(app).warnAboutUnsettled();
    }

    private ShellConfig createConfig(
            boolean interactive,
            EvaluationSession session,
            ShellTerminal shellTerminal,
            SessionCommands sessionCommands) {
        Map<String, Catalog> catalogs = app.catalogs.all();
        Map<String, ShellCommand> commands = createCommands(catalogs, shellTerminal, sessionCommands);
        RowNameLoader rowNameLoader = new RowNameLoader(
                app, interactive ? app.environment.directories().state().resolve("names") : null);
        CompletionContext context = createContext(catalogs, session);
        return new ShellConfig(
                interactive,
                () -> renderPrompt(shellTerminal),
                new DslCompleter(context, rowNameLoader, commands),
                value -> {
                    boolean isDryRunRow = value instanceof BoundRow row && row.planned();
                    if (isDryRunRow) return; // The dry run has already printed the curl line.
                    app.console.print(value instanceof BakshException failure ? formatFailure(failure) : value);
                    rowNameLoader.learn(value);
                },
                app.console::printError,
                lines -> app.console.printText(String.join("\n", lines) + "\n"),
                app.console::showNotice,
                commands,
                () -> interactive ? historyFile() : null,
                app::containsSecret,
                new InputHighlighter(
                        context,
                        commands,
                        shellTerminal::isColourEnabled,
                        () -> displaySettings.contains(Setting.SUGGEST),
                        () -> displaySettings.contains(Setting.TIPS)),
                () -> confirmQuit(shellTerminal),
                duration -> {
                    if (displaySettings.contains(Setting.TIMING)) app.console.showNotice(duration.toMillis() + " ms");
                });
    }

    /** Returns the commands of the shell with their help, outside of a shell; their actions must not run. */
    public static Map<String, ShellCommand> commandsForHelp(AppContext app) {
        Repl repl = new Repl(app, options -> ExitCode.OK.code());
        return repl.createCommands(Map.of(), null, new SessionCommands(app, null, repl.jobs));
    }

    private Map<String, ShellCommand> createCommands(
            Map<String, Catalog> catalogs, ShellTerminal shellTerminal, SessionCommands sessionCommands) {
        Map<String, ShellCommand> commands = new LinkedHashMap<>();
        commands.put("help", sessionCommands.helpCommand(catalogs, () -> commands));
        settingsCommands.addCommands(commands);
        sessionCommands.addCommands(commands, shellTerminal);
        new RunbookCommands(app, jobs::runningCount).addCommands(commands);
        commands.put("sandbox", ShellCommand.withoutArgument("not in the shell: " + SANDBOX_HINT, Repl::refuseSandbox));
        for (String name : CommandLineOptions.COMMANDS) {
            ArgumentCompleter completer = CommandLineOptions.takesArguments(name)
                    ? new CommandLineCompleter(app, name)
                    : ArgumentCompleter.NONE;
            commands.putIfAbsent(
                    name,
                    new ShellCommand(
                            () -> CommandLineHelp.summary(name), typed -> runCommandLine(name, typed), completer, ""));
        }
        return commands;
    }

    /** The command would run until Ctrl-C and print secrets for another process. */
    private static void refuseSandbox() {
        throw BakshException.usageError(":sandbox does not work in the shell", SANDBOX_HINT);
    }

    /** Executes a command of the command line with the servers, the mode and the settings of the shell. */
    private void runCommandLine(String name, String typed) {
        List<String> args = RunbookCommands.splitArguments(typed);
        args.add(0, name);
        CommandLineOptions options = CommandLineOptions.atPrompt(args, app.options);
        OutputFormat previousFormat = app.options.format;
        app.options.format = options.format;
        try {
            int code = commandExecutor.execute(options);
            if (code != ExitCode.OK.code()) throw new ScriptExit(code);
        } finally {
            app.options.format = previousFormat;
        }
    }

    /** Returns the text of {@code _err}: message and hint. */
    private String formatFailure(BakshException failure) {
        String hint = app.console.toCommandForm(failure.hint());
        return failure.getMessage()
                + (hint == null ? "" : hint.lines().map(line -> "\n  " + line).collect(Collectors.joining()));
    }

    private static CompletionContext createContext(Map<String, Catalog> catalogs, EvaluationSession session) {
        Map<String, CompletionContext.BlockWord> roleWords = new LinkedHashMap<>();
        DslNames.specialBlockVerbs(catalogs.get("px").noun("roles").operation("create"))
                .forEach((word, help) ->
                        roleWords.put(word, new CompletionContext.BlockWord(help, RbacServices.services())));
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
        String name = settingsCommands.serversInUse().stream()
                .map(server -> server.kind() + "-" + FileNameSanitizer.encode(server.name()))
                .collect(Collectors.joining("+"));
        String fileName = name.isEmpty() ? "none" : name;
        return app.environment.directories().state().resolve("histories").resolve(fileName);
    }

    private String renderPrompt(ShellTerminal shellTerminal) {
        app.guard.startExpression();
        return settingsCommands
                .prompt(jobs.runningCount())
                .render(shellTerminal.isColourEnabled(), app.console.width());
    }

    private boolean confirmQuit(ShellTerminal shellTerminal) {
        int jobCount = jobs.runningCount();
        if (jobCount == 0) return true;
        String question = (jobCount == 1 ? "1 job is" : jobCount + " jobs are") + " running. Leave and stop "
                + (jobCount == 1 ? "it" : "them") + "? [y/N] ";
        try {
            String reply = shellTerminal.readLine(question);
            return reply == null || Console.isYes(reply);
        } catch (BakshException e) { // Ctrl-C
            Thread.interrupted(); // Otherwise the next line would end at once.
            return false;
        }
    }

    @Override
    public void unlock(Duration duration, String reason) {
        settingsCommands.unlock(duration, reason);
    }

    @Override
    public Object background(Callable<?> task) {
        int input = session.currentInput();
        Callable<?> translatedTask = () -> {
            boolean succeeded = false;
            try {
                Object value = task.call();
                succeeded = true;
                return value;
            } catch (BakshException | InterruptedException e) {
                throw e;
            } catch (Throwable e) { // A failing assert is an Error.
                throw errorTranslator.translate(e, app.createBinding(List.of()));
            } finally {
                if (!succeeded) session.markFailed(input);
            }
        };
        return jobs.start(translatedTask, app.redactor.redact(shell.currentText()));
    }
}
