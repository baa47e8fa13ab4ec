package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import java.time.Instant;

/**
 * User of the emulated Keycloak realm.
 *
 * @param password null for a service account, which has no login and is not listed
 */
record KeycloakUser(
        String id,
        String username,
        String firstName,
        String lastName,
        String password,
        boolean enabled,
        Instant createdAt) {

    boolean isServiceAccount() {
        return password == null;
    }

    String email() {
        return username + "@example.com";
    }

    KeycloakUser asDisabled() {
        return new KeycloakUser(id, username, firstName, lastName, password, false, createdAt);
    }

    /** Returns the row in Keycloak's list of users. */
    ObjectNode toRow() {
        return JsonTrees.object()
                .put("id", id)
                .put("username", username)
                .put("firstName", firstName)
                .put("lastName", lastName)
                .put("email", email())
                .put("emailVerified", true)
                .put("createdTimestamp", createdAt.toEpochMilli())
                .put("enabled", enabled);
    }
}
