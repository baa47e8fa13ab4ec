package dev.baksh.sandbox.n2ws.protocol;

import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.Map;

/** Serves one N2WS address to a caller who has shown a living token. */
public interface N2wsHandler {
    /** @param path what the variables of the address stood for */
    ServerResponse answer(ServerRequest ask, N2wsPrincipal caller, Map<String, String> path);
}
