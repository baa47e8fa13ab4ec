package dev.baksh.client.config;

/** Credential that baksh exchanges for an access token. */
public sealed interface Credential extends CredentialSource {

    @Override
    default Credential get() {
        return this;
    }

    /** N2WS: API key of a user; N2WS returns an access token and a refresh token for the key. */
    record ApiKey(Secret key) implements Credential {}

    /** Portworx: confidential Keycloak client with a service account. */
    record ClientCredentials(String clientId, Secret secret) implements Credential {}

    /** Portworx: Keycloak user, through a client that allows direct access grants. The client secret may be null. */
    record Password(String clientId, Secret clientSecret, String username, Secret password) implements Credential {}

    /** Portworx: the session that {@code baksh login} opened. The tokens are stored, the password is not. */
    record Session(String clientId) implements Credential {}

    /** Token that the user copied from another tool; baksh cannot refresh the token. */
    record PastedToken(Secret token) implements Credential {
        /** Returns the token without the scheme {@code Bearer}, which the vendor's own page puts before the token. */
        public static PastedToken of(Secret token) {
            return new PastedToken(Secret.of(EnvironmentServers.stripBearerPrefix(token.reveal())));
        }
    }
}
