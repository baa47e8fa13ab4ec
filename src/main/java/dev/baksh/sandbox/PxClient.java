package dev.baksh.sandbox;

/**
 * A client of the realm.
 *
 * @param secret null for a public client
 * @param serviceAccount the id of its service account's user, or null
 */
record PxClient(String id, String secret, boolean directGrants, String serviceAccount, boolean enabled) {
    PxClient disabled() {
        return new PxClient(id, secret, directGrants, serviceAccount, false);
    }
}
