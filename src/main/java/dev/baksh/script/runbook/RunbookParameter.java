package dev.baksh.script.runbook;

import dev.baksh.client.api.SecretNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Declared parameter of a runbook.
 *
 * @param kind type of the value
 * @param required true when a value must be given; a required parameter has no default
 * @param defaultValue value if the user gives no value; a {@link DeferredInstant} for a time relative to the start of
 *     the run; or null
 * @param help one line, or null
 * @param choices the only accepted values; empty for any value
 * @param line line of the declaration
 */
public record RunbookParameter(
        String name, Kind kind, boolean required, Object defaultValue, String help, List<String> choices, int line) {

    /** Type of a parameter; the name in lower case is the verb that declares the parameter. */
    public enum Kind {
        STRING("a string"),
        INTEGER("a whole number"),
        NUMBER("a number"),
        DURATION("a duration: 90s, 30m, 2h, 7d"),
        TIME("a time: 2026-11-21T09:00:00Z or 2026-11-21"),
        LIST("strings separated by commas"),
        CHOICE("one of its choices"),
        FLAG("no value; --no-NAME sets false");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        public String description() {
            return description;
        }
    }

    /** Returns the options that set the parameter. */
    public List<String> optionNames() {
        return kind == Kind.FLAG ? List.of("--" + name, "--no-" + name) : List.of("--" + name);
    }

    /** Describes the accepted values. */
    public String describeValues() {
        return choices.isEmpty() ? kind.description().replace("NAME", name) : "one of " + String.join(", ", choices);
    }

    /** Describes purpose and default. */
    public String describe() {
        List<String> parts = new ArrayList<>();
        if (help != null) parts.add(help);
        boolean isUnsetFlag = kind == Kind.FLAG && Boolean.FALSE.equals(defaultValue);
        if (required) parts.add("required");
        else if (defaultValue != null && !isUnsetFlag)
            parts.add("default " + (SecretNames.isSecret(name) ? SecretNames.REDACTED : formatDefault(defaultValue)));
        return String.join("; ", parts);
    }

    private static String formatDefault(Object defaultValue) {
        if (defaultValue instanceof Duration duration) return ParameterParser.formatDuration(duration);
        if (defaultValue instanceof List<?> list)
            return String.join(",", list.stream().map(String::valueOf).toList());
        return String.valueOf(defaultValue);
    }
}
