package dev.baksh.client.http;

import dev.baksh.client.api.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** What carries one request to one server, once: the {@link OkHttpTransport}, or a {@code Tape} of what it carried before. */
public interface HttpTransport {
    /**
     * Sends once.
     *
     * @throws TransportException when no whole answer came
     */
    HttpResponse send(HttpRequest request);

    /**
     * Sends a read whose answer may be a file, which is handed on as it comes.
     *
     * @throws TransportException when no whole answer came
     */
    DownloadResponse download(HttpRequest request, DownloadTarget destination, TimeSource time);

    /** Does work that sends, beside the calling thread where this transport has threads, otherwise at once. */
    default <T> Future<T> submit(Supplier<T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        try {
            future.complete(work.get());
        } catch (RuntimeException e) {
            future.completeExceptionally(e);
        }
        return future;
    }

    /** True when nothing was sent because nobody vouches for the server, and the person now does. */
    default boolean confirmHostKey(TransportException e) {
        return false;
    }
}
