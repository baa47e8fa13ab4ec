package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.px.PxPrincipal;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.ServerRequest;
import java.io.IOException;
import java.util.Map;

/** Serves one rpc of the gateway. */
@FunctionalInterface
interface GatewayHandler {
    /** @param path what the holes of the path stand for */
    JsonNode answer(ServerRequest ask, Map<String, String> path, PxPrincipal caller);

    /** The request's body. */
    static ObjectNode body(ServerRequest ask) {
        try {
            if (JsonTrees.read(ask.body()) instanceof ObjectNode body) return body;
        } catch (IOException notJson) {
            throw GatewayErrorBodies.invalid("invalid character in the body: it is no JSON");
        }
        throw GatewayErrorBodies.invalid("json: an object is expected");
    }
}
