package dev.baksh.sandbox.px;

/**
 * A client of the realm.
 *
 * @param secret null for a public client
 * @param serviceAccountUserId the id of its service account's user, or null
 */
public record KeycloakClient(
        String id, String secret, boolean directGrantsEnabled, String serviceAccountUserId, boolean enabled) {
    KeycloakClient asDisabled() {
        return new KeycloakClient(id, secret, directGrantsEnabled, serviceAccountUserId, false);
    }
}
