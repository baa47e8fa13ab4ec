package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.px.PxPrincipal;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.ServerRequest;
import java.io.IOException;
import java.util.Map;

/** Handler of one REST route of the emulated gateway. */
@FunctionalInterface
interface GatewayHandler {
    /**
     * Handles a request.
     *
     * @param pathVariables values of the variables in the path, by name
     * @return the body of the response
     */
    JsonNode handle(ServerRequest request, Map<String, String> pathVariables, PxPrincipal caller);

    /**
     * Parses the body of a request.
     *
     * @throws HttpErrorException 400 if the body is not a JSON object
     */
    static ObjectNode parseBody(ServerRequest request) {
        try {
            if (JsonTrees.parse(request.body()) instanceof ObjectNode body) return body;
        } catch (IOException notJson) {
            throw GatewayErrorBodies.invalidArgument("invalid character in the body: it is no JSON");
        }
        throw GatewayErrorBodies.invalidArgument("json: an object is expected");
    }
}
