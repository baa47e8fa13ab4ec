package dev.baksh.shell;

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
public record Command(String help, Consumer<String> action, Arguments arguments) {
    /** One whose argument cannot be completed. */
    public Command(String help, Consumer<String> action) {
        this(help, action, typed -> Map.of());
    }

    /** One that takes nothing behind it. */
    public static Command alone(String help, Runnable action) {
        return new Command(help, nothing -> action.run(), Arguments.NONE);
    }

    /** One that takes one of these words. */
    public static Command of(String help, Consumer<String> action, String... words) {
        return new Command(
                help,
                action,
                Arguments.words(typed -> typed.isBlank() || typed.matches("\\S+") ? List.of(words) : List.of()));
    }

    /** One that takes the name of a file. */
    public static Command ofFile(String help, Consumer<String> action) {
        return new Command(help, action, Arguments.words(FileNames::under));
    }

    /** Help line of each command by its name, with those of the built-in commands. */
    static Map<String, String> help(Map<String, Command> given) {
        Map<String, String> help = new LinkedHashMap<>();
        given.forEach((name, command) -> help.put(name, command.help()));
        help.putIfAbsent("help", "this list; :help n2ws.policies for what is there");
        help.putIfAbsent("history", "what was typed lately; :history 50 for more");
        help.put("quit", "leave (also :q, Ctrl-D)");
        return help;
    }
}
