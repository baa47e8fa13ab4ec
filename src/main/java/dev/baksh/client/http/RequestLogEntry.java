package dev.baksh.client.http;

import java.time.Duration;
import java.time.Instant;

/**
 * One request that went out, and what came back; without headers, and without any body of a request or of a good answer.
 *
 * @param sentAt     when it was sent
 * @param server the server's label
 * @param url    of the API; the query is kept, secrets are taken out
 * @param status 0 when no whole answer came
 * @param duration   until the last byte or the failure
 * @param bodyLength  of the answer's body
 * @param message  the beginning of what the server said when it refused, or why there was no answer; null for a good one
 */
public record RequestLogEntry(
        Instant sentAt,
        String server,
        String method,
        String url,
        int status,
        Duration duration,
        int bodyLength,
        String message) {}
