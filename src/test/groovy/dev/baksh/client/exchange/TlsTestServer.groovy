package dev.baksh.client.exchange

import groovy.transform.CompileStatic
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate

import java.security.cert.X509Certificate
import java.util.concurrent.atomic.AtomicInteger
import javax.net.ssl.SSLSocket
import javax.net.ssl.SSLSocketFactory

/**
 * HTTPS on a real socket: answers each request with JSON, and counts the bytes that came through after the greeting. It closes
 * each connection after one answer, unless it is told to keep them.
 */
@CompileStatic
class TlsTestServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName('127.0.0.1'))
    private final AtomicInteger receivedBytes = new AtomicInteger()
    private final AtomicInteger requestCount = new AtomicInteger()
    private final List<Long> sessionStartTimes = [].asSynchronized()
    private final List<Socket> sockets = [].asSynchronized()
    private volatile SSLSocketFactory socketFactory
    /** Connections stay open. */
    volatile boolean keepsConnections

    TlsTestServer(HeldCertificate certificate, X509Certificate... intermediates) {
        useCertificate(certificate, intermediates)
        Thread.startDaemon('tls-server') {
            while (!listener.closed) {
                try {
                    final Socket socket = listener.accept()
                    Thread.startDaemon('tls-connection') { serveConnection(socket) }
                } catch (SocketException ignored) {
                    // Closed: the loop ends.
                }
            }
        }
    }

    /** From the next connection on. */
    void useCertificate(HeldCertificate certificate, X509Certificate... intermediates) {
        socketFactory = new HandshakeCertificates.Builder().heldCertificate(certificate, intermediates).build().sslSocketFactory()
    }

    int getPort() { listener.localPort }

    URI getUrl() { URI.create("https://127.0.0.1:$port") }

    /** Of requests, all together. */
    int getReceivedBytes() { receivedBytes.get() }

    int getRequestCount() { requestCount.get() }

    /** When the TLS session of each request began; a resumed one began with the one before. */
    List<Long> getSessionStartTimes() { sessionStartTimes.toList() }

    /** How many were made. */
    int getConnectionCount() { sockets.size() }

    /** Closes what is open, as a server does that is started anew; without a word, where TLS would have one. */
    void closeConnections() {
        sockets.each { it.close() }
    }

    private void serveConnection(Socket tcpSocket) {
        try {
            final SSLSocket socket = (SSLSocket) socketFactory.createSocket(tcpSocket, null, tcpSocket.port, true)
            socket.useClientMode = false
            sockets << tcpSocket
            while (serveRequest(socket)) continue
            socket.close()
        } catch (IOException ignored) {
            // The client went away, or trusts nobody; which is its right.
        } finally {
            tcpSocket.close()
        }
    }

    /** Whether another request may come. */
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
