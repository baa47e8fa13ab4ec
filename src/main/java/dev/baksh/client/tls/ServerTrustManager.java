package dev.baksh.client.tls;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Sha256;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.files.FileTrust;
import dev.baksh.client.files.RegularFile;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
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
    /** More CAs of this machine; null with a pin or a CA file. */
    private final CertificateAuthorities systemAuthorities;

    private final TlsSessionCache sessionCache;

    private ServerTrustManager(
            X509ExtendedTrustManager caTrustManager,
            CertificateAuthorities systemAuthorities,
            TlsSessionCache sessionCache,
            List<String> pins,
            String hostAndPort,
            KnownHosts knownHosts,
            List<String> trustKey) {
        this.caTrustManager = caTrustManager;
        this.systemAuthorities = systemAuthorities;
        this.sessionCache = sessionCache;
        this.pins = pins;
        this.hostAndPort = hostAndPort;
        this.knownHosts = knownHosts;
        this.trustKey = trustKey;
    }

    /**
     * Creates the trust manager of a server.
     *
     * @param knownHosts confirmed keys; {@link KnownHosts#NONE} if a pin or a CA file is configured
     * @param systemAuthorities CAs besides those of Java, for a server without a pin and a CA file
     * @throws BakshException if the pin or the CA file is not valid (exit code 2)
     */
    public static ServerTrustManager of(
            ServerConfig server,
            KnownHosts knownHosts,
            CertificateAuthorities systemAuthorities,
            TlsSessionCache sessionCache) {
        String hostAndPort = KnownHosts.hostAndPort(server.url());
        byte[] pem = readAuthorities(server);
        if (server.pin() != null)
            return new ServerTrustManager(
                    null,
                    null,
                    sessionCache,
                    server.pins(),
                    hostAndPort,
                    knownHosts.withoutPrompt(),
                    List.of(hostAndPort, "pin", server.pin()));
        try {
            String anchorsId = pem == null ? javaAuthoritiesVersion() : new String(pem, StandardCharsets.ISO_8859_1);
            List<String> trustKey = List.of(
                    hostAndPort,
                    String.valueOf(knownHosts.file()),
                    anchorsId,
                    pem == null ? systemAuthorities.version() : "");
            X509ExtendedTrustManager cached = sessionCache.cachedTrustManager(anchorsId);
            X509ExtendedTrustManager trustManager = cached == null
                    ? CertificateAuthorities.trustManager(pem == null ? null : CertificateAuthorities.parse(pem))
                    : cached;
            sessionCache.cacheTrustManager(anchorsId, trustManager);
            return new ServerTrustManager(
                    trustManager,
                    pem == null ? systemAuthorities : null,
                    sessionCache,
                    List.of(),
                    hostAndPort,
                    knownHosts.withoutPrompt(),
                    trustKey);
        } catch (GeneralSecurityException e) {
            boolean isDamaged = e instanceof CertificateAuthorities.UnreadableCertificateException;
            throw BakshException.usageError(
                    server.label() + ": the CA file " + server.caFile()
                            + (isDamaged ? " contains a certificate that cannot be read" : " contains no certificate"),
                    "it must be PEM: -----BEGIN CERTIFICATE-----");
        } catch (IOException e) {
            throw unreadable(server);
        }
    }

    /**
     * Creates the TLS context for the connection to a proxy. The CAs of this machine decide; those of the server do not apply.
     *
     * @param name name of the proxy in messages
     */
    public static SSLContext createProxyContext(String name, CertificateAuthorities systemAuthorities) {
        try {
            X509ExtendedTrustManager javaAuthorities = CertificateAuthorities.trustManager(null);
            TlsSessionCache sessionCache = new TlsSessionCache(System::nanoTime);
            return new ServerTrustManager(
                            javaAuthorities,
                            systemAuthorities,
                            sessionCache,
                            List.of(),
                            name,
                            KnownHosts.NONE,
                            List.of())
                    .createContext(new ClientCertificateRequest());
        } catch (GeneralSecurityException | IOException e) {
            throw BakshException.usageError(
                    "the CAs of Java cannot be read", "check " + System.getProperty("java.home"));
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

    private static String javaAuthoritiesVersion() throws IOException {
        Path store = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        return Files.exists(store) ? Files.getLastModifiedTime(store).toString() : "";
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
            checkChain(chain, authorities -> {
                if (verifiedChains.contains(List.of(chain))) {
                    for (X509Certificate certificate : chain) certificate.checkValidity();
                    return;
                }
                // TLS 1.3 does not negotiate a key type, so the certificate is checked for none.
                authorities.checkServerTrusted(chain, "UNKNOWN");
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

    SSLContext createContext(ClientCertificateRequest clientCertificateRequest) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {clientCertificateRequest}, new TrustManager[] {this}, null);
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

    private void checkChain(X509Certificate[] chain, CertificateCheck check) throws CertificateException {
        String presentedPin = publicKeyPin(chain[0]);
        if (!pins.isEmpty()) {
            if (!pins.contains(presentedPin))
                throw new UntrustedCertificateException(hostAndPort, chain, String.join(", ", pins), null, null);
            return;
        }
        String confirmedPin = confirmedPin();
        if (confirmedPin != null) {
            if (!confirmedPin.equals(presentedPin))
                throw new UntrustedCertificateException(hostAndPort, chain, confirmedPin, knownHosts.file(), null);
            return;
        }
        try {
            checkBy(caTrustManager, chain, check);
        } catch (CertificateException e) {
            CertificateException failure = checkBySystem(chain, check, e);
            if (failure != null) throw new UntrustedCertificateException(hostAndPort, chain, null, null, failure);
        }
    }

    private static void checkBy(X509ExtendedTrustManager authorities, X509Certificate[] chain, CertificateCheck check)
            throws CertificateException {
        check.run(authorities);
        X509Certificate outdated = CertificateAuthorities.findOutdated(chain, authorities.getAcceptedIssuers());
        if (outdated != null) throw new CertificateProblem.OutdatedAuthorityException(outdated);
    }

    /** Returns null if the other CAs of this machine trust the chain, else the failure that says more. */
    private CertificateException checkBySystem(
            X509Certificate[] chain, CertificateCheck check, CertificateException failure) {
        if (systemAuthorities == null) return failure;
        String version = systemAuthorities.version();
        X509ExtendedTrustManager cached = sessionCache.cachedTrustManager(version);
        X509ExtendedTrustManager trustManager = cached == null ? systemAuthorities.load() : cached;
        if (trustManager == null) return failure;
        sessionCache.cacheTrustManager(version, trustManager);
        try {
            checkBy(trustManager, chain, check);
            return null;
        } catch (CertificateException e) {
            return BakshException.findCause(failure, CertPathBuilderException.class) != null ? e : failure;
        }
    }

    /** Returns the reasons why files of CAs were not used, or used only in part. */
    public List<String> authorityProblems() {
        return systemAuthorities == null ? List.of() : systemAuthorities.problems();
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
        checkChain(chain, authorities -> authorities.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkChain(chain, authorities -> authorities.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        checkChain(chain, authorities -> authorities.checkServerTrusted(chain, type));
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
        void run(X509ExtendedTrustManager authorities) throws CertificateException;
    }

    /** Exception of a rejected certificate, with the expected and the presented key. */
    public static final class UntrustedCertificateException extends CertificateException {
        private final String hostAndPort;
        private final transient X509Certificate[] chain;
        private final transient CertificateProblem problem;
        private final String expectedPins;
        private final transient Path knownHostsFile;

        UntrustedCertificateException(
                String hostAndPort,
                X509Certificate[] chain,
                String expectedPins,
                Path knownHosts,
                CertificateException cause) {
            super(expectedPins != null ? "the key is not the expected one" : cause.getMessage(), cause);
            this.hostAndPort = hostAndPort;
            this.chain = chain;
            this.problem =
                    expectedPins != null ? null : CertificateProblem.of(hostAndPort, chain, cause, Instant.now());
            this.expectedPins = expectedPins;
            this.knownHostsFile = knownHosts;
        }

        public String hostAndPort() {
            return hostAndPort;
        }

        public String presentedPin() {
            return publicKeyPin(chain[0]);
        }

        /** Expected pins, or null if there are none. */
        public String expectedPins() {
            return expectedPins;
        }

        /** The file with the expected key, or null if the pin is configured. */
        public Path knownHostsFile() {
            return knownHostsFile;
        }

        /** Reason why the authorities do not trust the certificate; null if another key was expected. */
        public CertificateProblem problem() {
            return problem;
        }

        /** Returns true if the server may have to send a certificate of an intermediate authority too. */
        public boolean mayBeIncomplete() {
            return CertificateProblem.mayBeIncomplete(chain);
        }

        /** Returns true if the key could be trusted by a pin or by the confirmation of the user. */
        boolean isTrustable() {
            return problem != null && problem.hint() == null;
        }

        String subject() {
            return CertificateProblem.name(chain[0].getSubjectX500Principal());
        }

        /** {@code 2026-11-21 to 2027-11-21}. */
        String validity() {
            return toUtcDate(chain[0].getNotBefore()) + " to " + toUtcDate(chain[0].getNotAfter());
        }

        private static LocalDate toUtcDate(Date date) {
            return LocalDate.ofInstant(date.toInstant(), ZoneOffset.UTC);
        }
    }
}
