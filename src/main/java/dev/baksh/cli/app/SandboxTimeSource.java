package dev.baksh.cli.app;

import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.TimeSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/**
 * Clock for tests of {@code --sandbox}: starts at the time in the variable {@code BAKSH_SANDBOX_NOW}, and advances only while
 * baksh waits. The run and its sandbox use this clock, so that the output does not depend on the time of the start. A recording
 * uses the time of the machine.
 */
public final class SandboxTimeSource extends Clock implements TimeSource {
    private static final String VARIABLE = "BAKSH_SANDBOX_NOW";

    private final ZoneId zone;
    private Instant now;
    private long waited;

    private SandboxTimeSource(Instant now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /**
     * Returns this clock if the variable is set, and otherwise the time source of the environment.
     *
     * @throws BakshException (exit 2) the variable contains no time
     */
    public static TimeSource of(CommandLineOptions options, ProcessEnvironment environment) {
        String configured = environment.env().get(VARIABLE);
        if (configured == null || !options.sandbox || options.isTaped()) return environment.time();
        try {
            return new SandboxTimeSource(
                    Instant.parse(configured), environment.time().zone());
        } catch (DateTimeParseException e) {
            throw BakshException.usageError(VARIABLE + " takes a time in UTC: 2026-03-04T05:06:07Z", null);
        }
    }

    /** Returns the clock of the sandbox of a run. */
    static Clock ofSandbox(TimeSource time) {
        return time instanceof SandboxTimeSource own ? own : Clock.systemUTC();
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized long nanos() {
        return System.nanoTime() + waited;
    }

    @Override
    public ZoneId zone() {
        return zone;
    }

    @Override
    public void pause(Duration length) throws InterruptedException {
        Thread.sleep(1); // Gives other threads time to run, and lets an interrupt end the wait.
        synchronized (this) {
            now = now.plus(length);
            waited += length.toNanos();
        }
    }

    @Override
    public Instant instant() {
        return now();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId other) {
        throw new UnsupportedOperationException("times of the sandbox are UTC");
    }
}
