package dev.baksh.client.config;

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

    /** Portworx: what {@code baksh login} has obtained from a person, kept with the tokens; nothing is kept that outlives it. */
    record Session(String clientId) implements Credential {}

    /** A token copied from elsewhere: it cannot be renewed. */
    record PastedToken(Secret token) implements Credential {
        /** As it was typed: the vendor's own page has the scheme before it. */
        public static PastedToken of(Secret token) {
            return new PastedToken(Secret.of(EnvironmentServers.stripBearerPrefix(token.reveal())));
        }
    }
}
