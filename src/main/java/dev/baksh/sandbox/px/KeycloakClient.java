package dev.baksh.sandbox.px;

/**
 * OAuth client of the emulated Keycloak realm.
 *
 * @param secret null for a public client
 * @param serviceAccountUserId user id of the service account, or null
 */
record KeycloakClient(
        String id, String secret, boolean directGrantsEnabled, String serviceAccountUserId, boolean enabled) {
    KeycloakClient asDisabled() {
        return new KeycloakClient(id, secret, directGrantsEnabled, serviceAccountUserId, false);
    }
}
