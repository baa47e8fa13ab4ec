package dev.baksh.client.config;

import java.util.List;

/** Credential that baksh exchanges for an access token. */
public sealed interface Credential extends CredentialSource {
    /** Secrets of the credential, for redaction; empty for a session. */
    default List<Secret> secrets() {
        return List.of();
    }

    /**
     * Text that is equal for equal credentials and different for different credentials. The text contains the secrets:
     * only a hash of it may be stored.
     */
    String identity();

    @Override
    default Credential get() {
        return this;
    }

    /** N2WS: API key of a user; N2WS returns an access token and a refresh token for the key. */
    record ApiKey(Secret key) implements Credential {
        @Override
        public List<Secret> secrets() {
            return List.of(key);
        }

        @Override
        public String identity() {
            return key.reveal();
        }
    }

    /** Portworx: confidential Keycloak client with a service account. */
    record ClientCredentials(String clientId, Secret secret) implements Credential {
        @Override
        public List<Secret> secrets() {
            return List.of(secret);
        }

        @Override
        public String identity() {
            return clientId + "\n" + secret.reveal();
        }
    }

    /** Portworx: Keycloak user, through a client that allows direct access grants. The client secret may be null. */
    record Password(String clientId, Secret clientSecret, String username, Secret password) implements Credential {
        @Override
        public List<Secret> secrets() {
            return clientSecret == null ? List.of(password) : List.of(password, clientSecret);
        }

        @Override
        public String identity() {
            return clientId + "\n" + username + "\n" + password.reveal()
                    + (clientSecret == null ? "" : "\n" + clientSecret.reveal());
        }
    }

    /** Portworx: the session that {@code baksh login} opened. The tokens are stored, the password is not. */
    record Session(String clientId) implements Credential {
        @Override
        public String identity() {
            return clientId + "\nlogin";
        }
    }

    /** Token that the user copied from another tool; baksh cannot refresh the token. */
    record PastedToken(Secret token) implements Credential {
        /** Returns the token without the scheme {@code Bearer}, which the vendor's own page puts before the token. */
        public static PastedToken of(Secret token) {
            return new PastedToken(Secret.of(token.reveal().replaceFirst("(?i)^bearer ", "")));
        }

        @Override
        public List<Secret> secrets() {
            return List.of(token);
        }

        @Override
        public String identity() {
            return token.reveal();
        }
    }
}
