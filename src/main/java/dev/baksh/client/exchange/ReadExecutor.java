package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.http.DownloadResponse;
import dev.baksh.client.http.DownloadTarget;
import dev.baksh.client.http.HttpRequest;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.TransportException;
import dev.baksh.client.paging.PageSource;
import dev.baksh.client.protocol.PathResolver;
import dev.baksh.client.protocol.ResponseClassifier;
import dev.baksh.client.retry.Backoff;
import dev.baksh.client.retry.CallDeadline;
import dev.baksh.client.retry.ConcurrencyLimiter;
import dev.baksh.client.retry.RetryBudget;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/** Executor that sends a read up to four times, within the deadline of the call and the retry budget of the server. */
final class ReadExecutor implements PageSource {
    private static final int MAX_ATTEMPTS = 4;
    /** A read is not retried with less than a tenth of its deadline left: it would only time out. */
    private static final int MIN_FRACTION_DIVISOR = 10;
    /** Longer than any report takes. */
    private static final Duration DOWNLOAD_TIMEOUT = Duration.ofDays(1);

    private final ExecutorDependencies dependencies;
    private final RequestMapper requestMapper;
    private final PathResolver pathResolver;
    private final ResponseClassifier classifier;
    private final Backoff backoff;
    private final ConcurrencyLimiter readLimiter;
    private final RetryBudget retryBudget = new RetryBudget();

    ReadExecutor(
            ExecutorDependencies dependencies,
            RequestMapper requestMapper,
            PathResolver pathResolver,
            ResponseClassifier classifier,
            Backoff backoff) {
        this.dependencies = dependencies;
        this.requestMapper = requestMapper;
        this.pathResolver = pathResolver;
        this.classifier = classifier;
        this.backoff = backoff;
        this.readLimiter = new ConcurrencyLimiter(dependencies.limits().maxConcurrentReads());
    }

    /**
     * Sends a read and returns the value of the response.
     *
     * @throws BakshException if the response is empty (exit code 1)
     */
    Object read(ApiCall call) {
        HttpResponse response = fetch(call, dependencies.limits().readTimeout());
        if (response.body().length == 0) {
            throw new BakshException(
                    ExitCode.FAILED,
                    dependencies.server().label() + ": " + call.description() + ": the response is empty ("
                            + requestMapper.describeRequest(call) + ")",
                    null);
        }
        return requestMapper.parseValue(call, response);
    }

    @Override
    public HttpResponse fetchPage(ApiCall call) {
        return fetch(call, dependencies.limits().pageTimeout());
    }

    @Override
    public <T> Future<T> fetchPageAsync(ApiCall call, Function<HttpResponse, T> mapper) {
        return dependencies.transport().submit(() -> mapper.apply(fetchPage(call)));
    }

    @Override
    public int maxParallelPages() {
        return dependencies.limits().maxParallelPages();
    }

    @Override
    public BakshException unreadablePage(ApiCall call, IOException e) {
        return requestMapper.unreadableResponse(call, e);
    }

    /**
     * Downloads a file of any size and streams it.
     *
     * @param acceptHeader the Accept header: {@code text/csv}
     * @param destination receives the bytes; the file is complete only when this method returns
     * @return the number of bytes
     */
    long download(ApiCall call, String acceptHeader, DownloadTarget destination) {
        long[] byteCount = {-1};
        // The total time is unlimited in practice; an attempt times out if no bytes arrive.
        CallDeadline callDeadline = new CallDeadline(dependencies.time(), DOWNLOAD_TIMEOUT);
        HttpResponse response = fetch(call, acceptHeader, callDeadline, dependencies.limits()::pageTimeout, request -> {
            DownloadResponse downloaded = dependencies.transport().download(request, destination, dependencies.time());
            byteCount[0] = downloaded.byteCount();
            return downloaded.response();
        });
        if (byteCount[0] >= 0) return byteCount[0];
        throw new BakshException(
                ExitCode.FAILED,
                dependencies.server().label() + ": " + call.description() + ": the response is not a file ("
                        + requestMapper.describeRequest(call) + " -> " + response.status() + ")",
                null);
    }

