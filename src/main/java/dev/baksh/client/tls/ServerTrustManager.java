package dev.baksh.client.tls;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.config.ServerConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
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
 * Whether a server is the one it says it is: by the pin of its public key, by a CA file, by the key that a person
 * has confirmed, or by the system's authorities. There is no other way.
 *
 * <p>An extended trust manager, because the plain interface lets the JDK add its own host name check, which a self-signed
 * certificate without a subject alternative name fails even when its key is pinned.
 */
public final class ServerTrustManager extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager authorities;
    private final List<String> pins;
    private final String place;
    private final KnownHosts known;
    /** What decides about trust, as text. */
    private final List<String> alike;

    private ServerTrustManager(
            X509ExtendedTrustManager authorities,
            List<String> pins,
            String place,
            KnownHosts known,
            List<String> alike) {
        this.authorities = authorities;
        this.pins = pins;
        this.place = place;
        this.known = known;
        this.alike = alike;
    }

    /**
     * What a server is trusted by.
     *
     * @param known none where a pin or an authority is configured
     * @param kept  of the caller's wires, or null
     */
    public static ServerTrustManager of(ServerConfig server, KnownHosts known, TlsSessionCache kept) {
        String place = KnownHosts.place(server.url().getHost(), server.url().getPort());
        if (server.pin() != null)
            return new ServerTrustManager(
                    null, pins(server), place, known.unattended(), List.of(place, "pin", server.pin()));
        try {
            byte[] pem = server.ca() == null ? null : Files.readAllBytes(server.ca());
            String anchors = pem == null ? systems() : new String(pem, StandardCharsets.ISO_8859_1);
            List<String> alike = List.of(place, String.valueOf(known.file()), anchors);
            X509ExtendedTrustManager there = kept == null ? null : kept.authorities(anchors);
            X509ExtendedTrustManager now = there == null ? authorities(pem) : there;
            if (kept != null) kept.keep(anchors, now);
            return new ServerTrustManager(now, List.of(), place, known.unattended(), alike);
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

    /** Tells one state of the system's authorities from another. */
    private static String systems() throws IOException {
        Path store = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        return Files.exists(store) ? Files.getLastModifiedTime(store).toString() : "";
    }

    private static X509ExtendedTrustManager authorities(byte[] pem) throws GeneralSecurityException, IOException {
        KeyStore store = null;
        if (pem != null) {
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

    /** The key itself is the identity, so the name in the certificate says nothing more. */
    public boolean byKey() {
        if (!pins.isEmpty()) return true;
        try {
            return met() != null;
        } catch (CertificateException e) {
            return false; // The name counts then, too.
        }
    }

    /**
     * Whether what was shown at the start of this session would be taken now.
     *
     * @param vouched the chains for which the same authorities have vouched a short while ago
     */
    boolean takes(SSLSession session, Set<List<X509Certificate>> vouched) {
        try {
            X509Certificate[] chain = (X509Certificate[]) session.getPeerCertificates();
            check(chain, () -> {
                if (vouched.contains(List.of(chain))) {
                    for (X509Certificate one : chain) one.checkValidity();
                    return;
                }
                // In TLS 1.3 no kind of key is agreed on, so the certificate is looked at for none.
                authorities.checkServerTrusted(chain, "UNKNOWN");
                vouched.add(List.of(chain));
            });
            return true;
        } catch (CertificateException | SSLPeerUnverifiedException e) {
            return false;
        }
    }

    /** The same, by what the caller's wires have kept. */
    public boolean takes(SSLSession session, TlsSessionCache kept) {
        return kept.takes(alike, this, session);
    }

    /** What decides about trust by now, as text, the key that a person has confirmed among it; null when that cannot be told. */
    public List<String> decides() {
        try {
            List<String> all = new ArrayList<>(alike);
            all.add(String.valueOf(pins.isEmpty() ? met() : null));
            return all;
        } catch (CertificateException e) {
            return null; // It is said where the server is met.
        }
    }

    /** @param sessions of the wires that the caller had before; null for none */
    public SSLContext context(TlsSessionCache sessions) {
        return sessions == null ? context() : sessions.context(alike, this, this::context);
    }

    private SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code sha256/BASE64} of the public key. */
    public static String pin(X509Certificate certificate) {
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
        if (!pins.isEmpty()) {
            if (!pins.contains(seen)) throw new Untrusted(place, chain[0], String.join(", ", pins), null, null);
            return;
        }
        String met = met();
        if (met != null) {
            if (!met.equals(seen)) throw new Untrusted(place, chain[0], met, known.file(), null);
            return;
        }
        try {
            check.run();
        } catch (CertificateException e) {
            throw new Untrusted(place, chain[0], null, null, e);
        }
    }

    /** The TLS engine takes no other exception than its own. */
    private String met() throws CertificateException {
        try {
            return known.pin(place);
        } catch (BakshException e) {
            throw new CertificateException(e.getMessage(), e);
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

    /** The certificate was refused; knows what was shown in place of what. */
    public static final class Untrusted extends CertificateException {
        private final String place;
        private final transient X509Certificate shown;
        private final String expected;
        private final transient Path known;

        Untrusted(String place, X509Certificate shown, String expected, Path known, CertificateException cause) {
            super(expected != null ? "the key is not the expected one" : cause.getMessage(), cause);
            this.place = place;
            this.shown = shown;
            this.expected = expected;
            this.known = known;
        }

        /** {@code HOST:PORT}. */
        public String place() {
            return place;
        }

        /** The pin of the key that was shown. */
        public String seen() {
            return pin(shown);
        }

        /** The pins that it should have had, or null when there were none. */
        public String expected() {
            return expected;
        }

        /** The file that the expected one stands in, or null when it is configured. */
        public Path known() {
            return known;
        }

        String subject() {
            return shown.getSubjectX500Principal().getName();
        }

        /** {@code 2026-11-21 to 2027-11-21}. */
        String validity() {
            return day(shown.getNotBefore()) + " to " + day(shown.getNotAfter());
        }

        private static LocalDate day(Date date) {
            return LocalDate.ofInstant(date.toInstant(), ZoneOffset.UTC);
        }
    }
}
