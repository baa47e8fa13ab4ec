package dev.baksh.exchange;

import dev.baksh.api.Time;

/** What carries one request to one server, once: the {@link Wire}, or a {@link Tape} of what it carried before. */
public interface Transport {
    /**
     * Sends once.
     *
     * @throws WireException when no whole answer came
     */
    WireAnswer send(WireRequest request);

    /**
     * Sends a read whose answer may be a file, which is handed on as it comes.
     *
     * @throws WireException when no whole answer came
     */
    WireFile receive(WireRequest request, Destination to, Time time);

    /** True when nothing was sent because nobody vouches for the server, and the person now does. */
    default boolean introduced(WireException e) {
        return false;
    }
}
