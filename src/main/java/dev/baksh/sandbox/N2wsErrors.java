package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;

/** The error bodies of n2ws-api 3, always {@code {"errors": [...]}}. */
final class N2wsErrors {
    private N2wsErrors() {}

    static ObjectNode detail(String message, String code) {
        return Json.object().put("message", message).put("code", code);
    }

    static Answer answer(int status, JsonNode error) {
        ObjectNode body = Json.object();
        body.set("errors", Json.array(error));
        Answer answer = Answer.json(status, body);
        return status == 401 ? answer.with("WWW-Authenticate", "Bearer realm=\"api\"") : answer;
    }

    static Refusal refusal(int status, String message, String code) {
        return new Refusal(answer(status, detail(message, code)));
    }

    /** One field error. */
    static Refusal field(String field, String message, String code) {
        FieldErrors errors = new FieldErrors();
        errors.add(field, message, code);
        return errors.refusal();
    }

    static Refusal notFound(String message) {
        return refusal(404, message, "not_found");
    }

    /** No such object, or one of a user whose objects the caller does not see: the same words. */
    static Refusal notFound() {
        return notFound("Not found.");
    }

    static Refusal denied() {
        return refusal(403, "You do not have permission to perform this action.", "permission_denied");
    }

    static Refusal methodNotAllowed(String method) {
        return refusal(405, "Method \"" + method + "\" not allowed.", "method_not_allowed");
    }

    static Refusal notAuthenticated() {
        return refusal(401, "Authentication credentials were not provided.", "not_authenticated");
    }

    /** The nested form of simplejwt for an access token. */
    static Answer badAccessToken(String message) {
        String code = "token_not_valid";
        ObjectNode one = Json.object();
        one.set("token_class", detail("AccessToken", code));
        one.set("token_type", detail("access", code));
        one.set("message", detail(message, code));
        ObjectNode error = nested("Given token not valid for any token type", code);
        error.set("messages", Json.array(one));
        return answer(401, error);
    }

    /** The nested form without the list of tried token types. */
    static ObjectNode nested(String message, String code) {
        ObjectNode error = Json.object();
        error.set("detail", detail(message, code));
        error.set("code", detail(code, code));
        return error;
    }

    static Answer throttled(Duration retryAfter) {
        long seconds = retryAfter.toSeconds();
        String message = String.format(
                Locale.ROOT,
                "Request was throttled. Expected available in %d second%s.",
                seconds,
                seconds == 1 ? "" : "s");
        return answer(429, detail(message, "throttled")).with("Retry-After", Long.toString(seconds));
    }

    /** Django's page for an address that it does not know: HTML, not JSON. */
    static Answer unknownAddress() {
        return Answer.html(404, "Not Found");
    }
}
