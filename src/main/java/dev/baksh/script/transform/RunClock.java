package dev.baksh.script.transform;

import java.time.Instant;

/**
 * Clock of one run: the {@code now} of the script, for code in classes and static methods. The class loader of the run
 * implements the clock.
 */
public interface RunClock {
    /** Returns the current time; in a resumed run, the time that the journal contains for this call. */
    Instant now();
}
