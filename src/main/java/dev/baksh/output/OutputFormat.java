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
        int place = name == null ? -1 : names.indexOf(name.toLowerCase(Locale.ROOT));
        if (place >= 0) return values()[place];
        String wrong = name == null ? "" : name;
        throw BakshException.usage(
                "unknown output format '" + TerminalEscaper.safe(wrong) + "'",
                NameSuggestions.suggest(wrong, names, "formats"));
    }
}
