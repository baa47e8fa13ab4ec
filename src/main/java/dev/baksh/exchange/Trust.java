package dev.baksh.exchange;

import dev.baksh.api.BakshException;
import dev.baksh.config.ServerConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whether a server is the one it says it is: by the system's authorities, by a CA file, or by the pin of its public key.
 * There is no fourth way.
 *
 * <p>An extended trust manager, because the plain interface lets the JDK add its own host name check, which a self-signed
 * certificate without a subject alternative name fails even when its key is pinned.
 */
final class Trust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager authorities;
    private final List<String> pins;

    private Trust(X509ExtendedTrustManager authorities, List<String> pins) {
        this.authorities = authorities;
        this.pins = pins;
    }

    static Trust of(ServerConfig server) {
        if (server.pin() != null) return new Trust(null, pins(server));
        try {
            return new Trust(authorities(server), List.of());
        } catch (GeneralSecurityException e) {
            throw BakshException.usage(
                    server.label() + ": the CA file " + server.ca() + " holds no certificate",
                    "it must be PEM: -----BEGIN CERTIFICATE-----");
        } catch (IOException e) {
            throw BakshException.usage(
                    server.label() + ": the CA file " + server.ca() + " cannot be read",
                    "check " + server.variable("CA"));
        }
    }

    private static List<String> pins(ServerConfig server) {
        List<String> pins =
                Arrays.stream(server.pin().split(",")).map(String::strip).toList();
        for (String pin : pins) {
            if (!pin.matches("sha256/[A-Za-z0-9+/]{43}=")) {
                throw BakshException.usage(
                        server.label() + ": not a pin: " + pin, "a pin is sha256/ and 44 characters of base64");
            }
        }
        return pins;
    }

    private static X509ExtendedTrustManager authorities(ServerConfig server)
            throws GeneralSecurityException, IOException {
        KeyStore store = null;
        if (server.ca() != null) {
            byte[] pem = Files.readAllBytes(server.ca());
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (certificates.isEmpty()) throw new CertificateException("none");
            store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int n = 0;
            for (Certificate certificate : certificates) store.setCertificateEntry("ca-" + n++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) return extended;
        }
        throw new GeneralSecurityException("no X.509 trust manager");
    }

    /** With a pin the key is the identity, so the name in the certificate says nothing more. */
    boolean byPin() {
        return !pins.isEmpty();
    }

    SSLSocketFactory sockets() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code sha256/BASE64} of the public key. */
    static String pin(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(certificate.getPublicKey().getEncoded());
            return "sha256/" + Base64.getEncoder().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void check(X509Certificate[] chain, Check check) throws CertificateException {
        String seen = pin(chain[0]);
        if (byPin()) {
            if (!pins.contains(seen)) throw new Untrusted(true, seen, null);
            return;
        }
        try {
            check.run();
        } catch (CertificateException e) {
            throw new Untrusted(false, seen, e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain, () -> authorities.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain, () -> authorities.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain, () -> authorities.checkServerTrusted(chain, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities == null ? new X509Certificate[0] : authorities.getAcceptedIssuers();
    }

    private interface Check {
        void run() throws CertificateException;
    }

    /** The certificate was refused; knows the pin that was shown. */
    static final class Untrusted extends CertificateException {
        private final boolean keyChanged;
        private final String seen;

        Untrusted(boolean keyChanged, String seen, CertificateException cause) {
            super(keyChanged ? "the key is not the pinned one" : cause.getMessage(), cause);
            this.keyChanged = keyChanged;
            this.seen = seen;
        }

        boolean keyChanged() {
            return keyChanged;
        }

        String seen() {
            return seen;
        }
    }
}
