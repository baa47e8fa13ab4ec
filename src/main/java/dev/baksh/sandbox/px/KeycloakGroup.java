package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import java.util.Set;

/**
 * A group of Keycloak.
 *
 * @param members ids of users
 * @param roles   names of the realm roles that its members have by it
 */
record KeycloakGroup(String id, String name, Set<String> members, Set<String> roles) {
    /** As a list of groups shows it. */
    ObjectNode toRow() {
        ObjectNode row = JsonTrees.object()
                .put("id", id)
                .put("name", name)
                .put("path", "/" + name)
                .put("subGroupCount", 0);
        row.putArray("subGroups");
        return row;
    }
}
