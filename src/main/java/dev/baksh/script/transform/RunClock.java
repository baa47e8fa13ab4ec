package dev.baksh.script.transform;

import java.time.Instant;

/** Class loader of one run that knows the {@code now} of the run. */
public interface RunClock {
    Instant now();
}
