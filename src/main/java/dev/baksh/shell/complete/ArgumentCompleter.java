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
    Map<String, String> words(String typed);

    /** What is shown behind the cursor while this is typed; waits for nothing. Empty for nothing. */
    default String tip(String typed) {
        return "";
    }

    /** Words that need no help. */
    static ArgumentCompleter words(Function<String, ? extends Collection<String>> words) {
        return typed -> {
            Map<String, String> plain = new LinkedHashMap<>();
            words.apply(typed).forEach(word -> plain.put(word, null));
            return plain;
        };
    }
}
