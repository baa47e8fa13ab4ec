package dev.baksh.sandbox.server;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The requests that both servers received, in order of arrival: the newest {@value #KEPT}. */
public final class RequestRecorder {
    /** Enough for any spec, and a bound for a sandbox that runs for days. */
    private static final int KEPT = 10_000;

    private final TreeMap<Long, RecordedRequest> seen = new TreeMap<>();
    private long next;

    synchronized long arrived(String server, ServerRequest ask) {
        int mark = ask.target().indexOf('?');
        String query = mark < 0 ? "" : ask.target().substring(mark + 1);
        seen.put(next, new RecordedRequest(server, ask.method(), ask.path(), query, 0, ask.headers(), ask.text()));
        if (seen.size() > KEPT) seen.pollFirstEntry();
        return next++;
    }

    synchronized void answered(long number, int status) {
        seen.computeIfPresent(number, (key, one) -> one.answered(status));
    }

    public synchronized List<RecordedRequest> all() {
        return new ArrayList<>(seen.values());
    }
}
