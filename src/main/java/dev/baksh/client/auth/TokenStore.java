package dev.baksh.client.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Where processes of one user share the tokens of a server, so that a rotated refresh token is used by one of them only. */
public interface TokenStore {
    /** Nothing is shared. */
    TokenStore NONE = new TokenStore() {
        @Override
        public StoredTokens read() {
            return null;
        }

        @Override
        public void write(StoredTokens tokens) {}

        @Override
        public <T> T withLock(Supplier<T> work) {
            return work.get();
        }
    };

    /**
     * Tokens with their ends on this machine's clock.
     *
     * @param accessExpiry  null when it is not known
     * @param accessLifetime the whole life of the access token, or null
     * @param refreshToken    null when there is none
     * @param refreshExpiry null when it does not end or is not known
     */
    record StoredTokens(
            String accessToken,
            Instant accessExpiry,
            Duration accessLifetime,
            String refreshToken,
            Instant refreshExpiry) {}

    /** What is there, or null: also for a file that is damaged, or that others could have written. */
    StoredTokens read();

    /** Keeps these, or nothing when the place cannot be written: then only sharing is lost. */
    void write(StoredTokens tokens);

    /** False when nothing is shared, or not any more. */
    default boolean isShared() {
        return false;
    }

    /** Does the work while no other process renews; without the lock when it cannot be had. */
    <T> T withLock(Supplier<T> work);
}
