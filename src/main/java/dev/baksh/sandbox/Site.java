package dev.baksh.sandbox;

import java.time.Duration;

/** One server behind a {@link Door}. */
interface Site {
    /** {@code n2ws} or {@code px}, as in {@link Seen}. */
    String name();

    /** Carries the request out. Called by many threads. */
    Answer answer(Ask ask);

    /** True for requests that ask for a token, which are counted while they are under way. */
    boolean asksForToken(Ask ask);

    /** The server's own words for a token that it does not take. */
    Answer unauthorized();

    /** The server's own words for too many requests. */
    Answer throttled(Duration retryAfter);
}
