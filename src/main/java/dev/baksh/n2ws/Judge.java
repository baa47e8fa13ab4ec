package dev.baksh.n2ws;

import dev.baksh.api.Row;

/** Tells by a row how what it stands for has gone, never by guess. */
interface Judge {
    Verdict verdict(Row row);

    /** What people call it: {@code backup 241 of "nightly"}. */
    String name(Row row);

    /** The next step after an end without success, or null. */
    String afterBad(Row row);
}
