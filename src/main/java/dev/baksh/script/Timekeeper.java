package dev.baksh.script;

import java.time.Instant;

/** A loader of classes that belong to one run: it knows what {@code now} is there. */
interface Timekeeper {
    Instant now();
}
