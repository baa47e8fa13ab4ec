package dev.baksh.client.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Store in which the processes of one user share the tokens of a server, so that only one process uses a rotated
 * refresh token.
 */
public interface TokenStore {
    /** Store that shares nothing. */
    TokenStore NONE = new TokenStore() {};

    /**
     * Tokens with their expiry by the clock of this machine.
     *
     * @param accessExpiry null if unknown
     * @param accessLifetime the whole lifetime of the access token, or null
     * @param refreshToken refresh token, or null
     * @param refreshExpiry null if the refresh token does not expire, or the expiry is unknown
     */
    record StoredTokens(
            String accessToken,
            Instant accessExpiry,
            Duration accessLifetime,
            String refreshToken,
            Instant refreshExpiry) {}

    /**
     * Returns the stored tokens, or null if there are none or the file is damaged.
     *
     * @throws TokenStoreException the tokens cannot be read now, or other users can write the file
     */
    default StoredTokens read() {
        return null;
    }

    /**
     * Stores the tokens.
     *
     * @throws TokenStoreException the tokens were not stored
     */
    default void write(StoredTokens tokens) {}

    /**
     * Runs work while no other process refreshes the tokens.
     *
     * @throws TokenStoreException the lock is not available, and the work did not run
     */
    default <T> T withLock(Supplier<T> work) {
        return work.get();
    }
}
