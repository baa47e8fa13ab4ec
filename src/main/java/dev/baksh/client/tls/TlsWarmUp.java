package dev.baksh.client.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/** The first message of a TLS connection, made for nobody: the JVM has then loaded what takes it longest. */
public final class TlsWarmUp {
    private TlsWarmUp() {}

    /** Nothing is sent. What fails here fails once more, and is said, when a server is really greeted. */
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
