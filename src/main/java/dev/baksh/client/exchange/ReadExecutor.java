package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.http.DownloadTarget;
import dev.baksh.client.http.HttpRequest;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.HttpTransport;
import dev.baksh.client.http.TransportException;
import dev.baksh.client.paging.PageSource;
import dev.baksh.client.retry.AttemptPolicy.NextStep;
import dev.baksh.client.retry.CallDeadline;
import dev.baksh.client.retry.ConcurrencyLimiter;
import dev.baksh.client.retry.RetryBudget;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Executor of a read with up to four attempts, within the deadline of the call and the retry budget of the server. One
 * token refresh and one older path are possible even after the fourth attempt.
 */
final class ReadExecutor implements PageSource {
    /** Longer than the download of any report. */
    private static final Duration DOWNLOAD_TIMEOUT = Duration.ofDays(1);

    private final CallAttempts.Context context;
    private final ExecutorDependencies dependencies;
    private final RequestMapper requestMapper;
    private final ConcurrencyLimiter readLimiter;
    private final RetryBudget retryBudget = new RetryBudget();

    ReadExecutor(CallAttempts.Context context) {
        this.context = context;
        this.dependencies = context.dependencies();
        this.requestMapper = context.requestMapper();
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
            throw BakshException.failure(
                    dependencies.subject(call) + ": the response is empty (" + requestMapper.describeRequest(call)
                            + ")",
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
            HttpTransport.Download downloaded =
                    dependencies.transport().download(request, destination, dependencies.time());
            byteCount[0] = downloaded.byteCount();
            return downloaded.response();
        });
        if (byteCount[0] >= 0) return byteCount[0];
        throw BakshException.failure(
                dependencies.subject(call) + ": the response is not a file (" + requestMapper.describeRequest(call)
                        + " -> " + response.status() + ")",
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
        String initialTarget = requestMapper.target(call, context.pathResolver().resolve(call.path()));
        CallAttempts attempts = new CallAttempts(context, call, false, initialTarget, callDeadline);
        attempts.setToken(accessToken(callDeadline));
        while (true) {
            HttpResponse response;
            try {
                response = requestMapper.withHostKeyPrompt(
                        () -> readLimiter.run(() -> send.apply(requestMapper.createRequest(
                                call, acceptHeader, attempts.target(), attempts.token(), timeout.get()))));
            } catch (TransportException e) {
                NextStep step = attempts.decideAfterError(e);
                if (step == NextStep.FAIL || !retryBudget.tryWithdraw(true)) throw e;
                attempts.prepareNext(step, null);
                if (!attempts.isTimeLeft()) throw e;
                continue;
            }
            attempts.observe(response);
            NextStep step = attempts.decide(response);
            if (step == NextStep.RETURN) {
                dependencies
                        .journalContext()
                        .runContext()
                        .recordRead(dependencies.server().name(), call.description());
                retryBudget.deposit();
                return response;
            }
            if (step == NextStep.FAIL_UNKNOWN_PATH) throw attempts.unknownPathError();
            if (step == NextStep.FAIL || step.isRetry() && !retryBudget.tryWithdraw(false))
                throw context.classifier().explain(call, attempts.target(), response);
            attempts.prepareNext(step, response);
            if (step.isRetry()) attempts.setToken(accessToken(callDeadline));
        }
    }

    private String accessToken(CallDeadline callDeadline) {
        return requestMapper.withHostKeyPrompt(
                () -> dependencies.tokenProvider().accessToken(callDeadline.remaining()));
    }
}
