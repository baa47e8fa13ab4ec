package dev.baksh.client.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/** Warm-up that creates the first message of a TLS handshake, so that the JVM loads its TLS classes. */
public final class TlsWarmUp {
    private TlsWarmUp() {}

    /** Creates the message and sends nothing. A failure is ignored: the real handshake fails and reports it. */
    public static void warmUp() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(true);
            engine.wrap(
                    ByteBuffer.allocate(0),
                    ByteBuffer.allocate(engine.getSession().getPacketBufferSize()));
        } catch (GeneralSecurityException | SSLException e) {
            return;
        }
    }
}
