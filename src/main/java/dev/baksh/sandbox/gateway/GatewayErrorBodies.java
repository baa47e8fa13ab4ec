package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.HttpErrorException;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.ServerResponse;

/** The gateway's errors: a gRPC code in the body, and the HTTP status that grpc-gateway has for it (px-api 5). */
final class GatewayErrorBodies {
    private GatewayErrorBodies() {}

    static HttpErrorException invalid(String message) {
        return new HttpErrorException(answer(400, 3, message));
    }

    static HttpErrorException notFound(String what) {
        return new HttpErrorException(answer(404, 5, what + ": object not found"));
    }

    static HttpErrorException exists(String what) {
        return new HttpErrorException(answer(409, 6, what + " already exists"));
    }

    static HttpErrorException denied(String service) {
        return new HttpErrorException(answer(403, 7, "Access denied for [Resource: " + service + "]"));
    }

    /** Assumption: the words. */
    static ServerResponse unauthenticated() {
        return answer(401, 16, "token is invalid or has expired");
    }

    private static ServerResponse answer(int status, int code, String message) {
        ObjectNode body =
                JsonTrees.object().put("error", message).put("code", code).put("message", message);
        body.putArray("details");
        return ServerResponse.json(status, body);
    }
}
