package dev.baksh.sandbox.n2ws.protocol;

import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.Map;

/** Serves one N2WS address to a caller who has shown a living token. */
public interface N2wsHandler {
    /** @param pathVariables what the variables of the address stood for */
    ServerResponse handle(ServerRequest request, N2wsPrincipal caller, Map<String, String> pathVariables);
}
