package dev.baksh.output;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Capabilities of the output device, and the colours of tables. Results contain no other escape sequences.
 *
 * @param width    columns of the screen; below 1 means unknown, and 80 is used
 * @param color    colours may be used; the output is complete without them
 * @param terminal the output is a terminal: control characters in text are escaped
 * @param now      reference time for ages in tables
 * @param zone     time zone of the user; on a terminal local time is shown beside UTC
 * @param redactor replaces the known secrets in a text
 */
public record OutputStyle(
        int width, boolean color, boolean terminal, Instant now, ZoneId zone, UnaryOperator<String> redactor) {
    private static final int DEFAULT_WIDTH = 80;

    /** Width for lines that must not be truncated; the terminal wraps them. */
    private static final int UNLIMITED_WIDTH = 10_000;

    private static final String RESET = "\u001b[0m";
    private static final String BOLD = "\u001b[1m";
    private static final String FAINT = "\u001b[2m";
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String GREEN = "\u001b[32m";

    /** Returns the style without a width limit. */
    OutputStyle withUnlimitedWidth() {
        return new OutputStyle(terminal ? UNLIMITED_WIDTH : Integer.MAX_VALUE, color, terminal, now, zone, redactor);
    }

    /** Creates a style for output that is redacted elsewhere. */
    public OutputStyle(int width, boolean color, boolean terminal, Instant now, ZoneId zone) {
        this(width, color, terminal, now, zone, UnaryOperator.identity());
    }

    public OutputStyle {
        Objects.requireNonNull(now);
        Objects.requireNonNull(zone);
        Objects.requireNonNull(redactor);
        if (width < 1) width = DEFAULT_WIDTH;
    }

    String bold(String text) {
        return colorize(BOLD, text);
    }

    String faint(String text) {
        return colorize(FAINT, text);
    }

    String paint(Cell.Kind kind, String text) {
        if (kind == Cell.Kind.STATUS) return colorize(YELLOW, text);
        if (kind == Cell.Kind.STATUS_SUCCESS) return colorize(GREEN, text);
        if (kind == Cell.Kind.STATUS_FAILURE) return colorize(RED, text);
        if (kind != Cell.Kind.BOOLEAN) return text;
        return colorize(text.equals("true") ? GREEN : FAINT, text);
    }

    private String colorize(String code, String text) {
        return color && !text.isEmpty() ? code + text + RESET : text;
    }
}
