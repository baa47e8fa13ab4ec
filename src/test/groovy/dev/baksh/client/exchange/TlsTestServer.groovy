package dev.baksh.client.exchange

import dev.baksh.client.tls.TestCertificates
import groovy.transform.CompileStatic
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate

import java.security.cert.X509Certificate
import java.time.Duration
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import javax.net.ssl.SSLSocket
import javax.net.ssl.SSLSocketFactory

/**
 * HTTPS server on a real socket: sends a JSON response to each request, and counts the bytes after the TLS handshake. Closes
 * each connection after one response, unless connections are kept open.
 */
@CompileStatic
class TlsTestServer implements AutoCloseable {
    private static final AtomicBoolean HAS_HANDSHAKE = new AtomicBoolean()

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName('127.0.0.1'))
    private final AtomicInteger receivedBytes = new AtomicInteger()
    private final AtomicInteger requestCount = new AtomicInteger()
    private final List<Long> sessionStartTimes = [].asSynchronized()
    private final List<Socket> sockets = [].asSynchronized()
    private volatile SSLSocketFactory socketFactory
    /** Keeps connections open. */
    volatile boolean keepsConnections
    /** Ends the connection after the request, without a response: {@code close} or {@code reset}; else null. */
    volatile String fault
    /** Refuses clients without a certificate. */
    volatile boolean requiresClientCertificate
    /** Accepted versions of TLS, or null for those of the JDK. */
    volatile String protocol

    TlsTestServer(HeldCertificate certificate, X509Certificate... intermediates) {
        if (!HAS_HANDSHAKE.getAndSet(true)) completeFirstHandshake()
        useCertificate(certificate, intermediates)
        Thread.startDaemon('tls-server') {
            while (!listener.closed) {
                try {
                    final Socket socket = listener.accept()
                    Thread.startDaemon('tls-connection') { serveConnection(socket) }
                } catch (SocketException ignored) {
                    // The socket is closed: the loop ends.
                }
            }
        }
    }

    /**
     * Completes one handshake without a timeout. The first handshake of a JVM loads many classes: on a busy machine it can take
     * longer than the timeout of the product.
     */
    private static void completeFirstHandshake() {
        final HeldCertificate certificate = TestCertificates.builderFor('127.0.0.1').build()
        final HandshakeCertificates trust = new HandshakeCertificates.Builder().addTrustedCertificate(certificate.certificate()).build()
        final OkHttpClient client = new OkHttpClient.Builder().sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
            .connectTimeout(Duration.ZERO).readTimeout(Duration.ZERO).build()
        final TlsTestServer server = new TlsTestServer(certificate)
        try {
            client.newCall(new Request.Builder().url(server.url.toURL()).build()).execute().close()
        } finally {
            server.close()
        }
    }

    /** Takes effect with the next connection. */
    void useCertificate(HeldCertificate certificate, X509Certificate... intermediates) {
        socketFactory = new HandshakeCertificates.Builder().heldCertificate(certificate, intermediates).build().sslSocketFactory()
    }

    int getPort() { listener.localPort }

    URI getUrl() { URI.create("https://127.0.0.1:$port") }

    /** Total bytes of all requests. */
    int getReceivedBytes() { receivedBytes.get() }

    int getRequestCount() { requestCount.get() }

    /** Creation time of the TLS session of each request; a resumed session has the time of the first session. */
    List<Long> getSessionStartTimes() { sessionStartTimes.toList() }

    /** Number of connections. */
    int getConnectionCount() { sockets.size() }

    /** Closes all connections without a TLS close message, as a restarted server does. */
    void closeConnections() {
        sockets.each { it.close() }
    }

    private void serveConnection(Socket tcpSocket) {
        try {
            final SSLSocket socket = (SSLSocket) socketFactory.createSocket(tcpSocket, null, tcpSocket.port, true)
            socket.useClientMode = false
            socket.needClientAuth = requiresClientCertificate
            if (protocol) socket.enabledProtocols = [protocol] as String[]
            sockets << tcpSocket
            while (serveRequest(socket)) continue
            if (fault == 'reset') tcpSocket.setSoLinger(true, 0)
            else socket.close()
        } catch (IOException ignored) {
            // The client closed the connection, or does not trust the certificate.
        } finally {
            tcpSocket.close()
        }
    }

    /** Returns true if the connection stays open for another request. */
    private boolean serveRequest(SSLSocket socket) {
        final InputStream input = socket.inputStream
        final StringBuilder requestHead = new StringBuilder()
        for (int c = input.read(); c >= 0; c = input.read()) {
            receivedBytes.incrementAndGet()
            requestHead.append((char) c)
            if (requestHead.toString().endsWith('\r\n\r\n')) break
        }
        if (!requestHead.length()) return false
        requestCount.incrementAndGet()
        if (fault) return false
        sessionStartTimes << socket.session.creationTime
        final String connectionHeader = keepsConnections ? '' : 'Connection: close\r\n'
        socket.outputStream.write(("HTTP/1.1 200 OK\r\n${connectionHeader}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n" +
            '{"id": 1}').bytes)
        return keepsConnections
    }

    @Override
    void close() {
        listener.close()
    }
}
