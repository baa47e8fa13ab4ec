package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.HttpErrorException;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.ServerResponse;

/**
 * Factory of the gateway's errors: a gRPC code in the body, and the HTTP status that grpc-gateway maps to it (px-api
 * 5).
 */
final class GatewayErrorBodies {
    private GatewayErrorBodies() {}

    static HttpErrorException invalidArgument(String message) {
        return new HttpErrorException(errorResponse(400, 3, message));
    }

    static HttpErrorException notFound(String objectName) {
        return new HttpErrorException(errorResponse(404, 5, objectName + ": object not found"));
    }

    static HttpErrorException alreadyExists(String objectName) {
        return new HttpErrorException(errorResponse(409, 6, objectName + " already exists"));
    }

    static HttpErrorException permissionDenied(String service) {
        return new HttpErrorException(errorResponse(403, 7, "Access denied for [Resource: " + service + "]"));
    }

    /** Returns the response for a missing or expired token. Assumption: the wording. */
    static ServerResponse unauthenticated() {
        return errorResponse(401, 16, "token is invalid or has expired");
    }

    private static ServerResponse errorResponse(int status, int code, String message) {
        ObjectNode body =
                JsonTrees.object().put("error", message).put("code", code).put("message", message);
        body.putArray("details");
        return ServerResponse.json(status, body);
    }
}
