package dev.baksh.shell.complete;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Command of the shell, typed after a colon.
 *
 * @param helpSource supplies the line for the list of commands, when it is shown
 * @param action receives the stripped argument, or an empty string; a BakshException is shown to the user
 * @param details further text of the help page; may be empty
 */
public record ShellCommand(
        Supplier<String> helpSource, Consumer<String> action, ArgumentCompleter arguments, String details) {
    private static final String HELP_HELP =
            "this list; help NAME explains a word: help table, help :watch, help n2ws.policies";
    private static final String HISTORY_HELP = "the last inputs; :history 50 for more";
    private static final String QUIT_HELP = "leaves the shell (also :q, exit, Ctrl-D)";

    /** Creates a command without details. */
    public ShellCommand(String help, Consumer<String> action, ArgumentCompleter arguments) {
        this(() -> help, action, arguments, "");
    }

    /** Returns the line for the list of commands. */
    public String help() {
        return helpSource.get();
    }

    /** Creates a command without completion of its argument. */
    public ShellCommand(String help, Consumer<String> action) {
        this(help, action, typed -> Map.of());
    }

    /** Returns the command with details for its help page. */
    public ShellCommand withDetails(String text) {
        return new ShellCommand(helpSource, action, arguments, text);
    }

    /** Creates a command without argument. */
    public static ShellCommand withoutArgument(String help, Runnable action) {
        return new ShellCommand(help, ignored -> action.run(), ArgumentCompleter.NONE);
    }

    /** Creates a command with a completion of its argument; see {@link ArgumentCompleter#completions}. */
    public static ShellCommand withCompletions(
            String help, Consumer<String> action, Function<String, ? extends Collection<String>> completions) {
        return new ShellCommand(help, action, ArgumentCompleter.completions(completions));
    }

    /** Creates a command whose argument is one of these words. */
    public static ShellCommand withChoices(String help, Consumer<String> action, String... choices) {
        return withCompletions(
                help, action, typed -> typed.isBlank() || typed.matches("\\S+") ? List.of(choices) : List.of());
    }

    /** Creates a command whose argument is a file name. */
    public static ShellCommand withFileArgument(String help, Consumer<String> action) {
        return withCompletions(
                help,
                action,
                typed -> FileCompleter.listEntries(ArgumentLine.parse(typed).lastText()));
    }

    /** Returns the names of all commands, built-in commands included. */
    public static Set<String> names(Map<String, ShellCommand> customCommands) {
        Set<String> names = new LinkedHashSet<>(customCommands.keySet());
        names.addAll(List.of("help", "history", "quit"));
        return names;
    }

    /** Returns the help line of each command by name, built-in commands included. */
    public static Map<String, String> help(Map<String, ShellCommand> customCommands) {
        Map<String, String> help = new LinkedHashMap<>();
        customCommands.forEach((name, command) -> help.put(name, command.help()));
        help.putIfAbsent("help", HELP_HELP);
        help.putIfAbsent("history", HISTORY_HELP);
        help.put("quit", QUIT_HELP);
        return help;
    }
}
