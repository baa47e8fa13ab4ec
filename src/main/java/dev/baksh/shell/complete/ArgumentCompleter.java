package dev.baksh.shell.complete;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Completer for the argument of a shell command. Sends no request and runs nothing. */
public interface ArgumentCompleter {
    /** Completer of a command without argument; the shell rejects such a command if an argument follows. */
    ArgumentCompleter NONE = typed -> Map.of();

    /**
     * Returns the candidates for the last word of the argument, without quotes, each with a help line or null.
     *
     * @param typed the input after the name of the command
     */
    Map<String, String> completions(String typed);

    /** Returns the hint to show after the cursor; empty if there is no hint. Must not wait. */
    default String hint(String typed) {
        return "";
    }

    /** Returns a completer for words without help lines. */
    static ArgumentCompleter completions(Function<String, ? extends Collection<String>> source) {
        return typed -> {
            Map<String, String> completions = new LinkedHashMap<>();
            source.apply(typed).forEach(word -> completions.put(word, null));
            return completions;
        };
    }
}
