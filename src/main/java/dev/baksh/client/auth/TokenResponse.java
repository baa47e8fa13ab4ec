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
 * @param access      never null
 * @param refresh     null when none came: the one that was there stays in use
 * @param accessLife  from now, or null when neither the token nor the answer tells
 * @param refreshLife from now; null when there is none or it does not end
 */
public record TokenResponse(String access, String refresh, Duration accessLife, Duration refreshLife) {
    /** Far above any honest life, far below what a clock in nanoseconds can hold. */
    static final Duration LONGEST = Duration.ofDays(10_000);

    /** A Date header has whole seconds, so a smaller difference is no skew; the local clock is then the finer one. */
    private static final Duration NO_SKEW = Duration.ofSeconds(2);
    /** An {@code exp} beyond this is one without an end; an Instant could not hold every number. */
    private static final long LAST = 1_000_000_000_000L;

    public TokenResponse {
        if (refresh != null && refresh.isBlank()) refresh = null;
        accessLife = atMost(accessLife);
        refreshLife = atMost(refreshLife);
    }

    private static Duration atMost(Duration life) {
        return life == null || life.compareTo(LONGEST) < 0 ? life : LONGEST;
    }

    /**
     * How long a JWT is still good, by its {@code exp} in the server's own time.
     *
     * @param date the server's clock when it answered, or null
     * @param now  the local clock
     * @return null when the token is not a JWT or has no {@code exp}; zero or less when it has ended
     */
    public static Duration life(String jwt, Instant date, Instant now) {
        Long exp = exp(jwt);
        if (exp == null) return null;
        Instant clock = date == null || Duration.between(date, now).abs().compareTo(NO_SKEW) < 0 ? now : date;
        return Duration.between(clock, Instant.ofEpochSecond(Math.max(0, Math.min(exp, LAST))));
    }

    /** The signature is the server's business; only {@code exp} is read. */
    private static Long exp(String jwt) {
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
        return "access " + accessLife + ", refresh " + (refresh == null ? "none" : refreshLife);
    }
}
