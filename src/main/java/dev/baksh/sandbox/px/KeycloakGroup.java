package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import java.util.Set;

/**
 * Group of the emulated Keycloak realm.
 *
 * @param members ids of users
 * @param roles names of the realm roles that the members inherit
 */
record KeycloakGroup(String id, String name, Set<String> members, Set<String> roles) {
    /** Returns the row in the list of groups. */
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
