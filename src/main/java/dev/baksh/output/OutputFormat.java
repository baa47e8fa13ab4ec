package dev.baksh.output;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a value is written, as {@code -o} names it. */
public enum OutputFormat {
    /** For a person; fits the width. */
    TABLE,
    /** One JSON value; a list is one array. */
    JSON,
    /** One compact JSON value a line. */
    NDJSON,
    /** RFC 4180 with a header. */
    CSV,
    YAML,
    /** A table of GitHub's Markdown. */
    MD;

    /**
     * The format of this name, in any case.
     *
     * @throws BakshException of kind usage for any other word, with a suggestion
     */
    public static OutputFormat parse(String name) {
        List<String> names = Arrays.stream(values())
                .map(format -> format.name().toLowerCase(Locale.ROOT))
                .toList();
        int index = name == null ? -1 : names.indexOf(name.toLowerCase(Locale.ROOT));
        if (index >= 0) return values()[index];
        String unknownName = name == null ? "" : name;
        throw BakshException.usageError(
                "unknown output format '" + TerminalEscaper.sanitize(unknownName) + "'",
                NameSuggestions.suggest(unknownName, names, "formats"));
    }
}
