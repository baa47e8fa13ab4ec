package dev.baksh.sandbox.server;

import java.util.List;
import java.util.Map;

/**
 * Record of a request that a sandbox server has received, for the checks of specs.
 *
 * @param server {@code n2ws}, {@code px} or {@code px-gateway}
 * @param path path as sent, without the query
 * @param query query as sent, without the question mark; empty if absent
 * @param status status of the response; 0 until a response is sent, also after a dropped connection
 * @param headers request headers, with case-insensitive names
 * @param body request body as a string; may contain secrets
 */
public record RecordedRequest(
        String server,
        String method,
        String path,
        String query,
        int status,
        Map<String, List<String>> headers,
        String body) {

    RecordedRequest withStatus(int status) {
        return new RecordedRequest(server, method, path, query, status, headers, body);
    }

    /** Returns the first request header with this name, or null. */
    public String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** Returns server, method, target and status, but no headers and no body, because they contain secrets. */
    @Override
    public String toString() {
        return server + " " + method + " " + path + (query.isEmpty() ? "" : "?" + query) + " -> " + status;
    }
}
