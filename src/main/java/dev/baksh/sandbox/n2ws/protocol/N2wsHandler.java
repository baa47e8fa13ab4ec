package dev.baksh.sandbox.n2ws.protocol;

import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.Map;

/** Handler of one N2WS route for an authenticated caller. */
public interface N2wsHandler {
    /**
     * Handles a request.
     *
     * @param pathVariables values of the variables in the path, by name
     */
    ServerResponse handle(ServerRequest request, N2wsPrincipal caller, Map<String, String> pathVariables);
}