    /** Sends a read and returns a successful response. */
    private HttpResponse fetch(ApiCall call, Duration timeout) {
        CallDeadline callDeadline = new CallDeadline(dependencies.time(), timeout);
        return fetch(
                call,
                dependencies.dialect().acceptHeader(),
                callDeadline,
                callDeadline::remaining,
                dependencies.transport()::send);
    }

    /** @param timeout supplies the timeout of the next attempt */
    private HttpResponse fetch(
            ApiCall call,
            String acceptHeader,
            CallDeadline callDeadline,
            Supplier<Duration> timeout,
            Function<HttpRequest, HttpResponse> send) {
        dependencies.guard().countRead();
        String target = requestMapper.target(call, pathResolver.resolve(call.path()));
        BakshException unknownPathError = null;
        String token = requestMapper.withHostKeyPrompt(
                () -> dependencies.tokenProvider().accessToken(callDeadline.remaining()));
        boolean tokenRenewed = false;
        for (int attempt = 1; ; attempt++) {
            HttpResponse response;
            try {
                String currentToken = token;
                String currentTarget = target;
                response = requestMapper.withHostKeyPrompt(() -> readLimiter.run(() -> send.apply(
                        requestMapper.createRequest(call, acceptHeader, currentTarget, currentToken, timeout.get()))));
            } catch (TransportException e) {
                if (!e.isRetryable()
                        || attempt == MAX_ATTEMPTS
                        || !callDeadline.hasFractionLeft(MIN_FRACTION_DIVISOR)
                        || !retryBudget.tryWithdraw(true)) throw e;
                backoff.pause(attempt);
                if (!callDeadline.hasFractionLeft(MIN_FRACTION_DIVISOR)) throw e;
                continue;
            }
            if (unknownPathError != null) pathResolver.recordAlternative(response);
            String alternativePath =
                    unknownPathError == null ? pathResolver.alternativePath(call.path(), response) : null;
            if (alternativePath != null) {
                unknownPathError = classifier.explain(call, target, response);
                target = requestMapper.target(call, alternativePath);
                continue;
            }
            if (classifier.isSuccess(response)) {
                dependencies
                        .journalContext()
                        .runContext()
                        .recordRead(dependencies.server().name(), call.description());
                retryBudget.deposit();
                return response;
            }
            if (unknownPathError != null && PathResolver.isUnknownPath(response)) throw unknownPathError;
            // A slow request may outlive its token; a 401 for an expired token does not reject the new token.
            boolean tokenExpired = tokenRenewed
                    && attempt < MAX_ATTEMPTS
                    && dependencies.tokenProvider().isExpired(token);
            if (classifier.isUnauthenticated(response)
                    && (!tokenRenewed || tokenExpired)
                    && callDeadline.hasFractionLeft(MIN_FRACTION_DIVISOR)) {
                token = dependencies.tokenProvider().replaceRejected(token, callDeadline.remaining());
                tokenRenewed = true;
                continue;
            }
            Duration retryAfter = backoff.retryAfter(response);
            boolean lastAttempt = attempt >= MAX_ATTEMPTS
                    || backoff.isTooLong(retryAfter)
                    || !callDeadline.hasFractionLeft(MIN_FRACTION_DIVISOR);
            if (!classifier.isRetryable(response) || lastAttempt || !retryBudget.tryWithdraw(false)) {
                throw classifier.explain(call, target, response);
            }
            if (retryAfter == null) backoff.pause(attempt);
            else callDeadline.excluding(() -> backoff.pauseRetryAfter(retryAfter));
            token = requestMapper.withHostKeyPrompt(
                    () -> dependencies.tokenProvider().accessToken(callDeadline.remaining()));
        }
    }
}
