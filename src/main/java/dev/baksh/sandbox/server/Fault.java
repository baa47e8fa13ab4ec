package dev.baksh.sandbox.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * Fault of one request, for {@link FaultInjector}. A fault with a response, a drop and a reset replace the execution of
 * the request; {@link #afterExecution()} executes the request first, like a response that is lost after a commit.
 *
 * @param executesRequest true if the server executes the request
 * @param response response of the fault; null for the normal response, or for no response
 * @param beforeAction action before the execution of the request
 */
public record Fault(
        Kind kind, boolean executesRequest, Function<EmulatedServer, ServerResponse> response, Runnable beforeAction) {
    /** Effect of a fault on the connection. */
    enum Kind {
        RESPONSE,
        DROP,
        RESET,
        TRUNCATE
    }

    private interface Wait {
        void await() throws InterruptedException;
    }

    private static Fault responding(Function<EmulatedServer, ServerResponse> response) {
        return new Fault(Kind.RESPONSE, false, response, () -> {});
    }

    /** Returns a fault that responds with this status and body. */
    public static Fault status(int status, String contentType, String body) {
        return responding(server -> ServerResponse.text(status, contentType, body.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Returns a fault that responds with an HTML page, like a proxy: {@code html(502)}, or {@code html(200)} for a
     * login page.
     */
    public static Fault html(int status) {
        return responding(server -> ServerResponse.html(status, status == 200 ? "Sign in" : status + " Error"));
    }

    /** Returns a fault that responds with 307 and this location. */
    public static Fault redirect(String location) {
        return responding(server -> ServerResponse.empty(307).withHeader("Location", location));
    }

    /** Returns a fault that responds with the server's 401 for an invalid token. */
    public static Fault unauthorized() {
        return responding(EmulatedServer::unauthorizedResponse);
    }

    /** Returns a fault that responds with 429 and Retry-After in whole seconds. */
    public static Fault throttled(Duration retryAfter) {
        return responding(server -> server.throttledResponse(retryAfter));
    }

    /** Returns a fault that closes the connection without a response. */
    public static Fault drop() {
        return new Fault(Kind.DROP, false, null, () -> {});
    }

    /** Returns a fault that resets the connection (TCP RST) without a response. */
    public static Fault reset() {
        return new Fault(Kind.RESET, false, null, () -> {});
    }

    /** Returns a fault that executes the request, sends half of the response body and closes the connection. */
    public static Fault truncate() {
        return new Fault(Kind.TRUNCATE, true, null, () -> {});
    }

    /** Returns a fault that delays the request by a duration in real time. */
    public static Fault delay(Duration delay) {
        return waiting(() -> Thread.sleep(delay.toMillis()));
    }

    /** Returns a fault that delays the request until the latch is open. */
    public static Fault waitFor(CountDownLatch latch) {
        return waiting(latch::await);
    }

    /** Returns a fault that runs an action before the request, for example a change of rows between two pages. */
    public static Fault runBefore(Runnable action) {
        return new Fault(Kind.RESPONSE, true, null, action);
    }

    /** Returns the same fault with one more response header. */
    public Fault withHeader(String name, String value) {
        return new Fault(kind, executesRequest, server -> response.apply(server).withHeader(name, value), beforeAction);
    }

    /**
     * Returns the same fault after the execution of the request: the caller cannot know that the request was executed.
     */
    public Fault afterExecution() {
        return new Fault(kind, true, response, beforeAction);
    }

    private static Fault waiting(Wait wait) {
        return runBefore(() -> {
            try {
                wait.await();
            } catch (InterruptedException e) {
                // The sandbox is closing: the request continues at once. The socket is already closed, which ends the
                // connection.
                Thread.currentThread().interrupt();
            }
        });
    }
}
