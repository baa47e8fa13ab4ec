package dev.baksh.client.http;

import java.time.Duration;
import java.util.Map;

/**
 * HTTP request.
 *
 * @param target encoded path and query, from the root of the server
 * @param headers headers except those of the connection
 * @param body request body, or null
 * @param contentType content type of the body, or null
 * @param timeout timeout from the connection to the last byte of the response
 */
public record HttpRequest(
        String method, String target, Map<String, String> headers, byte[] body, String contentType, Duration timeout) {}
