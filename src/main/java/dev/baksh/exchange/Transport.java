package dev.baksh.exchange;

import dev.baksh.client.api.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;

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
    WireFile receive(WireRequest request, Destination to, TimeSource time);

    /** Does work that sends, beside the calling thread where this transport has threads, otherwise at once. */
    default <T> Future<T> later(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            done.complete(work.get());
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    /** True when nothing was sent because nobody vouches for the server, and the person now does. */
    default boolean introduced(WireException e) {
        return false;
    }
}
