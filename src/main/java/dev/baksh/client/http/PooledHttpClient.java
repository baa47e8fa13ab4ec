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
 * OkHttp client with its connections, for the reads of one transport at a time. Contains no credential, so that it may outlive
 * the transport.
 */
final class PooledHttpClient {
    private final OkHttpClient client;
    /** TLS context of the connections; null without TLS. */
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

    void addConnection(Connection connection) {
        connections.add(connection);
    }

    /** Records the close of the transport. */
    void markReleased() {
        checkedForStale = false;
    }

    /**
     * Closes the connections on which bytes or the end of the stream have arrived since the transport was closed, so that no
     * read uses a connection that the server has closed. No other thread may use the client meanwhile.
     */
    void closeStaleConnections() {
        if (checkedForStale) return;
        checkedForStale = true;
        for (Connection connection : List.copyOf(connections))
            if (!connection.socket().isClosed() && !isHealthy(connection.socket())) closeQuietly(connection.socket());
    }

    /** Returns true if a transport with this TLS context may use this client, and all sessions are trusted now. */
    boolean isReusable(SSLContext currentContext, Predicate<SSLSession> isTrusted) {
        return context == currentContext
                && List.copyOf(connections).stream()
                        .map(Connection::socket)
                        .filter(socket -> !socket.isClosed())
                        .noneMatch(socket -> socket instanceof SSLSocket ssl && !isTrusted.test(ssl.getSession()));
    }

    /** Tests a socket for one millisecond, as OkHttp does before each request except GET. */
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
            // The connection is not used again.
        }
    }

    void closeIdleConnections() {
        client.connectionPool().evictAll();
    }
}
