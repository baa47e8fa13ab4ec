package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A user of the realm.
 *
 * @param password null for a service account, which nobody lists or logs in as
 */
record PxUser(
        String id,
        String username,
        String firstName,
        String lastName,
        String password,
        boolean enabled,
        Instant created) {

    boolean isServiceAccount() {
        return password == null;
    }

    String email() {
        return username + "@example.com";
    }

    PxUser disabled() {
        return new PxUser(id, username, firstName, lastName, password, false, created);
    }

    /** As Keycloak lists a user. */
    ObjectNode row() {
        return Json.object()
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
