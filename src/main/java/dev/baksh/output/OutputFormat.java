package dev.baksh.output;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Output format, as in {@code -o}. */
public enum OutputFormat {
    /** Text table for the user; fits the screen width. */
    TABLE,
    /** One JSON value; a list is one array. */
    JSON,
    /** One compact JSON value for each line. */
    NDJSON,
    /** CSV (RFC 4180) with a header. */
    CSV,
    YAML,
    /** Table in GitHub Markdown. */
    MD;

    /** Names of all formats, as in {@code -o}. */
    public static List<String> names() {
        return Arrays.stream(values())
                .map(format -> format.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /**
     * Returns the format with this name, in any case.
     *
     * @throws BakshException unknown name (usage error), with a suggestion
     */
    public static OutputFormat parse(String name) {
        int index = name == null ? -1 : names().indexOf(name.toLowerCase(Locale.ROOT));
        if (index >= 0) return values()[index];
        String unknownName = name == null ? "" : name;
        throw BakshException.usageError(
                "unknown output format '" + TerminalEscaper.sanitize(unknownName) + "'",
                NameSuggestions.suggest(unknownName, names(), "formats"));
    }
}
