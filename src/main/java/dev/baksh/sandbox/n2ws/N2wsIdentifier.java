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
    private final String newestVersion;

    N2wsIdentifier(SeededRandom random, String newestVersion) {
        this.newestVersion = newestVersion;
        row = JsonTrees.object().put("cpm_uuid", random.nextUuid()).put("cpm_name", "sandbox");
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.add("GET", "settings/identifier/", (request, caller, pathVariables) -> {
            // 1.1 is known to give the list and 1.7 the object; that it changed after 1.1 is an assumption.
            boolean asList =
                    AcceptHeader.negotiateVersion(request, newestVersion).matches("1\\.[01](\\.[0-9]+)?");
            return ServerResponse.json(200, asList ? JsonTrees.array(row) : row);
        });
    }
}
