package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.AcceptHeader;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.ServerResponse;

/** {@code settings/identifier/}: an object, and on API 1.0 and 1.1 a list of one (n2ws-api 2.1). */
final class N2wsIdentifier {
    private final ObjectNode row;
    private final String newest;

    N2wsIdentifier(SeededRandom dice, String newest) {
        this.newest = newest;
        row = JsonTrees.object().put("cpm_uuid", dice.uuid()).put("cpm_name", "sandbox");
    }

    void routes(N2wsRoutes routes) {
        routes.add("GET", "settings/identifier/", (ask, caller, path) -> {
            // 1.1 is known to give the list and 1.7 the object; that it changed after 1.1 is an assumption.
            boolean list = AcceptHeader.version(ask, newest).matches("1\\.[01](\\.[0-9]+)?");
            return ServerResponse.json(200, list ? JsonTrees.array(row) : row);
        });
    }
}
