package dev.baksh.output;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;

/**
 * Capabilities of the output device.
 *
 * @param width    columns of the screen; below 1 means unknown, and 80 is used
 * @param color    colours may be used; the output is complete without them
 * @param terminal the output is a terminal: control characters in text are escaped
 * @param now      reference time for ages in tables
 * @param zone     time zone of the user; on a terminal local time is shown beside UTC
 */
public record OutputStyle(int width, boolean color, boolean terminal, Instant now, ZoneId zone) {
    private static final int DEFAULT_WIDTH = 80;

    /** Width for lines that must not be truncated; the terminal wraps them. */
    private static final int UNLIMITED_WIDTH = 10_000;

    TableColors colors() {
        return new TableColors(color);
    }

    /** Returns the style without a width limit. */
    OutputStyle withUnlimitedWidth() {
        return new OutputStyle(terminal ? UNLIMITED_WIDTH : Integer.MAX_VALUE, color, terminal, now, zone);
    }

    public OutputStyle {
        Objects.requireNonNull(now);
        Objects.requireNonNull(zone);
        if (width < 1) width = DEFAULT_WIDTH;
    }
}
