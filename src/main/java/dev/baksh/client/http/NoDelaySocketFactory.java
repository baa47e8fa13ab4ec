package dev.baksh.client.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Socket factory that disables Nagle's algorithm, which delays a small request by up to 40 ms. With a TLS context, the
 * sockets are connections to a proxy with TLS, and the name in the certificate of the proxy is checked.
 */
final class NoDelaySocketFactory extends SocketFactory {
    private final SocketFactory delegate;

    /** @param proxyContext TLS context of the proxy, or null without TLS */
    NoDelaySocketFactory(SSLContext proxyContext) {
        delegate = proxyContext == null ? SocketFactory.getDefault() : proxyContext.getSocketFactory();
    }

    @Override
    public Socket createSocket() throws IOException {
        return disableDelay(delegate.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return disableDelay(delegate.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return disableDelay(delegate.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return disableDelay(delegate.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return disableDelay(delegate.createSocket(host, port, local, localPort));
    }

    private static Socket disableDelay(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        if (socket instanceof SSLSocket tlsSocket) {
            SSLParameters parameters = tlsSocket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tlsSocket.setSSLParameters(parameters);
        }
        return socket;
    }
}
