package dev.baksh.sandbox.server;

import java.util.List;
import java.util.Map;

/**
 * One request that a sandbox server received.
 *
 * @param server {@code n2ws} or {@code px}
 * @param path as it was sent, without the query
 * @param query as it was sent, without the question mark; empty when there was none
 * @param status the answer's status; 0 while none has been sent, and for ever when the connection was dropped
 * @param headers of the request, by name in any case
 * @param body of the request, as text; it may hold secrets
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

    /** The first request header of that name, or null. */
    public String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** Server, method, target and status: never headers or body, which hold secrets. */
    @Override
    public String toString() {
        return server + " " + method + " " + path + (query.isEmpty() ? "" : "?" + query) + " -> " + status;
    }
}
