package dev.baksh.client.retry;

import java.time.Duration;

/**
 * Policy that decides the next step of a call after a response or a transport error. A pure function of its arguments: reads
 * no clock and sends nothing.
 *
 * @param maxAttempts maximum number of attempts; only the first 401 and the change to an older path are not limited by it
 * @param maxRetryAfter longest Retry-After that is accepted; a longer delay fails the call
 */
public record AttemptPolicy(int maxAttempts, Duration maxRetryAfter) {
    public enum NextStep {
        /** The response is successful. */
        RETURN,
        /** The server may have executed the write: look for its result, never send it again unseen. */
        RECONCILE,
        /**
         * The response does not prove that nothing was done: look for the result of the write. If the response invites another
         * attempt, prepare that attempt first, and look directly before the attempt.
         */
        VERIFY,
        /** The server does not know the path: try the path of the older API version. */
        USE_OLDER_PATH,
        /** The server rejects the token: get a new token and send the request again. */
        REFRESH_TOKEN,
        /** Send the request again after a backoff delay. */
        RETRY_AFTER_BACKOFF,
        /** Send the request again after the delay of the Retry-After header. */
        RETRY_AFTER_DELAY,
        /** Fail with the error of this attempt. */
        FAIL,
        /** Fail with the error of the newer path: the server knows neither path. */
        FAIL_UNKNOWN_PATH;

        /** Returns true if the same request is sent again after a delay. */
        public boolean isRetry() {
            return this == RETRY_AFTER_BACKOFF || this == RETRY_AFTER_DELAY;
        }

        /** Returns true if the request is sent again, in the same form or in another form. */
        public boolean isResend() {
            return isRetry() || this == REFRESH_TOKEN || this == USE_OLDER_PATH;
        }
    }

    /**
     * Properties of a response.
     *
     * @param notExecuted true if the server says that the request had no effect; always true for a read
     * @param refusedInWords true if only words of the server say that the request had no effect
     * @param duplicateHarms true for a write whose duplicate costs money, does harm or is a second object
     * @param retryable true if the error may be temporary
     * @param unknownPath true if the server does not know the path
     * @param olderPathAvailable true if the path of an older API version may be tried
     * @param retryAfter delay of the Retry-After header, or null
     */
    public record Response(
            boolean success,
            boolean notExecuted,
            boolean refusedInWords,
            boolean duplicateHarms,
            boolean unauthenticated,
            boolean retryable,
            boolean unknownPath,
            boolean olderPathAvailable,
            Duration retryAfter) {
        /** Returns true if the server may have acted before this response, or if the usual step is to send the request again. */
        private boolean needsVerification() {
            return refusedInWords || unauthenticated || retryable || olderPathAvailable;
        }
    }

    /**
     * State of a call after an attempt.
     *
     * @param attempt number of the attempt, from 1
     * @param timeLeft true if the deadline leaves enough time for another attempt
     * @param tokenRefreshed true if the token was refreshed after a rejection in this call
     * @param tokenExpired true if the token of the attempt has expired since, so that its rejection says nothing about a new token
     * @param olderPathTried true if the attempt used the path of an older API version
     */
    public record State(
            int attempt, boolean timeLeft, boolean tokenRefreshed, boolean tokenExpired, boolean olderPathTried) {}

    /**
     * Decides after a response. The server, or a proxy before it, may have acted before it responded 401 or 429, or before it
     * refused a part of the work in words, so such a response alone proves nothing about a write whose duplicate harms.
     */
    public NextStep decide(Response response, State state) {
        if (response.success()) return NextStep.RETURN;
        if (!response.notExecuted()) return NextStep.RECONCILE;
        if (response.duplicateHarms() && response.needsVerification()) return NextStep.VERIFY;
        return decideVerified(response, state);
    }

    /** Decides after a response without success, when it is known that the request had no effect. */
    public NextStep decideVerified(Response response, State state) {
        if (response.olderPathAvailable()) return NextStep.USE_OLDER_PATH;
        if (response.unknownPath() && state.olderPathTried()) return NextStep.FAIL_UNKNOWN_PATH;
        boolean mayRefresh = !state.tokenRefreshed() || state.tokenExpired() && state.attempt() < maxAttempts;
        if (response.unauthenticated() && mayRefresh && state.timeLeft()) return NextStep.REFRESH_TOKEN;
        if (!response.retryable() || !canRetry(state)) return NextStep.FAIL;
        if (response.retryAfter() == null) return NextStep.RETRY_AFTER_BACKOFF;
        return response.retryAfter().compareTo(maxRetryAfter) > 0 ? NextStep.FAIL : NextStep.RETRY_AFTER_DELAY;
    }

    /**
     * Decides after an attempt without a complete response.
     *
     * @param mayBeExecuted true if the server may execute the request and a repetition could execute it twice
     * @param retryable true if the error may be temporary and a repetition has no side effect
     */
    public NextStep decideAfterError(boolean mayBeExecuted, boolean retryable, State state) {
        if (mayBeExecuted) return NextStep.RECONCILE;
        return retryable && canRetry(state) ? NextStep.RETRY_AFTER_BACKOFF : NextStep.FAIL;
    }

    private boolean canRetry(State state) {
        return state.attempt() < maxAttempts && state.timeLeft();
    }
}
