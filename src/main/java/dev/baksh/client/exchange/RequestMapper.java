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
    private final ApiExecutor.Parts parts;

    RequestMapper(ApiExecutor.Parts parts) {
        this.parts = parts;
    }

    /** What stands on the request line for a call at this path. */
    String target(ApiCall call, String path) {
        return RequestTarget.of(
                parts.dialect().base(),
                new ApiCall(
                        call.what(),
                        call.method(),
                        path,
                        call.query(),
                        call.body(),
                        call.effect(),
                        call.permission(),
                        call.result()));
    }

    HttpRequest request(ApiCall call, String target, String token, Duration deadline) {
        return request(call, parts.dialect().accept(), target, token, deadline);
    }

    HttpRequest request(ApiCall call, String accept, String target, String token, Duration deadline) {
        // OkHttp would refuse it too, with an exception of its own after the write's intent is on record.
        if (!visible(token)) {
            throw new BakshException(
                    ExitCode.DENIED,
                    parts.server().label() + ": the token holds a character that no header can carry; nothing was sent",
                    null);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", accept);
        headers.put("Authorization", "Bearer " + token);
        byte[] body = call.body() == null ? null : JsonCodec.write(call.body());
        return new HttpRequest(
                call.method(), target, headers, body, body == null ? null : "application/json", deadline);
    }

    private static boolean visible(String text) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) <= ' ' || text.charAt(i) >= 127) return false;
        return true;
    }

    /**
     * Work that may meet a server for the first time: when nobody vouches for its key the person is asked, and it is done
     * again. Nothing of a request leaves before the key is trusted, so this sends nothing twice.
     */
    <T> T met(Supplier<T> work) {
        try {
            return work.get();
        } catch (TransportException e) {
            if (!parts.wire().introduced(e)) throw e;
            parts.tokens().forgive();
            return work.get();
        }
    }

    /** The answer's JSON as a value; unreadable JSON is an error that quotes nothing of it. */
    Object value(ApiCall call, HttpResponse answer) {
        if (answer.body().length == 0) return null;
        try {
            return JsonCodec.read(answer.body(), call.result());
        } catch (IOException e) {
            throw unreadable(call, e);
        }
    }

    BakshException unreadable(ApiCall call, IOException e) {
        return new BakshException(
                ExitCode.FAILED,
                parts.server().label() + ": " + call.what() + ": the answer is not the JSON it should be ("
                        + where(call) + ")",
                "it may have been cut or changed on its way: try again; if it stays so, this is not the API: check "
                        + parts.server().variable("URL") + " and the path",
                e);
    }

    /** Method and address, for a person. */
    String where(ApiCall call) {
        return call.method() + " " + parts.server().url()
                + RequestTarget.of(parts.dialect().base(), call);
    }
}
