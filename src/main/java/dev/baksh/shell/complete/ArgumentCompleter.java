package dev.baksh.shell.complete;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** What may follow one of the shell's own words. Asks no server and runs nothing. */
public interface ArgumentCompleter {
    /** Of a command that takes nothing behind it; with something there it is not carried out. */
    ArgumentCompleter NONE = typed -> Map.of();

    /**
     * What the last word of a text may become, each with a line of help or null.
     *
     * @param typed after the command's word, so far
     */
    Map<String, String> completions(String typed);

    /** What is shown behind the cursor while this is typed; waits for nothing. Empty for nothing. */
    default String hint(String typed) {
        return "";
    }

    /** Words that need no help. */
    static ArgumentCompleter completions(Function<String, ? extends Collection<String>> source) {
        return typed -> {
            Map<String, String> completions = new LinkedHashMap<>();
            source.apply(typed).forEach(word -> completions.put(word, null));
            return completions;
        };
    }
}
