package dev.baksh.client.auth;

/**
 * Source of new tokens for a token provider: obtains them with the credential of the server or with a refresh token.
 * Each call sends one request, and repeats the request only if no one-time token can be lost.
 */
public interface TokenSource {

    /**
     * Requests tokens with the credential.
     *
     * @throws CredentialRejectedException if the server rejects the credential (exit code 4)
     * @throws TransportException if no response arrives (exit code 5)
     */
    TokenResponse obtain();

    /**
     * Requests a new access token with a refresh token.
     *
     * @param refreshToken for a pasted token, the token itself, after the server has rejected it
     * @throws CredentialRejectedException if the server rejects the refresh token (exit code 4)
     * @throws TransportException if no response arrives (exit code 5)
     */
    TokenResponse refresh(String refreshToken);

    /** Returns false for a pasted token: after its expiry the user must provide a new token. */
    default boolean isRenewable() {
        return true;
    }

    /** Returns the start of a message about the tokens: {@code n2ws (host): }; empty without a server. */
    default String messagePrefix() {
        return "";
    }

    /** Returns false if {@link #obtain} needs the user: after a login without a stored credential. */
    default boolean hasCredential() {
        return isRenewable();
    }
}
