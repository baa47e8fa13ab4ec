package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code settings/identifier/}: an object, and on API 1.0 and 1.1 a list of one (n2ws-api 2.1). */
final class N2wsIdentifier {
    private final ObjectNode row;
    private final String newest;

    N2wsIdentifier(Dice dice, String newest) {
        this.newest = newest;
        row = Json.object().put("cpm_uuid", dice.uuid()).put("cpm_name", "sandbox");
    }

    void routes(N2wsRoutes routes) {
        routes.add("GET", "settings/identifier/", (ask, caller, path) -> {
            // 1.1 is known to give the list and 1.7 the object; that it changed after 1.1 is an assumption.
            boolean list = N2wsAccept.version(ask, newest).matches("1\\.[01](\\.[0-9]+)?");
            return Answer.json(200, list ? Json.array(row) : row);
        });
    }
}
