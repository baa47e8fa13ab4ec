package dev.baksh.client.http;

import dev.baksh.client.tls.TlsSessionCache;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the wires of one caller leave to its later ones: connections of reads, as long as they stay open within a wire, and
 * TLS sessions. A wire has what it takes for itself until it is closed. Writes never meet a connection that was kept.
 */
public final class ConnectionCache {
    private static final int MOST = 8;

    private final TlsSessionCache sessions = new TlsSessionCache(System::nanoTime);
    private final Map<List<String>, PooledHttpClient> idle = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, PooledHttpClient> eldest) {
            if (size() <= MOST) return false;
            eldest.getValue().close();
            return true;
        }
    };

    TlsSessionCache sessions() {
        return sessions;
    }

    /** Something may lie idle. */
    public synchronized boolean open() {
        return !idle.isEmpty();
    }

    /** Looks whether servers have closed what lies idle, a millisecond for each connection; whoever takes it waits for that. */
    public synchronized void look() {
        idle.values().forEach(PooledHttpClient::look);
    }

    /** What was left for this way to a server, or null; nobody else gets it meanwhile. */
    synchronized PooledHttpClient take(List<String> way) {
        PooledHttpClient left = idle.remove(way);
        if (left != null) left.look();
        return left;
    }

    synchronized void leave(List<String> way, PooledHttpClient pooled) {
        pooled.left();
        PooledHttpClient other = idle.put(way, pooled);
        if (other != null && other != pooled) other.close();
    }

    /** Closes the connections; the next ones resume their TLS sessions. */
    public synchronized void hangUp() {
        idle.values().forEach(PooledHttpClient::close);
    }
}
