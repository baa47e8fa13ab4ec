package dev.baksh.client.tls;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Sha256;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.files.FileTrust;
import dev.baksh.client.files.RegularFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trust manager that checks the identity of a server by the pin of its public key, by a CA file, by the key that the user
 * has confirmed, or by the CAs of the system.
 *
 * <p>An extended trust manager, because with the plain interface the JDK adds its own host name check. A self-signed
 * certificate without a subject alternative name fails that check even if its key is pinned.
 */
public final class ServerTrustManager extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager caTrustManager;
    private final List<String> pins;
    private final String hostAndPort;
    private final KnownHosts knownHosts;
    private final List<String> trustKey;

    private ServerTrustManager(
            X509ExtendedTrustManager caTrustManager,
            List<String> pins,
            String hostAndPort,
            KnownHosts knownHosts,
            List<String> trustKey) {
        this.caTrustManager = caTrustManager;
        this.pins = pins;
        this.hostAndPort = hostAndPort;
        this.knownHosts = knownHosts;
        this.trustKey = trustKey;
    }

    /**
     * Creates the trust manager of a server.
     *
     * @param knownHosts confirmed keys; {@link KnownHosts#NONE} if a pin or a CA file is configured
     * @throws BakshException if the pin or the CA file is not valid (exit code 2)
     */
    public static ServerTrustManager of(ServerConfig server, KnownHosts knownHosts, TlsSessionCache sessionCache) {
        String hostAndPort =
                KnownHosts.hostAndPort(server.url().getHost(), server.url().getPort());
        byte[] pem = readAuthorities(server);
        if (server.pin() != null)
            return new ServerTrustManager(
                    null,
                    server.pins(),
                    hostAndPort,
                    knownHosts.withoutPrompt(),
                    List.of(hostAndPort, "pin", server.pin()));
        try {
            String anchorsId = pem == null ? systemAuthoritiesVersion() : new String(pem, StandardCharsets.ISO_8859_1);
            List<String> trustKey = List.of(hostAndPort, String.valueOf(knownHosts.file()), anchorsId);
            X509ExtendedTrustManager cached = sessionCache.cachedTrustManager(anchorsId);
            X509ExtendedTrustManager trustManager = cached == null ? loadAuthorities(pem) : cached;
            sessionCache.cacheTrustManager(anchorsId, trustManager);
            return new ServerTrustManager(trustManager, List.of(), hostAndPort, knownHosts.withoutPrompt(), trustKey);
        } catch (GeneralSecurityException e) {
            throw BakshException.usageError(
                    server.label() + ": the CA file " + server.caFile() + " contains no certificate",
                    "it must be PEM: -----BEGIN CERTIFICATE-----");
        } catch (IOException e) {
            throw unreadable(server);
        }
    }

    /**
     * Returns the content of the CA file, or null without one. The file decides which server gets the credential.
     *
     * @throws BakshException (exit 3) another user could have written the file; (exit 2) the file cannot be read
     */
    private static byte[] readAuthorities(ServerConfig server) {
        if (server.caFile() == null) return null;
        try {
            byte[] pem = RegularFile.read(server.caFile(), RegularFile.MAX_TEXT);
            FileTrust.ofCurrentUser().require(server.caFile());
            return pem;
        } catch (RegularFile.RefusedException e) {
            throw BakshException.usageError(
                    server.label() + ": the CA file " + e.getMessage(), "check " + server.settingName("CA"));
        } catch (IOException e) {
            throw unreadable(server);
        } catch (BakshException e) {
            throw new BakshException(e.exit(), server.label() + ": the CA file " + e.getMessage(), e.hint(), e);
        }
    }

    private static BakshException unreadable(ServerConfig server) {
        return BakshException.usageError(
                server.label() + ": the CA file " + server.caFile() + " cannot be read",
                "check " + server.settingName("CA"));
    }

    private static String systemAuthoritiesVersion() throws IOException {
        Path store = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        return Files.exists(store) ? Files.getLastModifiedTime(store).toString() : "";
    }

    private static X509ExtendedTrustManager loadAuthorities(byte[] pem) throws GeneralSecurityException, IOException {
        KeyStore store = null;
        if (pem != null) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (certificates.isEmpty()) throw new CertificateException("none");
            store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int index = 0;
            for (Certificate certificate : certificates) store.setCertificateEntry("ca-" + index++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) return extended;
        }
        throw new GeneralSecurityException("no X.509 trust manager");
    }

    /** Returns true if the server is identified by its key, so that the name in the certificate does not matter. */
    public boolean isTrustedByKey() {
        if (!pins.isEmpty()) return true;
        try {
            return confirmedPin() != null;
        } catch (CertificateException e) {
            return false; // The name must be checked too.
        }
    }

    /** @param verifiedChains chains that the same CAs have verified a short time ago */
    boolean accepts(SSLSession session, Set<List<X509Certificate>> verifiedChains) {
        try {
            X509Certificate[] chain = (X509Certificate[]) session.getPeerCertificates();
            checkChain(chain, () -> {
                if (verifiedChains.contains(List.of(chain))) {
                    for (X509Certificate certificate : chain) certificate.checkValidity();
                    return;
                }
                // TLS 1.3 does not negotiate a key type, so the certificate is checked for none.
                caTrustManager.checkServerTrusted(chain, "UNKNOWN");
                verifiedChains.add(List.of(chain));
            });
            return true;
        } catch (CertificateException | SSLPeerUnverifiedException e) {
            return false;
        }
    }

    /** Strings that identify the trust settings. */
    List<String> trustKey() {
        return trustKey;
    }

    /** Returns the strings that identify the current trust settings, with the confirmed key; null if the known hosts cannot be read. */
    public List<String> currentTrustKey() {
        try {
            List<String> parts = new ArrayList<>(trustKey);
            parts.add(String.valueOf(pins.isEmpty() ? confirmedPin() : null));
            return parts;
        } catch (CertificateException e) {
            return null; // The next connection to the server reports the error.
        }
    }

    SSLContext createContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns {@code sha256/BASE64} of the public key. */
    public static String publicKeyPin(X509Certificate certificate) {
        byte[] hash = Sha256.digest(certificate.getPublicKey().getEncoded());
        return "sha256/" + Base64.getEncoder().encodeToString(hash);
    }

    private void checkChain(X509Certificate[] chain, CertificateCheck caCheck) throws CertificateException {
        String presentedPin = publicKeyPin(chain[0]);
        if (!pins.isEmpty()) {
            if (!pins.contains(presentedPin))
                throw new UntrustedCertificateException(hostAndPort, chain[0], String.join(", ", pins), null, null);
            return;
        }
        String confirmedPin = confirmedPin();
        if (confirmedPin != null) {
            if (!confirmedPin.equals(presentedPin))
                throw new UntrustedCertificateException(hostAndPort, chain[0], confirmedPin, knownHosts.file(), null);
            return;
        }
        try {
            caCheck.run();
        } catch (CertificateException e) {
            throw new UntrustedCertificateException(hostAndPort, chain[0], null, null, e);
        }
    }

    /** Returns the confirmed key; converts exceptions, because the TLS engine expects its own exception class. */
    private String confirmedPin() throws CertificateException {
        try {
            return knownHosts.findPin(hostAndPort);
        } catch (BakshException e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkChain(chain, () -> caTrustManager.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkChain(chain, () -> caTrustManager.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        checkChain(chain, () -> caTrustManager.checkServerTrusted(chain, type));
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
        return caTrustManager == null ? new X509Certificate[0] : caTrustManager.getAcceptedIssuers();
    }

    private interface CertificateCheck {
        void run() throws CertificateException;
    }

    /** Exception of a rejected certificate, with the expected and the presented key. */
    public static final class UntrustedCertificateException extends CertificateException {
        private final String hostAndPort;
        private final transient X509Certificate certificate;
        private final String expectedPins;
        private final transient Path knownHostsFile;

        UntrustedCertificateException(
                String hostAndPort,
                X509Certificate certificate,
                String expectedPins,
                Path knownHosts,
                CertificateException cause) {
            super(expectedPins != null ? "the key is not the expected one" : cause.getMessage(), cause);
            this.hostAndPort = hostAndPort;
            this.certificate = certificate;
            this.expectedPins = expectedPins;
            this.knownHostsFile = knownHosts;
        }

        public String hostAndPort() {
            return hostAndPort;
        }

        public String presentedPin() {
            return publicKeyPin(certificate);
        }

        /** Expected pins, or null if there are none. */
        public String expectedPins() {
            return expectedPins;
        }

        /** The file with the expected key, or null if the pin is configured. */
        public Path knownHostsFile() {
            return knownHostsFile;
        }

        String subject() {
            return certificate.getSubjectX500Principal().getName();
        }

        /** {@code 2026-11-21 to 2027-11-21}. */
        String validity() {
            return toUtcDate(certificate.getNotBefore()) + " to " + toUtcDate(certificate.getNotAfter());
        }

        private static LocalDate toUtcDate(Date date) {
            return LocalDate.ofInstant(date.toInstant(), ZoneOffset.UTC);
        }
    }
}
