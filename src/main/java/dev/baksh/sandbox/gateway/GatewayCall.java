package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.px.PxPrincipal;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.ServerRequest;
import java.io.IOException;
import java.util.Map;

/**
 * Request to one REST route of the emulated gateway.
 *
 * @param pathVariables values of the variables in the path, by name
 */
record GatewayCall(ServerRequest request, Map<String, String> pathVariables, PxPrincipal caller) {
    /** Handler of one route; returns the body of the response. */
    interface Handler {
        JsonNode handle(GatewayCall call);
    }

    /**
     * Parses the body.
     *
     * @throws HttpErrorException 400 if the body is not a JSON object
     */
    ObjectNode body() {
        try {
            if (JsonTrees.parse(request.body()) instanceof ObjectNode body) return body;
        } catch (IOException notJson) {
            throw GatewayErrorBodies.invalidArgument("invalid character in the body: it is not JSON");
        }
        throw GatewayErrorBodies.invalidArgument("json: an object is expected");
    }

    /** Returns the name in the path. */
    String name() {
        return pathVariables.get("name");
    }

    /** Returns the parameter of the query, or null. */
    String query(String name) {
        return request.query().get(name);
    }
}
