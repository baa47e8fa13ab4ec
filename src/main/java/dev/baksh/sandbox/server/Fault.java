package dev.baksh.sandbox.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * Something that goes wrong with a request, for {@link FaultInjector}. Unless said otherwise the request is not carried out;
 * {@link #afterExecution()} carries it out first, as when an answer is lost after a commit.
 */
public final class Fault {
    enum Kind {
        ANSWER,
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

    /** Answers with this status and body. */
    public static Fault status(int status, String contentType, String body) {
        return create(
                Kind.ANSWER, false, ServerResponse.text(status, contentType, body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Answers with an HTML page, as a proxy does: {@code html(502)}, or {@code html(200)} for a login page. */
    public static Fault html(int status) {
        return create(Kind.ANSWER, false, ServerResponse.html(status, status == 200 ? "Sign in" : status + " Error"));
    }

    /** Answers 307 to that address. */
    public static Fault redirect(String location) {
        return create(Kind.ANSWER, false, ServerResponse.empty(307).withHeader("Location", location));
    }

    /** Answers 401 as the server does for a token that it does not take. */
    public static Fault unauthorized() {
        return create(Kind.UNAUTHORIZED, false, null);
    }

    /** Answers 429 with Retry-After in whole seconds. */
    public static Fault throttled(Duration retryAfter) {
        return new Fault(Kind.THROTTLED, false, null, retryAfter, () -> {});
    }

    /** Closes the connection without an answer. */
    public static Fault drop() {
        return create(Kind.DROP, false, null);
    }

    /** Resets the connection (TCP RST) without an answer. */
    public static Fault reset() {
        return create(Kind.RESET, false, null);
    }

    /** Carries the request out, sends half of the answer's body, and closes the connection. */
    public static Fault truncate() {
        return create(Kind.TRUNCATE, true, null);
    }

    /** Waits so long, in real time, then goes on as usual. */
    public static Fault delay(Duration delay) {
        return runBefore(() -> sleep(delay));
    }

    /** Waits until the latch is open, then goes on as usual. */
    public static Fault waitFor(CountDownLatch latch) {
        return runBefore(() -> await(latch));
    }

    /** Runs this before the request is carried out as usual, for example to change rows between two pages. */
    public static Fault runBefore(Runnable action) {
        return new Fault(Kind.NONE, true, null, null, action);
    }

    /** The same answer with one more header. */
    public Fault withHeader(String name, String value) {
        return new Fault(kind, executesRequest, response.withHeader(name, value), retryAfter, beforeAction);
    }

    /** The same fault after the request was carried out: the caller cannot know that it was. */
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

    /** What is sent in place of the usual answer; the usual one when this fault leaves it alone. */
    ServerResponse responseFor(HttpHandler handler, ServerResponse normalResponse) {
        return switch (kind) {
            case ANSWER -> response;
            case UNAUTHORIZED -> handler.unauthorizedResponse();
            case THROTTLED -> handler.throttledResponse(retryAfter);
            default -> normalResponse;
        };
    }

    private static void sleep(Duration delay) {
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            // The sandbox is closing: answer at once, the flag ends the connection's thread.
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            // As above.
            Thread.currentThread().interrupt();
        }
    }
}
