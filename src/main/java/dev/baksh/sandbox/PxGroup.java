package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * A group of Keycloak.
 *
 * @param members ids of users
 * @param roles   names of the realm roles that its members have by it
 */
record PxGroup(String id, String name, Set<String> members, Set<String> roles) {
    /** As a list of groups shows it. */
    ObjectNode row() {
        ObjectNode row = Json.object()
                .put("id", id)
                .put("name", name)
                .put("path", "/" + name)
                .put("subGroupCount", 0);
        row.putArray("subGroups");
        return row;
    }
}
