package dev.baksh.sandbox.server;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Recorder of the requests to all sandbox servers in order of arrival; stores only the newest {@value #MAX_REQUESTS}
 * requests.
 */
public final class RequestRecorder {
    /** Enough for every spec, and a limit for a sandbox that runs for days. */
    private static final int MAX_REQUESTS = 10_000;

    private final TreeMap<Long, RecordedRequest> requestsById = new TreeMap<>();
    private long nextId;

    synchronized long recordRequest(String server, ServerRequest request) {
        int queryIndex = request.target().indexOf('?');
        String query = queryIndex < 0 ? "" : request.target().substring(queryIndex + 1);
        requestsById.put(
                nextId,
                new RecordedRequest(
                        server, request.method(), request.path(), query, 0, request.headers(), request.bodyText()));
        if (requestsById.size() > MAX_REQUESTS) requestsById.pollFirstEntry();
        return nextId++;
    }

    synchronized void recordStatus(long id, int status) {
        requestsById.computeIfPresent(id, (key, request) -> request.withStatus(status));
    }

    public synchronized List<RecordedRequest> requests() {
        return new ArrayList<>(requestsById.values());
    }
}
