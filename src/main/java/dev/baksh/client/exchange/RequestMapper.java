package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.http.HttpRequest;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.RequestTarget;
import dev.baksh.client.http.TransportException;
import dev.baksh.client.journal.WriteIntent;
import dev.baksh.client.paging.UnknownShapeException;
import dev.baksh.client.protocol.JsonCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Mapper that turns a call into a request and a response into a value. */
record RequestMapper(ExecutorDependencies dependencies, ResponseSecretCollector secretCollector) {
    /** Returns the request target (path and query) of a call at this path. */
    String target(ApiCall call, String path) {
        return RequestTarget.format(dependencies.dialect().basePath(), call.withPath(path));
    }

    /** Returns the request target with the path of the catalogue. */
    String catalogTarget(ApiCall call) {
        return target(call, call.path());
    }

    /** @param baseline baseline of the reconciler, or null */
    WriteIntent createIntent(ApiCall call, String target, Map<String, Object> baseline) {
        String body = call.body() == null ? null : new String(JsonCodec.write(call.body()), StandardCharsets.UTF_8);
        return new WriteIntent(
                dependencies.journalContext().runId().get(),
                dependencies.server().name(),
                call.description(),
                call.method(),
                target,
                call.effect(),
                body,
                baseline,
                call.target());
    }

    HttpRequest createRequest(ApiCall call, String acceptHeader, String target, String token, Duration timeout) {
        // OkHttp would reject the token too, but only after the intent of the write is in the journal.
        if (!token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new BakshException(
                    ExitCode.DENIED,
                    dependencies.server().label()
                            + ": the token contains a character that is not allowed in a header; nothing was sent",
                    null);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", acceptHeader);
        headers.put("Authorization", "Bearer " + token);
        byte[] body = call.body() == null ? null : JsonCodec.write(call.body());
        return new HttpRequest(call.method(), target, headers, body, body == null ? null : "application/json", timeout);
    }

    /**
     * Runs work that may connect to a server for the first time. If the key of the server is not trusted, asks the user and
     * runs the work again. No byte of a request leaves before the key is trusted, so no request is sent twice.
     */
    <T> T withHostKeyPrompt(Supplier<T> work) {
        try {
            return work.get();
        } catch (TransportException e) {
            if (!confirmHostKey(e)) throw e;
            dependencies.tokenProvider().clearFailure();
            return work.get();
        }
    }

    /** Asks the user about a rejected key. A failure of the question or of its storage proves that nothing was sent. */
    private boolean confirmHostKey(TransportException rejection) {
        try {
            return dependencies.transport().confirmHostKey(rejection);
        } catch (BakshException e) {
            throw new TransportException(e.exit(), e.getMessage(), e.hint(), false, false, e);
        }
    }

    /**
     * Returns the value in the JSON of a response, or null for an empty body. Collects the secrets of the response.
     *
     * @throws BakshException if the JSON is not valid; the message quotes nothing of the body (exit code 1)
     */
    Object parseValue(ApiCall call, HttpResponse response) {
        if (response.body().length == 0) return null;
        try {
            return secretCollector.collect(JsonCodec.read(response.body(), call.result()));
        } catch (IOException e) {
            throw unreadableResponse(call, e);
        }
    }

    BakshException unreadableResponse(ApiCall call, IOException e) {
        if (e instanceof UnknownShapeException shape)
            return new BakshException(
                    ExitCode.FAILED,
                    dependencies.subject(call) + ": the form of the response is unknown: " + shape.getMessage()
                            + " was expected, not " + dependencies.redactor().redact(shape.excerpt()) + " ("
                            + describeRequest(call) + ")",
                    "the response is complete, but baksh does not know its form; a raw get of the path shows the response",
                    e);
        return new BakshException(
                ExitCode.FAILED,
                dependencies.subject(call) + ": the response is not valid JSON (" + describeRequest(call) + ")",
                "the response may have been cut off or changed in transit: try again; if the error persists, this is not the API: check "
                        + dependencies.server().settingName("URL") + " and the path",
                e);
    }

    /** Returns method and address for messages. */
    String describeRequest(ApiCall call) {
        return call.method() + " " + dependencies.server().url() + catalogTarget(call);
    }
}
