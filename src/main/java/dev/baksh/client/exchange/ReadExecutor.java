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

/** The way of a read: sent up to four times within its deadline, as far as the server's budget for that lasts. */
final class ReadExecutor implements PageSource {
    private static final int ATTEMPTS = 4;
    /** A read is not begun anew with less than a tenth of its time left: it would only fail of that. */
    private static final int LEAST = 10;
    /** No report is as long on its way. */
    private static final Duration DOWNLOAD = Duration.ofDays(1);

    private final ApiExecutor.Parts parts;
    private final RequestMapper requests;
    private final PathResolver paths;
    private final ResponseClassifier outcome;
    private final Backoff backoff;
    private final ConcurrencyLimiter reading;
    private final RetryBudget budget = new RetryBudget();

    ReadExecutor(
            ApiExecutor.Parts parts,
            RequestMapper requests,
            PathResolver paths,
            ResponseClassifier outcome,
            Backoff backoff) {
        this.parts = parts;
        this.requests = requests;
        this.paths = paths;
        this.outcome = outcome;
        this.backoff = backoff;
        this.reading = new ConcurrencyLimiter(parts.limits().reads());
    }

    /** The value of an answer, which is not empty. */
    Object read(ApiCall call) {
        HttpResponse answer = fetch(call, parts.limits().read());
        if (answer.body().length == 0) {
            throw new BakshException(
                    ExitCode.FAILED,
                    parts.server().label() + ": " + call.what() + ": the answer is empty (" + requests.where(call)
                            + ")",
                    null);
        }
        return requests.value(call, answer);
    }

    @Override
    public HttpResponse page(ApiCall call) {
        return fetch(call, parts.limits().page());
    }

    @Override
    public <T> Future<T> pageLater(ApiCall call, Function<HttpResponse, T> reading) {
        return parts.wire().later(() -> reading.apply(page(call)));
    }

    @Override
    public int pagesAtOnce() {
        return parts.limits().pages();
    }

    @Override
    public BakshException unreadable(ApiCall call, IOException e) {
        return requests.unreadable(call, e);
    }

    /**
     * Receives a file: a read whose answer may be of any size, and is handed on as it comes.
     *
     * @param accept the Accept header: {@code text/csv}
     * @param to gets the bytes; what it has got is whole only when this returns
     * @return how many bytes came
     */
    long download(ApiCall call, String accept, DownloadTarget to) {
        long[] bytes = {-1};
        // A file takes as long as it takes; each attempt ends when nothing comes.
        CallDeadline whole = new CallDeadline(parts.time(), DOWNLOAD);
        HttpResponse answer = fetch(call, accept, whole, parts.limits()::page, request -> {
            DownloadResponse file = parts.wire().receive(request, to, parts.time());
            bytes[0] = file.bytes();
            return file.answer();
        });
        if (bytes[0] >= 0) return bytes[0];
        throw new BakshException(
                ExitCode.FAILED,
                parts.server().label() + ": " + call.what() + ": the answer is no file (" + requests.where(call)
                        + " -> " + answer.status() + ")",
                null);
    }

    /** A good answer to a read. */
    private HttpResponse fetch(ApiCall call, Duration deadline) {
        CallDeadline span = new CallDeadline(parts.time(), deadline);
        return fetch(call, parts.dialect().accept(), span, span::left, parts.wire()::send);
    }

    /** @param deadline of the next attempt */
    private HttpResponse fetch(
            ApiCall call,
            String accept,
            CallDeadline span,
            Supplier<Duration> deadline,
            Function<HttpRequest, HttpResponse> send) {
        parts.gate().read();
        String target = requests.target(call, paths.path(call.path()));
        BakshException unknown = null;
        String token = requests.met(() -> parts.tokens().current(span.left()));
        boolean renewed = false;
        for (int attempt = 1; ; attempt++) {
            HttpResponse answer;
            try {
                String current = token;
                String at = target;
                answer = requests.met(() ->
                        reading.in(() -> send.apply(requests.request(call, accept, at, current, deadline.get()))));
            } catch (TransportException e) {
                if (!e.passing() || attempt == ATTEMPTS || !span.leaves(LEAST) || !budget.spend(true)) throw e;
                backoff.pause(attempt);
                if (!span.leaves(LEAST)) throw e;
                continue;
            }
            if (unknown != null) paths.tried(answer);
            String other = unknown == null ? paths.other(call.path(), answer) : null;
            if (other != null) {
                unknown = outcome.explain(call, target, answer);
                target = requests.target(call, other);
                continue;
            }
            if (outcome.good(answer)) {
                parts.record().course().read(parts.server().name(), call.what());
                budget.earn();
                return answer;
            }
            if (unknown != null && PathResolver.unknown(answer)) throw unknown;
            // A token may end on its way to a server that is slow; that is no refusal of a good one.
            boolean ended = renewed && attempt < ATTEMPTS && parts.tokens().outlived(token);
            if (outcome.unauthenticated(answer) && (!renewed || ended) && span.leaves(LEAST)) {
                token = parts.tokens().afterRefusal(token, span.left());
                renewed = true;
                continue;
            }
            Duration asked = backoff.asked(answer);
            boolean last = attempt >= ATTEMPTS || backoff.tooLong(asked) || !span.leaves(LEAST);
            if (!outcome.passing(answer) || last || !budget.spend(false)) {
                throw outcome.explain(call, target, answer);
            }
            if (asked == null) backoff.pause(attempt);
            else span.aside(() -> backoff.pauseAsked(asked));
            token = requests.met(() -> parts.tokens().current(span.left()));
        }
    }
}
