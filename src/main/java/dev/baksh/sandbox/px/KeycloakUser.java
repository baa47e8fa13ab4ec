package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import java.time.Instant;

/**
 * A user of the realm.
 *
 * @param password null for a service account, which nobody lists or logs in as
 */
public record KeycloakUser(
        String id,
        String username,
        String firstName,
        String lastName,
        String password,
        boolean enabled,
        Instant created) {

    public boolean isServiceAccount() {
        return password == null;
    }

    String email() {
        return username + "@example.com";
    }

    KeycloakUser disabled() {
        return new KeycloakUser(id, username, firstName, lastName, password, false, created);
    }

    /** As Keycloak lists a user. */
    ObjectNode row() {
        return JsonTrees.object()
                .put("id", id)
                .put("username", username)
                .put("firstName", firstName)
                .put("lastName", lastName)
                .put("email", email())
                .put("emailVerified", true)
                .put("createdTimestamp", created.toEpochMilli())
                .put("enabled", enabled);
    }
}
