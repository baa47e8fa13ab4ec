package dev.baksh.script.transform;

import java.time.Instant;

/**
 * Clock of one run: the {@code now} that stays constant during the run. The class loader of the run implements the
 * clock.
 */
public interface RunClock {
    /** Returns the start of the run; in a resumed run, the recorded start. */
    Instant now();
}
