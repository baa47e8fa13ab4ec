package dev.baksh.output;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;

/**
 * What the place that is written to can show.
 *
 * @param width    columns of the screen; below 1 means not known, and 80 is taken
 * @param color    colours may be used; they are only ever an addition
 * @param terminal a terminal reads the output: control characters of the text are shown, never sent
 * @param now      the moment that ages in tables are counted from
 * @param zone     of the person at the terminal: there local time stands beside UTC, and nowhere else
 */
public record OutputStyle(int width, boolean color, boolean terminal, Instant now, ZoneId zone) {
    private static final int DEFAULT_WIDTH = 80;

    /** Wider than any table; the terminal wraps the lines. */
    private static final int UNLIMITED_WIDTH = 10_000;

    /** The same without an end to its lines. */
    OutputStyle withUnlimitedWidth() {
        return new OutputStyle(UNLIMITED_WIDTH, color, terminal, now, zone);
    }

    public OutputStyle {
        Objects.requireNonNull(now);
        Objects.requireNonNull(zone);
        if (width < 1) width = DEFAULT_WIDTH;
    }
}
