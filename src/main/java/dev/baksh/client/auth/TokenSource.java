package dev.baksh.client.auth;

/** How one kind of server gives tokens. Each call is one request, or more only where nothing can have been used up. */
public interface TokenSource {

    /**
     * Asks for tokens with the credential.
     *
     * @throws CredentialRejectedException  the credential is not accepted
     * @throws TransportException no answer
     */
    TokenResponse obtain();

    /**
     * Asks for a new access token.
     *
     * @throws CredentialRejectedException  the refresh token is not accepted any more
     * @throws TransportException no answer
     */
    TokenResponse refresh(String refreshToken);

    /** False for a pasted token: when it has ended, a person is needed. */
    boolean isRenewable();
}
