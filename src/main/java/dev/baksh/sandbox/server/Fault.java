package dev.baksh.sandbox.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * Something that goes wrong with a request, for {@link FaultInjector}. Unless said otherwise the request is not carried out;
 * {@link #afterwards()} carries it out first, as when an answer is lost after a commit.
 */
public final class Fault {
    enum Ending {
        ANSWER,
        UNAUTHORIZED,
        THROTTLED,
        DROP,
        RESET,
        TRUNCATE,
        NONE
    }

    private final Ending ending;
    private final boolean carriedOut;
    private final ServerResponse answer;
    private final Duration retryAfter;
    private final Runnable before;

    private Fault(Ending ending, boolean carriedOut, ServerResponse answer, Duration retryAfter, Runnable before) {
        this.ending = ending;
        this.carriedOut = carriedOut;
        this.answer = answer;
        this.retryAfter = retryAfter;
        this.before = before;
    }

    private static Fault of(Ending ending, boolean carriedOut, ServerResponse answer) {
        return new Fault(ending, carriedOut, answer, null, () -> {});
    }

    /** Answers with this status and body. */
    public static Fault status(int status, String contentType, String body) {
        return of(
                Ending.ANSWER, false, ServerResponse.text(status, contentType, body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Answers with an HTML page, as a proxy does: {@code html(502)}, or {@code html(200)} for a login page. */
    public static Fault html(int status) {
        return of(Ending.ANSWER, false, ServerResponse.html(status, status == 200 ? "Sign in" : status + " Error"));
    }

    /** Answers 307 to that address. */
    public static Fault redirect(String location) {
        return of(Ending.ANSWER, false, ServerResponse.empty(307).with("Location", location));
    }

    /** Answers 401 as the server does for a token that it does not take. */
    public static Fault unauthorized() {
        return of(Ending.UNAUTHORIZED, false, null);
    }

    /** Answers 429 with Retry-After in whole seconds. */
    public static Fault throttled(Duration retryAfter) {
        return new Fault(Ending.THROTTLED, false, null, retryAfter, () -> {});
    }

    /** Closes the connection without an answer. */
    public static Fault drop() {
        return of(Ending.DROP, false, null);
    }

    /** Resets the connection (TCP RST) without an answer. */
    public static Fault reset() {
        return of(Ending.RESET, false, null);
    }

    /** Carries the request out, sends half of the answer's body, and closes the connection. */
    public static Fault truncate() {
        return of(Ending.TRUNCATE, true, null);
    }

    /** Waits so long, in real time, then goes on as usual. */
    public static Fault slow(Duration delay) {
        return meanwhile(() -> sleep(delay));
    }

    /** Waits until the latch is open, then goes on as usual. */
    public static Fault held(CountDownLatch latch) {
        return meanwhile(() -> await(latch));
    }

    /** Runs this before the request is carried out as usual, for example to change rows between two pages. */
    public static Fault meanwhile(Runnable action) {
        return new Fault(Ending.NONE, true, null, null, action);
    }

    /** The same answer with one more header. */
    public Fault header(String name, String value) {
        return new Fault(ending, carriedOut, answer.with(name, value), retryAfter, before);
    }

    /** The same fault after the request was carried out: the caller cannot know that it was. */
    public Fault afterwards() {
        return new Fault(ending, true, answer, retryAfter, before);
    }

    @Override
    public String toString() {
        return ending.name().toLowerCase(Locale.ROOT) + (carriedOut ? ", carried out" : "");
    }

    Ending ending() {
        return ending;
    }

    boolean carriedOut() {
        return carriedOut;
    }

    void before() {
        before.run();
    }

    /** What is sent in place of the usual answer; the usual one when this fault leaves it alone. */
    ServerResponse instead(HttpHandler site, ServerResponse usual) {
        return switch (ending) {
            case ANSWER -> answer;
            case UNAUTHORIZED -> site.unauthorized();
            case THROTTLED -> site.throttled(retryAfter);
            default -> usual;
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
