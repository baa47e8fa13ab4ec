package dev.baksh.script.runbook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One declared parameter of a runbook.
 *
 * @param kind     what it takes
 * @param required it must be given; a required one has no default
 * @param defaultValue   its value when it is not given, a {@link DeferredInstant} when that depends on the time of the run, or null
 * @param help     one line, or null
 * @param choices  the only values that are taken; empty for any
 * @param line     where it is declared
 */
public record RunbookParameter(
        String name, Kind kind, boolean required, Object defaultValue, String help, List<String> choices, int line) {

    /** What a parameter takes; the word that declares it is the name in lower case. */
    public enum Kind {
        STRING("a text"),
        INTEGER("a whole number"),
        NUMBER("a number"),
        DURATION("a length of time: 90s, 30m, 2h, 7d"),
        TIME("a time: 2026-11-21T09:00:00Z or 2026-11-21"),
        LIST("texts with commas between"),
        CHOICE("one of its choices"),
        FLAG("nothing; --no-NAME for no");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        String description() {
            return description;
        }
    }

    /** What it takes, in words. */
    public String describeValues() {
        return choices.isEmpty() ? kind.description().replace("NAME", name) : "one of " + String.join(", ", choices);
    }

    /** What it is for, and what it is when it is not given. */
    public String describe() {
        List<String> parts = new ArrayList<>();
        if (help != null) parts.add(help);
        boolean isUnsetFlag = kind == Kind.FLAG && Boolean.FALSE.equals(defaultValue);
        if (required) parts.add("required");
        else if (defaultValue != null && !isUnsetFlag) parts.add("default " + formatDefault(defaultValue));
        return String.join("; ", parts);
    }

    private static String formatDefault(Object defaultValue) {
        if (defaultValue instanceof Duration duration) return ParameterParser.formatDuration(duration);
        if (defaultValue instanceof List<?> list)
            return String.join(",", list.stream().map(String::valueOf).toList());
        return String.valueOf(defaultValue);
    }
}
