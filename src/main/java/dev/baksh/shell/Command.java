package dev.baksh.shell;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One of the shell's own words, typed after a colon.
 *
 * @param help      one line for the list of commands
 * @param action    gets what was typed after the word, stripped, or an empty text; a BakshException is shown like any other
 * @param arguments for TAB: from what was typed after the word so far to what its last word may become; asks no server
 */
public record Command(String help, Consumer<String> action, Function<String, Collection<String>> arguments) {
    /** One whose argument cannot be completed. */
    public Command(String help, Consumer<String> action) {
        this(help, action, typed -> List.of());
    }

    /** One that takes one of these words. */
    public static Command of(String help, Consumer<String> action, String... words) {
        return new Command(
                help, action, typed -> typed.isBlank() || typed.matches("\\S+") ? List.of(words) : List.of());
    }

    /** One that takes the name of a file. */
    public static Command ofFile(String help, Consumer<String> action) {
        return new Command(help, action, FileNames::under);
    }
}
