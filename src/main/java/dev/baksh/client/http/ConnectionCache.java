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
    private static final int MAX_IDLE_CLIENTS = 8;

    private final TlsSessionCache tlsSessions = new TlsSessionCache(System::nanoTime);
    private final Map<List<String>, PooledHttpClient> idleClients = new LinkedHashMap<>(MAX_IDLE_CLIENTS, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, PooledHttpClient> eldest) {
            if (size() <= MAX_IDLE_CLIENTS) return false;
            eldest.getValue().closeIdleConnections();
            return true;
        }
    };

    TlsSessionCache tlsSessions() {
        return tlsSessions;
    }

    /** Something may lie idle. */
    public synchronized boolean hasIdleConnections() {
        return !idleClients.isEmpty();
    }

    /** Looks whether servers have closed what lies idle, a millisecond for each connection; whoever takes it waits for that. */
    public synchronized void closeStaleConnections() {
        idleClients.values().forEach(PooledHttpClient::closeStaleConnections);
    }

    /** What was left for this way to a server, or null; nobody else gets it meanwhile. */
    synchronized PooledHttpClient take(List<String> connectionKey) {
        PooledHttpClient cachedClient = idleClients.remove(connectionKey);
        if (cachedClient != null) cachedClient.closeStaleConnections();
        return cachedClient;
    }

    synchronized void release(List<String> connectionKey, PooledHttpClient pooledClient) {
        pooledClient.markReleased();
        PooledHttpClient previous = idleClients.put(connectionKey, pooledClient);
        if (previous != null && previous != pooledClient) previous.closeIdleConnections();
    }

    /** Closes the connections; the next ones resume their TLS sessions. */
    public synchronized void closeIdleConnections() {
        idleClients.values().forEach(PooledHttpClient::closeIdleConnections);
    }
}
