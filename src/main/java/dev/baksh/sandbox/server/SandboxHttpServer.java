package dev.baksh.sandbox.server;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** HTTP or HTTPS server on loopback for one {@link EmulatedServer}: serves connections, records requests and applies faults. */
public final class SandboxHttpServer implements AutoCloseable {
    /** Idle timeout of a connection: shorter than a test run, longer than any pause of a client. */
    private static final int IDLE_MILLIS = 120_000;

    private final EmulatedServer server;
    private final Clock clock;
    private final RequestRecorder requestRecorder;
    private final ServerSocket serverSocket;
    private final String scheme;
    private final Set<Socket> openSockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService executor;

    /**
     * Starts a server.
     *
     * @param sslContext null for plain HTTP
     */
    public SandboxHttpServer(
            EmulatedServer server, int port, SSLContext sslContext, Clock clock, RequestRecorder requestRecorder) {
        this.server = server;
        this.clock = clock;
        this.requestRecorder = requestRecorder;
        scheme = sslContext == null ? "http" : "https";
        try {
            serverSocket = sslContext == null
                    ? new ServerSocket()
                    : sslContext.getServerSocketFactory().createServerSocket();
            serverSocket.setReuseAddress(true);
            serverSocket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 128);
        } catch (IOException e) {
            throw new UncheckedIOException("sandbox " + server.name() + ": cannot listen on 127.0.0.1:" + port, e);
        }
        // Daemon threads: a program that does not close the sandbox can still end.
        executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "sandbox-" + server.name());
            thread.setDaemon(true);
            return thread;
        });
        executor.execute(this::acceptConnections);
    }

    public URI url() {
        return URI.create(scheme + "://127.0.0.1:" + serverSocket.getLocalPort());
    }

    @Override
    public void close() {
        closeQuietly(serverSocket);
        openSockets.forEach(SandboxHttpServer::closeQuietly);
        executor.shutdownNow();
    }

    private void acceptConnections() {
        while (!serverSocket.isClosed()) {
            try {
                Socket socket = serverSocket.accept();
                openSockets.add(socket);
                executor.execute(() -> serveConnection(socket));
            } catch (IOException | java.util.concurrent.RejectedExecutionException closed) {
                // Only close() makes accept fail; the loop condition ends the loop.
                continue;
            }
        }
    }

    private void serveConnection(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(IDLE_MILLIS);
            HttpConnection connection = new HttpConnection(
                    new BufferedInputStream(socket.getInputStream()),
                    new BufferedOutputStream(socket.getOutputStream(), 32 << 10),
                    scheme);
            for (ServerRequest request = connection.readRequest();
                    request != null && serveRequest(request, connection, socket); ) request = connection.readRequest();
        } catch (IOException disconnected) {
            // The client has disconnected or does not use HTTP or TLS, so no response is possible.
            return;
        } finally {
            openSockets.remove(socket);
        }
    }

    /** Serves one request; returns true if the connection stays open. */
    private boolean serveRequest(ServerRequest request, HttpConnection connection, Socket socket) throws IOException {
        long requestId = requestRecorder.recordRequest(server.name(), request);
        Fault fault = server.faults().takeFault(request);
        ServerResponse response = server.execute(request, fault);
        Fault.Kind kind = fault == null ? Fault.Kind.RESPONSE : fault.kind();
        if (kind == Fault.Kind.DROP) return false;
        if (kind == Fault.Kind.RESET) {
            socket.setSoLinger(true, 0);
            return false;
        }
        // Before the response is sent, so that a client with a response also finds the recorded status.
        requestRecorder.recordStatus(requestId, response.status());
        if (kind == Fault.Kind.TRUNCATE) {
            connection.writeTruncated(response, clock.instant());
            return false;
        }
        // Neither real server supports HEAD; a body after HEAD would be read as the head of the next response.
        boolean close = "close".equalsIgnoreCase(request.header("Connection"))
                || request.method().equals("HEAD");
        connection.writeResponse(response, clock.instant(), close);
        return !close;
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // The connection is no longer needed, so an error on close is ignored.
            return;
        }
    }
}
