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

    /** Returns the stored tokens, or null if there are none, the file is damaged, or other users can write the file. */
    default StoredTokens read() {
        return null;
    }

    /** Stores the tokens. If the store is not writable, the tokens are not shared. */
    default void write(StoredTokens tokens) {}

    /** Returns true while tokens are shared. */
    default boolean isShared() {
        return false;
    }

    /** Runs work while no other process refreshes the tokens. Runs the work without a lock if the lock is not available. */
    default <T> T withLock(Supplier<T> work) {
        return work.get();
    }
}
