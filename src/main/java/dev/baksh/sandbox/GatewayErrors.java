package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The gateway's errors: a gRPC code in the body, and the HTTP status that grpc-gateway has for it (px-api 5). */
final class GatewayErrors {
    private GatewayErrors() {}

    static Refusal invalid(String message) {
        return new Refusal(answer(400, 3, message));
    }

    static Refusal notFound(String what) {
        return new Refusal(answer(404, 5, what + ": object not found"));
    }

    static Refusal exists(String what) {
        return new Refusal(answer(409, 6, what + " already exists"));
    }

    static Refusal denied(String service) {
        return new Refusal(answer(403, 7, "Access denied for [Resource: " + service + "]"));
    }

    /** Assumption: the words. */
    static Answer unauthenticated() {
        return answer(401, 16, "token is invalid or has expired");
    }

    private static Answer answer(int status, int code, String message) {
        ObjectNode body = Json.object().put("error", message).put("code", code).put("message", message);
        body.putArray("details");
        return Answer.json(status, body);
    }
}
