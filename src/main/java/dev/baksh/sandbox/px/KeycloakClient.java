package dev.baksh.sandbox.px;

/**
 * A client of the realm.
 *
 * @param secret null for a public client
 * @param serviceAccount the id of its service account's user, or null
 */
public record KeycloakClient(String id, String secret, boolean directGrants, String serviceAccount, boolean enabled) {
    KeycloakClient disabled() {
        return new KeycloakClient(id, secret, directGrants, serviceAccount, false);
    }
}
