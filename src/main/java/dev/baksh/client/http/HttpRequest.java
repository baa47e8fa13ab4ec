package dev.baksh.client.http;

import java.time.Duration;
import java.util.Map;

/**
 * One request as bytes.
 *
 * @param target      path and query, encoded, from the root of the server
 * @param headers     besides those of the connection
 * @param body        null for none
 * @param contentType of the body, or null
 * @param timeout    for the whole exchange, from connecting to the last byte
 */
public record HttpRequest(
        String method, String target, Map<String, String> headers, byte[] body, String contentType, Duration timeout) {}
