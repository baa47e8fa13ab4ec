package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;

/** Serves one rpc of the gateway. */
@FunctionalInterface
interface GatewayHandler {
    /** @param path what the holes of the path stand for */
    JsonNode answer(Ask ask, Map<String, String> path, PxCaller caller);

    /** The request's body. */
    static ObjectNode body(Ask ask) {
        try {
            if (Json.read(ask.body()) instanceof ObjectNode body) return body;
        } catch (IOException notJson) {
            throw GatewayErrors.invalid("invalid character in the body: it is no JSON");
        }
        throw GatewayErrors.invalid("json: an object is expected");
    }
}
