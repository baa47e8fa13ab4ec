package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.http.HttpRequest;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.RequestTarget;
import dev.baksh.client.http.TransportException;
import dev.baksh.client.protocol.JsonCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Makes a request of a call, and of its answer a value. */
final class RequestMapper {
    private final ApiExecutor.Dependencies dependencies;

    RequestMapper(ApiExecutor.Dependencies dependencies) {
        this.dependencies = dependencies;
    }

    /** What stands on the request line for a call at this path. */
    String target(ApiCall call, String path) {
        return RequestTarget.format(
                dependencies.dialect().basePath(),
                new ApiCall(
                        call.description(),
                        call.method(),
                        path,
                        call.query(),
                        call.body(),
                        call.effect(),
                        call.permission(),
                        call.result()));
    }

    HttpRequest createRequest(ApiCall call, String target, String token, Duration timeout) {
        return createRequest(call, dependencies.dialect().acceptHeader(), target, token, timeout);
    }

    HttpRequest createRequest(ApiCall call, String acceptHeader, String target, String token, Duration timeout) {
        // OkHttp would refuse it too, with an exception of its own after the write's intent is on record.
        if (!isVisibleAscii(token)) {
            throw new BakshException(
                    ExitCode.DENIED,
                    dependencies.server().label()
                            + ": the token holds a character that no header can carry; nothing was sent",
                    null);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", acceptHeader);
        headers.put("Authorization", "Bearer " + token);
        byte[] body = call.body() == null ? null : JsonCodec.write(call.body());
        return new HttpRequest(call.method(), target, headers, body, body == null ? null : "application/json", timeout);
    }

    private static boolean isVisibleAscii(String text) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) <= ' ' || text.charAt(i) >= 127) return false;
        return true;
    }

    /**
     * Work that may meet a server for the first time: when nobody vouches for its key the person is asked, and it is done
     * again. Nothing of a request leaves before the key is trusted, so this sends nothing twice.
     */
    <T> T withHostKeyPrompt(Supplier<T> work) {
        try {
            return work.get();
        } catch (TransportException e) {
            if (!dependencies.transport().confirmHostKey(e)) throw e;
            dependencies.tokenProvider().clearFailure();
            return work.get();
        }
    }

    /** The answer's JSON as a value; unreadable JSON is an error that quotes nothing of it. */
    Object parseValue(ApiCall call, HttpResponse response) {
        if (response.body().length == 0) return null;
        try {
            return JsonCodec.read(response.body(), call.result());
        } catch (IOException e) {
            throw unreadableResponse(call, e);
        }
    }

    BakshException unreadableResponse(ApiCall call, IOException e) {
        return new BakshException(
                ExitCode.FAILED,
                dependencies.server().label() + ": " + call.description()
                        + ": the answer is not the JSON it should be (" + describeRequest(call) + ")",
                "it may have been cut or changed on its way: try again; if it stays so, this is not the API: check "
                        + dependencies.server().settingName("URL") + " and the path",
                e);
    }

    /** Method and address, for a person. */
    String describeRequest(ApiCall call) {
        return call.method() + " " + dependencies.server().url()
                + RequestTarget.format(dependencies.dialect().basePath(), call);
    }
}
