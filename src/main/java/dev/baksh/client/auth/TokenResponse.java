package dev.baksh.client.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.client.api.JsonTreeReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * Tokens and their remaining lifetimes, from a login, a refresh or a pasted token.
 *
 * @param accessToken never null
 * @param refreshToken null if the response has none; the previous refresh token then stays in use
 * @param accessLifetime lifetime from now, or null if neither the token nor the response contains it
 * @param refreshLifetime lifetime from now; null if the refresh token is missing or does not expire
 */
public record TokenResponse(
        String accessToken, String refreshToken, Duration accessLifetime, Duration refreshLifetime) {
    /** Maximum lifetime: above any real lifetime, and below the range of a clock in nanoseconds. */
    static final Duration MAX_LIFETIME = Duration.ofDays(10_000);

    /** A Date header has whole seconds, so a smaller difference is not a skew; the local clock is then more precise. */
    private static final Duration MIN_CLOCK_SKEW = Duration.ofSeconds(2);
    /** A larger {@code exp} counts as no expiry; an Instant cannot hold every number. */
    private static final long MAX_EXP_SECONDS = 1_000_000_000_000L;

    public TokenResponse {
        if (refreshToken != null && refreshToken.isBlank()) refreshToken = null;
        accessLifetime = capLifetime(accessLifetime);
        refreshLifetime = capLifetime(refreshLifetime);
    }

    private static Duration capLifetime(Duration lifetime) {
        return lifetime == null || lifetime.compareTo(MAX_LIFETIME) < 0 ? lifetime : MAX_LIFETIME;
    }

    /**
     * Returns the remaining lifetime of a JWT, from its {@code exp} and the clock of the server.
     *
     * @param serverDate time of the response by the clock of the server, or null
     * @param now time of the local clock
     * @return null if the token is not a JWT or has no {@code exp}; zero or negative if the token has expired
     */
    public static Duration remainingLifetime(String jwt, Instant serverDate, Instant now) {
        Long exp = readExp(jwt);
        if (exp == null) return null;
        Instant referenceTime =
                serverDate == null || Duration.between(serverDate, now).abs().compareTo(MIN_CLOCK_SKEW) < 0
                        ? now
                        : serverDate;
        return Duration.between(referenceTime, Instant.ofEpochSecond(Math.max(0, Math.min(exp, MAX_EXP_SECONDS))));
    }

    /** Reads {@code exp} without a check of the signature; the server checks the signature. */
    private static Long readExp(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        if (parts.length != 3) return null;
        try {
            JsonNode claims = JsonTreeReader.read(Base64.getUrlDecoder().decode(parts[1]));
            JsonNode exp = claims.get("exp");
            return exp == null || !exp.isNumber() ? null : (long) exp.asDouble();
        } catch (IOException | IllegalArgumentException e) {
            return null; // Not a JWT. A 401 shows the expiry of an opaque token.
        }
    }

    /** Describes the lifetimes, without the tokens. */
    @Override
    public String toString() {
        return "access " + accessLifetime + ", refresh " + (refreshToken == null ? "none" : refreshLifetime);
    }
}
