package dev.baksh.client.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.client.api.JsonTreeReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * Tokens as a server gave them.
 *
 * @param accessToken      never null
 * @param refreshToken     null when none came: the one that was there stays in use
 * @param accessLifetime  from now, or null when neither the token nor the answer tells
 * @param refreshLifetime from now; null when there is none or it does not end
 */
public record TokenResponse(
        String accessToken, String refreshToken, Duration accessLifetime, Duration refreshLifetime) {
    /** Far above any honest life, far below what a clock in nanoseconds can hold. */
    static final Duration MAX_LIFETIME = Duration.ofDays(10_000);

    /** A Date header has whole seconds, so a smaller difference is no skew; the local clock is then the finer one. */
    private static final Duration MIN_CLOCK_SKEW = Duration.ofSeconds(2);
    /** An {@code exp} beyond this is one without an end; an Instant could not hold every number. */
    private static final long MAX_EXP = 1_000_000_000_000L;

    public TokenResponse {
        if (refreshToken != null && refreshToken.isBlank()) refreshToken = null;
        accessLifetime = capLifetime(accessLifetime);
        refreshLifetime = capLifetime(refreshLifetime);
    }

    private static Duration capLifetime(Duration lifetime) {
        return lifetime == null || lifetime.compareTo(MAX_LIFETIME) < 0 ? lifetime : MAX_LIFETIME;
    }

    /**
     * How long a JWT is still good, by its {@code exp} in the server's own time.
     *
     * @param serverDate the server's clock when it answered, or null
     * @param now  the local clock
     * @return null when the token is not a JWT or has no {@code exp}; zero or less when it has ended
     */
    public static Duration remainingLifetime(String jwt, Instant serverDate, Instant now) {
        Long exp = readExp(jwt);
        if (exp == null) return null;
        Instant clock =
                serverDate == null || Duration.between(serverDate, now).abs().compareTo(MIN_CLOCK_SKEW) < 0
                        ? now
                        : serverDate;
        return Duration.between(clock, Instant.ofEpochSecond(Math.max(0, Math.min(exp, MAX_EXP))));
    }

    /** The signature is the server's business; only {@code exp} is read. */
    private static Long readExp(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        if (parts.length != 3) return null;
        try {
            JsonNode claims = JsonTreeReader.read(Base64.getUrlDecoder().decode(parts[1]));
            JsonNode exp = claims.get("exp");
            return exp == null || !exp.isNumber() ? null : (long) exp.asDouble();
        } catch (IOException | IllegalArgumentException e) {
            return null; // Not a JWT: a token may be opaque, and then a 401 tells when it has ended.
        }
    }

    /** Never the tokens. */
    @Override
    public String toString() {
        return "access " + accessLifetime + ", refresh " + (refreshToken == null ? "none" : refreshLifetime);
    }
}
