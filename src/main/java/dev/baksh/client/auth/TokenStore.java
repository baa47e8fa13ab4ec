package dev.baksh.client.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Where processes of one user share the tokens of a server, so that a rotated refresh token is used by one of them only. */
public interface TokenStore {
    /** Nothing is shared. */
    TokenStore NONE = new TokenStore() {
        @Override
        public Stored read() {
            return null;
        }

        @Override
        public void write(Stored tokens) {}

        @Override
        public <T> T exclusively(Supplier<T> work) {
            return work.get();
        }
    };

    /**
     * Tokens with their ends on this machine's clock.
     *
     * @param accessEnd  null when it is not known
     * @param accessLife the whole life of the access token, or null
     * @param refresh    null when there is none
     * @param refreshEnd null when it does not end or is not known
     */
    record Stored(String access, Instant accessEnd, Duration accessLife, String refresh, Instant refreshEnd) {}

    /** What is there, or null: also for a file that is damaged, or that others could have written. */
    Stored read();

    /** Keeps these, or nothing when the place cannot be written: then only sharing is lost. */
    void write(Stored tokens);

    /** False when nothing is shared, or not any more. */
    default boolean shared() {
        return false;
    }

    /** Does the work while no other process renews; without the lock when it cannot be had. */
    <T> T exclusively(Supplier<T> work);
}
