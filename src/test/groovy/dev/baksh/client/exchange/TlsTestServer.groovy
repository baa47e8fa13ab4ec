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
    private final AtomicInteger bytes = new AtomicInteger()
    private final AtomicInteger requests = new AtomicInteger()
    private final List<Long> sessions = [].asSynchronized()
    private final List<Socket> open = [].asSynchronized()
    private volatile SSLSocketFactory shown
    /** Connections stay open. */
    volatile boolean keeps

    TlsTestServer(HeldCertificate certificate, X509Certificate... intermediates) {
        show(certificate, intermediates)
        Thread.startDaemon('tls-server') {
            while (!listener.closed) {
                try {
                    final Socket socket = listener.accept()
                    Thread.startDaemon('tls-connection') { serve(socket) }
                } catch (SocketException ignored) {
                    // Closed: the loop ends.
                }
            }
        }
    }

    /** From the next connection on. */
    void show(HeldCertificate certificate, X509Certificate... intermediates) {
        shown = new HandshakeCertificates.Builder().heldCertificate(certificate, intermediates).build().sslSocketFactory()
    }

    int getPort() { listener.localPort }

    URI getUrl() { URI.create("https://127.0.0.1:$port") }

    /** Of requests, all together. */
    int getBytes() { bytes.get() }

    int getRequests() { requests.get() }

    /** When the TLS session of each request began; a resumed one began with the one before. */
    List<Long> getSessions() { sessions.toList() }

    /** How many were made. */
    int getConnections() { open.size() }

    /** Closes what is open, as a server does that is started anew; without a word, where TLS would have one. */
    void hangUp() {
        open.each { it.close() }
    }

    private void serve(Socket plain) {
        try {
            final SSLSocket socket = (SSLSocket) shown.createSocket(plain, null, plain.port, true)
            socket.useClientMode = false
            open << plain
            while (answer(socket)) continue
            socket.close()
        } catch (IOException ignored) {
            // The client went away, or trusts nobody; which is its right.
        } finally {
            plain.close()
        }
    }

    /** Whether another request may come. */
    private boolean answer(SSLSocket socket) {
        final InputStream input = socket.inputStream
        final StringBuilder head = new StringBuilder()
        for (int c = input.read(); c >= 0; c = input.read()) {
            bytes.incrementAndGet()
            head.append((char) c)
            if (head.toString().endsWith('\r\n\r\n')) break
        }
        if (!head.length()) return false
        requests.incrementAndGet()
        sessions << socket.session.creationTime
        final String close = keeps ? '' : 'Connection: close\r\n'
        socket.outputStream.write(("HTTP/1.1 200 OK\r\n${close}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n" +
            '{"id": 1}').bytes)
        return keeps
    }

    @Override
    void close() {
        listener.close()
    }
}
