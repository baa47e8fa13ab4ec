package dev.baksh.shell.complete;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One of the shell's own words, typed after a colon.
 *
 * @param help      one line for the list of commands
 * @param action    gets what was typed after the word, stripped, or an empty text; a BakshException is shown like any other
 */
public record ShellCommand(String help, Consumer<String> action, ArgumentCompleter arguments) {
    /** One whose argument cannot be completed. */
    public ShellCommand(String help, Consumer<String> action) {
        this(help, action, typed -> Map.of());
    }

    /** One that takes nothing behind it. */
    public static ShellCommand withoutArgument(String help, Runnable action) {
        return new ShellCommand(help, ignored -> action.run(), ArgumentCompleter.NONE);
    }

    /** One that takes one of these words. */
    public static ShellCommand withChoices(String help, Consumer<String> action, String... choices) {
        return new ShellCommand(
                help,
                action,
                ArgumentCompleter.completions(
                        typed -> typed.isBlank() || typed.matches("\\S+") ? List.of(choices) : List.of()));
    }

    /** One that takes the name of a file. */
    public static ShellCommand withFileArgument(String help, Consumer<String> action) {
        return new ShellCommand(help, action, ArgumentCompleter.completions(FileCompleter::listEntries));
    }

    /** Help line of each command by its name, with those of the built-in commands. */
    public static Map<String, String> help(Map<String, ShellCommand> customCommands) {
        Map<String, String> help = new LinkedHashMap<>();
        customCommands.forEach((name, command) -> help.put(name, command.help()));
        help.putIfAbsent("help", "this list; :help n2ws.policies for what is there");
        help.putIfAbsent("history", "what was typed lately; :history 50 for more");
        help.put("quit", "leave (also :q, Ctrl-D)");
        return help;
    }
}
