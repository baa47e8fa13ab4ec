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
    /** @param pathVariables what the holes of the path stand for */
    JsonNode handle(ServerRequest request, Map<String, String> pathVariables, PxPrincipal caller);

    /** The request's body. */
    static ObjectNode parseBody(ServerRequest request) {
        try {
            if (JsonTrees.parse(request.body()) instanceof ObjectNode body) return body;
        } catch (IOException notJson) {
            throw GatewayErrorBodies.invalidArgument("invalid character in the body: it is no JSON");
        }
        throw GatewayErrorBodies.invalidArgument("json: an object is expected");
    }
}
