package dev.baksh.script.transform;

import java.time.Instant;

/** A loader of classes that belong to one run: it knows what {@code now} is there. */
public interface RunClock {
    Instant now();
}
