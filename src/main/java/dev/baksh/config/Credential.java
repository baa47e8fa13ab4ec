package dev.baksh.config;

/** What a server is asked for a token with. */
public sealed interface Credential extends CredentialSource {

    @Override
    default Credential get() {
        return this;
    }

    /** N2WS: the key of a user; obtains access and refresh tokens. */
    record ApiKey(Secret key) implements Credential {}

    /** Portworx: a confidential Keycloak client with a service account. */
    record ClientCredentials(String clientId, Secret secret) implements Credential {}

    /** Portworx: a user of Keycloak, by a client that allows direct access grants; the secret may be null. */
    record Password(String clientId, Secret clientSecret, String username, Secret password) implements Credential {}

    /** A token copied from elsewhere: it cannot be renewed. */
    record PastedToken(Secret token) implements Credential {}
}
