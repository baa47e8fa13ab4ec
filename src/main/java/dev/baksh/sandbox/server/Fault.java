package dev.baksh.sandbox.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * Fault of one request, for {@link FaultInjector}. By default the request is not executed; {@link #afterExecution()}
 * executes the request first, like a response that is lost after a commit.
 */
public final class Fault {
    enum Kind {
        RESPONSE,
        UNAUTHORIZED,
        THROTTLED,
        DROP,
        RESET,
        TRUNCATE,
        NONE
    }

    private final Kind kind;
    private final boolean executesRequest;
    private final ServerResponse response;
    private final Duration retryAfter;
    private final Runnable beforeAction;

    private Fault(
            Kind kind, boolean executesRequest, ServerResponse response, Duration retryAfter, Runnable beforeAction) {
        this.kind = kind;
        this.executesRequest = executesRequest;
        this.response = response;
        this.retryAfter = retryAfter;
        this.beforeAction = beforeAction;
    }

    private static Fault create(Kind kind, boolean executesRequest, ServerResponse response) {
        return new Fault(kind, executesRequest, response, null, () -> {});
    }

    /** Returns a fault that responds with this status and body. */
    public static Fault status(int status, String contentType, String body) {
        return create(
                Kind.RESPONSE, false, ServerResponse.text(status, contentType, body.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Returns a fault that responds with an HTML page, like a proxy: {@code html(502)}, or {@code html(200)} for a
     * login page.
     */
    public static Fault html(int status) {
        return create(Kind.RESPONSE, false, ServerResponse.html(status, status == 200 ? "Sign in" : status + " Error"));
    }

    /** Returns a fault that responds with 307 and this location. */
    public static Fault redirect(String location) {
        return create(Kind.RESPONSE, false, ServerResponse.empty(307).withHeader("Location", location));
    }

    /** Returns a fault that responds with the server's 401 for an invalid token. */
    public static Fault unauthorized() {
        return create(Kind.UNAUTHORIZED, false, null);
    }

    /** Returns a fault that responds with 429 and Retry-After in whole seconds. */
    public static Fault throttled(Duration retryAfter) {
        return new Fault(Kind.THROTTLED, false, null, retryAfter, () -> {});
    }

    /** Returns a fault that closes the connection without a response. */
    public static Fault drop() {
        return create(Kind.DROP, false, null);
    }

    /** Returns a fault that resets the connection (TCP RST) without a response. */
    public static Fault reset() {
        return create(Kind.RESET, false, null);
    }

    /** Returns a fault that executes the request, sends half of the response body and closes the connection. */
    public static Fault truncate() {
        return create(Kind.TRUNCATE, true, null);
    }

    /** Returns a fault that delays the request by a duration in real time. */
    public static Fault delay(Duration delay) {
        return runBefore(() -> sleep(delay));
    }

    /** Returns a fault that delays the request until the latch is open. */
    public static Fault waitFor(CountDownLatch latch) {
        return runBefore(() -> await(latch));
    }

    /** Returns a fault that runs an action before the request, for example a change of rows between two pages. */
    public static Fault runBefore(Runnable action) {
        return new Fault(Kind.NONE, true, null, null, action);
    }

    /** Returns the same fault with one more response header. */
    public Fault withHeader(String name, String value) {
        return new Fault(kind, executesRequest, response.withHeader(name, value), retryAfter, beforeAction);
    }

    /**
     * Returns the same fault after the execution of the request: the caller cannot know that the request was executed.
     */
    public Fault afterExecution() {
        return new Fault(kind, true, response, retryAfter, beforeAction);
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + (executesRequest ? ", carried out" : "");
    }

    Kind kind() {
        return kind;
    }

    boolean executesRequest() {
        return executesRequest;
    }

    void runBeforeAction() {
        beforeAction.run();
    }

    /** Returns the response to send: the response of the fault, or the normal one if the fault does not replace it. */
    ServerResponse responseFor(HttpHandler handler, ServerResponse normalResponse) {
        return switch (kind) {
            case RESPONSE -> response;
            case UNAUTHORIZED -> handler.unauthorizedResponse();
            case THROTTLED -> handler.throttledResponse(retryAfter);
            default -> normalResponse;
        };
    }

    private static void sleep(Duration delay) {
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            // The sandbox is closing: respond at once; the interrupt flag ends the thread of the connection.
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            // Same as in sleep.
            Thread.currentThread().interrupt();
        }
    }
}
