package dev.baksh.cli;

import dev.baksh.api.BakshException;
import dev.baksh.api.Time;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/**
 * Clock for tests of {@code --sandbox}: stands at the time that the variable {@code BAKSH_SANDBOX_NOW} gives, and goes on
 * only where baksh waits. Both the run and its sandbox follow this clock, so that two runs print the same whenever they
 * are started. A recording has the machine's time.
 */
final class SandboxTime extends Clock implements Time {
    private static final String VARIABLE = "BAKSH_SANDBOX_NOW";

    private final ZoneId zone;
    private Instant now;
    private long waited;

    private SandboxTime(Instant now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /**
     * The time of a run: this clock where the variable asks for it, otherwise that of the surroundings.
     *
     * @throws BakshException (exit 2) the variable holds no time
     */
    static Time of(Options options, Surroundings surroundings) {
        String given = surroundings.env().get(VARIABLE);
        boolean taped = options.record != null || options.replay != null;
        if (given == null || !options.sandbox || taped) return surroundings.time();
        try {
            return new SandboxTime(Instant.parse(given), surroundings.time().zone());
        } catch (DateTimeParseException e) {
            throw BakshException.usage(VARIABLE + " takes a time in UTC: 2026-03-04T05:06:07Z", null);
        }
    }

    /** What the sandbox of a run goes by. */
    static Clock ofSandbox(Time time) {
        return time instanceof SandboxTime own ? own : Clock.systemUTC();
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
        Thread.sleep(1); // What is waited for may need the processor, and an interrupt ends the wait.
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
