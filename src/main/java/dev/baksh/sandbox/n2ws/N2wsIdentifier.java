package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.AcceptHeader;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.ServerResponse;

/** Route {@code settings/identifier/}: an object, or in API 1.0 and 1.1 an array with one object (n2ws-api 2.1). */
final class N2wsIdentifier {
    private final ObjectNode row;
    private final String newestVersion;

    N2wsIdentifier(SeededRandom random, String newestVersion) {
        this.newestVersion = newestVersion;
        row = JsonTrees.object().put("cpm_uuid", random.nextUuid()).put("cpm_name", "sandbox");
    }

    void registerRoutes(N2wsRoutes routes) {
        routes.add("GET", "settings/identifier/", (request, caller, pathVariables) -> {
            // Known: an array in 1.1, an object in 1.7. Assumption: the change came after 1.1.
            boolean asList =
                    AcceptHeader.negotiateVersion(request, newestVersion).matches("1\\.[01](\\.[0-9]+)?");
            return ServerResponse.json(200, asList ? JsonTrees.array(row) : row);
        });
    }
}
