package dev.baksh.client.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import okhttp3.Connection;
import okhttp3.OkHttpClient;

/**
 * OkHttp's client for the reads of one wire at a time, with its connections. It holds nothing of a credential, so that it may
 * outlive its wire.
 */
final class PooledHttpClient {
    private final OkHttpClient client;
    /** What its connections were made by; null without TLS. */
    private final SSLContext context;

    private final Set<Connection> connections =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private boolean checkedForStale;

    PooledHttpClient(OkHttpClient client, SSLContext context) {
        this.client = client;
        this.context = context;
    }

    OkHttpClient client() {
        return client;
    }

    /** One of its connections was used. */
    void addConnection(Connection connection) {
        connections.add(connection);
    }

    /** Its wire has been closed. */
    void markReleased() {
        checkedForStale = false;
    }

    /**
     * Closes the connections on which anything has come since its wire was closed, if only their end: no read shall meet one
     * that the server has left. Nobody may be using it meanwhile.
     */
    void closeStaleConnections() {
        if (checkedForStale) return;
        checkedForStale = true;
        for (Connection connection : List.copyOf(connections))
            if (!connection.socket().isClosed() && !isHealthy(connection.socket())) closeQuietly(connection.socket());
    }

    /**
     * Whether another wire may have it.
     *
     * @param currentContext   what would make its connections
     * @param isTrusted what a server has shown is taken by now
     */
    boolean isReusable(SSLContext currentContext, Predicate<SSLSession> isTrusted) {
        if (context != currentContext) return false;
        for (Connection connection : List.copyOf(connections)) {
            if (connection.socket().isClosed()) continue;
            if (connection.socket() instanceof SSLSocket sslSocket && !isTrusted.test(sslSocket.getSession()))
                return false;
        }
        return true;
    }

    /** Looks for a millisecond, as OkHttp itself does before it sends anything but a GET. */
    private static boolean isHealthy(Socket socket) {
        try {
            int previousTimeout = socket.getSoTimeout();
            socket.setSoTimeout(1);
            try {
                socket.getInputStream().read();
                return false;
            } catch (SocketTimeoutException e) {
                return true;
            } finally {
                socket.setSoTimeout(previousTimeout);
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is not used again.
        }
    }

    /** Closes what lies idle. */
    void closeIdleConnections() {
        client.connectionPool().evictAll();
    }
}
