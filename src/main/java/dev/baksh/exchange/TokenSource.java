package dev.baksh.exchange;

/** How one kind of server gives tokens. Each call is one request, or more only where nothing can have been used up. */
public interface TokenSource {

    /**
     * Asks for tokens with the credential.
     *
     * @throws TokenRefused  the credential is not accepted
     * @throws WireException no answer
     */
    Grant obtain();

    /**
     * Asks for a new access token.
     *
     * @throws TokenRefused  the refresh token is not accepted any more
     * @throws WireException no answer
     */
    Grant refresh(String refreshToken);

    /** False for a pasted token: when it has ended, a person is needed. */
    boolean renewable();
}
