package dev.baksh.sandbox.n2ws.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.HttpErrorException;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Duration;

/** Factory of the error bodies of n2ws-api 3, always {@code {"errors": [...]}}. */
public final class N2wsErrorBodies {
    private N2wsErrorBodies() {}

    static ObjectNode detail(String message, String code) {
        return JsonTrees.object().put("message", message).put("code", code);
    }

    public static ServerResponse errorResponse(int status, JsonNode error) {
        ServerResponse response = ServerResponse.json(status, JsonTrees.object("errors", JsonTrees.array(error)));
        return status == 401 ? response.withHeader("WWW-Authenticate", "Bearer realm=\"api\"") : response;
    }

    public static HttpErrorException exception(int status, String message, String code) {
        return new HttpErrorException(errorResponse(status, detail(message, code)));
    }

    /** Returns an error of one field. */
    public static HttpErrorException fieldError(String field, String message, String code) {
        return new HttpErrorException(
                errorResponse(400, JsonTrees.object(field, JsonTrees.array(detail(message, code)))));
    }

    static HttpErrorException notFound(String message) {
        return exception(404, message, "not_found");
    }

    /** Returns the error for a missing object; an invisible object of another user gives the same message. */
    public static HttpErrorException notFound() {
        return notFound("Not found.");
    }

    static HttpErrorException permissionDenied() {
        return exception(403, "You do not have permission to perform this action.", "permission_denied");
    }

    public static HttpErrorException methodNotAllowed(String method) {
        return exception(405, "Method \"" + method + "\" not allowed.", "method_not_allowed");
    }

    public static HttpErrorException notAuthenticated() {
        return exception(401, "Authentication credentials were not provided.", "not_authenticated");
    }

    /** Returns the nested form of simplejwt for an access token. */
    public static ServerResponse invalidAccessToken(String message) {
        String code = "token_not_valid";
        ObjectNode tokenError = JsonTrees.object();
        tokenError.set("token_class", detail("AccessToken", code));
        tokenError.set("token_type", detail("access", code));
        tokenError.set("message", detail(message, code));
        ObjectNode error = nestedDetail("Given token not valid for any token type", code);
        error.set("messages", JsonTrees.array(tokenError));
        return errorResponse(401, error);
    }

    /** Returns the nested form without the list of tried token types. */
    public static ObjectNode nestedDetail(String message, String code) {
        ObjectNode error = JsonTrees.object();
        error.set("detail", detail(message, code));
        error.set("code", detail(code, code));
        return error;
    }

    public static ServerResponse throttled(Duration retryAfter) {
        long seconds = retryAfter.toSeconds();
        String unit = seconds == 1 ? " second." : " seconds.";
        String message = "Request was throttled. Expected available in " + seconds + unit;
        return errorResponse(429, detail(message, "throttled")).withHeader("Retry-After", Long.toString(seconds));
    }

    /** Returns Django's page for an unknown path: HTML, not JSON. */
    public static ServerResponse unknownPath() {
        return ServerResponse.html(404, "Not Found");
    }
}
