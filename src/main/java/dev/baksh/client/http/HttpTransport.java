package dev.baksh.client.http;

import dev.baksh.client.api.TimeSource;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Transport that sends requests to one server: the {@link OkHttpTransport}, or a transport that records or replays
 * requests.
 */
public interface HttpTransport {
    /**
     * Sends a request once.
     *
     * @throws TransportException if no complete response arrives
     */
    HttpResponse send(HttpRequest request);

    /**
     * Sends a read once. If the response is a file, streams the file.
     *
     * @param destination opened after a successful response with a file
     * @param time clock for the speed limit of the stream
     * @throws TransportException if no complete response arrives
     */
    Download download(HttpRequest request, DownloadTarget destination, TimeSource time);

    /** Runs work that sends requests, in another thread if this transport has threads, else in the calling thread. */
    default <T> Future<T> submit(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        task.run();
        return task;
    }

    /**
     * Asks the user about an untrusted server key; returns true if the failure has this cause and the user now trusts
     * the key.
     */
    default boolean confirmHostKey(TransportException e) {
        return false;
    }

    /** Returns {@code HOST:PORT} of a proxy that could respond in place of the server, or null. */
    default String forwardProxy() {
        return null;
    }

    /**
     * Response to a download.
     *
     * @param response the response; without its body if the body was streamed
     * @param byteCount number of streamed bytes, or -1 if the response is not a file
     */
    record Download(HttpResponse response, long byteCount) {}
}
