package dev.baksh.client.http;

import java.time.Duration;
import java.time.Instant;

/**
 * Entry of the request log: a request and its response, without headers and without the bodies of requests and of successful
 * responses.
 *
 * @param sentAt time of the request
 * @param server label of the server
 * @param url URL with the query, redacted
 * @param status status code, or 0 if no complete response arrived
 * @param duration time until the last byte or the failure
 * @param bodyLength length of the response body in bytes
 * @param message start of an error response, or the reason of a failure; null for a successful response
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
