package dev.baksh.client.http

import groovy.transform.CompileStatic
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate

import javax.net.ssl.SSLSocket
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch

/** HTTP or SOCKS proxy on loopback: opens tunnels to one port, and records the requested hosts and the credentials. */
@CompileStatic
class TestProxy implements AutoCloseable {
    /** Behaviour of a proxy in place of a tunnel. */
    enum Fault { SILENCE, CLOSE, RESET }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName('127.0.0.1'))
    private final CountDownLatch closed = new CountDownLatch(1)
    private final int serverPort
    private final HeldCertificate certificate
    private final boolean socks

    final List<String> connectLines = new CopyOnWriteArrayList<>()
    final List<String> authorizations = new CopyOnWriteArrayList<>()
    /** Response to each CONNECT, or null for a tunnel. */
    volatile String response
    volatile Fault fault
    /** Reply code of SOCKS; 0 opens the tunnel. */
    volatile int socksReply

    TestProxy(Map<String, Object> options = [:], int serverPort) {
        this.serverPort = serverPort
        this.certificate = options.certificate as HeldCertificate
        this.socks = !!options.socks
        Thread.startDaemon('proxy') {
            while (!listener.closed) {
                try {
                    final Socket socket = listener.accept()
                    Thread.startDaemon('proxy-connection') { serve(socket) }
                } catch (SocketException ignored) {
                    // The socket is closed: the loop ends.
                }
            }
        }
    }

    String getAddress() { "127.0.0.1:${listener.localPort}" }

    static String response(int status, String... headers) {
        return "HTTP/1.1 $status No\r\n" + headers.collect { it + '\r\n' }.join('') + 'Content-Length: 0\r\nConnection: close\r\n\r\n'
    }

    private void serve(Socket tcpSocket) {
        try {
            Socket client = tcpSocket
            if (certificate) {
                client = new HandshakeCertificates.Builder().heldCertificate(certificate).build().sslSocketFactory()
                    .createSocket(tcpSocket, null, tcpSocket.port, true)
                ((SSLSocket) client).useClientMode = false
            }
            if (socks ? acceptSocks(client) : acceptConnect(client)) tunnel(client)
            client.close()
        } catch (IOException ignored) {
            // The client or the server has closed the connection.
        } finally {
            tcpSocket.close()
        }
    }

    private boolean acceptConnect(Socket client) {
        final StringBuilder head = new StringBuilder()
        while (!head.toString().endsWith('\r\n\r\n')) {
            final int c = client.inputStream.read()
            if (c < 0) return false
            head.append((char) c)
        }
        connectLines << head.readLines()[0]
        final String authorization = head.readLines().find { it.startsWith('Proxy-Authorization: ') }
        if (authorization) authorizations << authorization.substring('Proxy-Authorization: '.length())
        if (fault == Fault.SILENCE) closed.await()
        if (fault == Fault.RESET) client.setSoLinger(true, 0)
        if (fault) return false
        client.outputStream.write((response ?: 'HTTP/1.1 200 OK\r\n\r\n').bytes)
        return response == null
    }

    private boolean acceptSocks(Socket client) {
        final DataInputStream input = new DataInputStream(client.inputStream)
        input.readUnsignedByte()
        input.readNBytes(input.readUnsignedByte())
        client.outputStream.write([5, 0] as byte[])
        final byte[] request = input.readNBytes(4)
        final String host = request[3] == (byte) 3 ? new String(input.readNBytes(input.readUnsignedByte())) : InetAddress.getByAddress(input.readNBytes(request[3] == (byte) 1 ? 4 : 16)).hostAddress
        connectLines << host + ':' + input.readUnsignedShort()
        client.outputStream.write([5, socksReply, 0, 1, 0, 0, 0, 0, 0, 0] as byte[])
        return socksReply == 0
    }

    private void tunnel(Socket client) {
        try (Socket server = new Socket('127.0.0.1', serverPort)) {
            Thread.startDaemon('proxy-upstream') {
                try {
                    client.inputStream.transferTo(server.outputStream)
                } catch (IOException ignored) {
                    // Either side has closed the connection.
                }
            }
            server.inputStream.transferTo(client.outputStream)
        }
    }

    @Override
    void close() {
        closed.countDown()
        listener.close()
    }
}
