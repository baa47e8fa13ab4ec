package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.TransportException;
import dev.baksh.client.protocol.PathResolver;
import dev.baksh.client.protocol.ResponseClassifier;
import dev.baksh.client.retry.AttemptPolicy;
import dev.baksh.client.retry.Backoff;
import dev.baksh.client.retry.CallDeadline;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * State of the attempts of one call: path, token, deadline and number. Applies the steps that {@link AttemptPolicy}
 * decides.
 */
final class CallAttempts {
    /** A response with a longer Retry-After is reported as an error. */
    private static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(120);
    /** Policy for reads and writes. A write gets another attempt only if the server has not executed any earlier attempt. */
    private static final AttemptPolicy POLICY = new AttemptPolicy(4, MAX_RETRY_AFTER);
    /** A read is not retried with less than a tenth of its deadline left: it would only time out. */
    private static final int MIN_READ_FRACTION = 10;
    /** A write is not sent with less than half of its deadline left: an abandoned response counts as lost. */
    private static final int MIN_WRITE_FRACTION = 2;

    /** Collaborators that all calls to one server share. */
    record Context(
            ExecutorDependencies dependencies,
            RequestMapper requestMapper,
            PathResolver pathResolver,
            ResponseClassifier classifier,
            Backoff backoff,
            ServerClock serverClock) {}

    private final Context context;
    private final ApiCall call;
    private final boolean isWrite;
    private CallDeadline deadline;
    private String target;
    private String token;
    private String olderPath;
    private BakshException unknownPathError;
    private boolean tokenRefreshed;
    private int number = 1;

    CallAttempts(Context context, ApiCall call, boolean isWrite, String target, CallDeadline deadline) {
        this.context = context;
        this.call = call;
        this.isWrite = isWrite;
        this.target = target;
        this.deadline = deadline;
    }

    String target() {
        return target;
    }

    String token() {
        return token;
    }

    void setToken(String newToken) {
        token = newToken;
    }

    Duration remainingTime() {
        return deadline.remaining();
    }

    boolean isTimeLeft() {
        return deadline.hasFractionLeft(isWrite ? MIN_WRITE_FRACTION : MIN_READ_FRACTION);
    }

    BakshException unknownPathError() {
        return unknownPathError;
    }

    /**
     * Lets the path resolver and the server clock learn from a response. Must be called once for each response, before
     * {@link #decide}.
     */
    void observe(HttpResponse response) {
        context.serverClock().observe(response);
        if (unknownPathError != null) context.pathResolver().recordAlternative(response);
        olderPath = unknownPathError == null ? context.pathResolver().alternativePath(call.path(), response) : null;
    }

    AttemptPolicy.NextStep decide(HttpResponse response) {
        return POLICY.decide(classify(response), state());
    }

    /** Decides after a response to a write that certainly had no effect. */
    AttemptPolicy.NextStep decideVerified(HttpResponse response) {
        return POLICY.decideVerified(classify(response), state());
    }

    private AttemptPolicy.Response classify(HttpResponse response) {
        ResponseClassifier classifier = context.classifier();
        boolean success = classifier.isSuccess(response);
        // The body of a success may be long, so it is not searched for errors again.
        return new AttemptPolicy.Response(
                success,
                !isWrite || success || classifier.isNotExecuted(response),
                isWrite && !success && classifier.isRefusedInWords(response),
                isWrite && call.isDuplicateHarmful(),
                !success && classifier.isUnauthenticated(response),
                !success && (isWrite ? response.status() == 429 : classifier.isRetryable(response)),
                PathResolver.isUnknownPath(response),
                olderPath != null,
                context.backoff().retryAfter(response));
    }

    AttemptPolicy.NextStep decideAfterError(TransportException e) {
        return POLICY.decideAfterError(isWrite && e.mayHaveBeenSent(), e.isRetryable(), state());
    }

    private AttemptPolicy.State state() {
        boolean tokenExpired =
                tokenRefreshed && context.dependencies().tokenProvider().isExpired(token);
        return new AttemptPolicy.State(number, isTimeLeft(), tokenRefreshed, tokenExpired, unknownPathError != null);
    }

    /**
     * Applies a step: waits, changes the path, or refreshes the token.
     *
     * @param response the response of this attempt, or null after a transport error
     */
    void prepareNext(AttemptPolicy.NextStep step, HttpResponse response) {
        Backoff backoff = context.backoff();
        switch (step) {
            case USE_OLDER_PATH -> {
                unknownPathError = context.classifier().explain(call, target, response);
                target = context.requestMapper().target(call, olderPath);
            }
            case REFRESH_TOKEN -> {
                token = context.dependencies().tokenProvider().replaceRejected(token, remainingTime());
                tokenRefreshed = true;
            }
            case RETRY_AFTER_BACKOFF -> backoff.pause(number);
            case RETRY_AFTER_DELAY ->
                deadline.excluding(() -> {
                    backoff.pauseRetryAfter(backoff.retryAfter(response));
                    return null;
                });
            default -> throw new IllegalArgumentException("no next attempt after " + step);
        }
        number++;
    }

    /** Runs a lookup between two attempts: the deadline does not include its time. */
    <T> T excludingLookup(Supplier<T> lookup) {
        return deadline.excluding(lookup);
    }

    /** Prepares the resend of a write that was not executed. */
    void prepareResend(CallDeadline newDeadline) {
        deadline = newDeadline;
        number++;
    }
}
