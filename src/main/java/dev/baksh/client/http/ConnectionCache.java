package dev.baksh.client.http;

import dev.baksh.client.tls.TlsSessionCache;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cache of read connections and TLS sessions that outlives the transports of one caller. A transport owns a connection until
 * the transport is closed. Writes never use a cached connection.
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

    /** Returns true if idle connections may exist. */
    public synchronized boolean hasIdleConnections() {
        return !idleClients.isEmpty();
    }

    /**
     * Removes idle connections that a server has closed. The check takes 1 ms for each connection; {@link #take} waits
     * until the check ends.
     */
    public synchronized void closeStaleConnections() {
        idleClients.values().forEach(PooledHttpClient::closeStaleConnections);
    }

    /** Removes and returns the client for this connection key, or returns null. */
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

    /** Closes the connections. TLS sessions stay cached, so that later connections resume them. */
    public synchronized void closeIdleConnections() {
        idleClients.values().forEach(PooledHttpClient::closeIdleConnections);
    }
}
