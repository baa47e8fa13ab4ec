package dev.baksh.client.tls;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.files.FileTrust;
import dev.baksh.client.files.RegularFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;

/**
 * Loader of the CAs that curl and OpenSSL trust on this machine, in addition to the CAs of Java: the bundle of the operating
 * system, and the files that {@code SSL_CERT_FILE}, {@code SSL_CERT_DIR} and {@code CURL_CA_BUNDLE} name. The files are read
 * only when the CAs of Java do not trust a certificate.
 */
public final class CertificateAuthorities {
    /** Bundles of Debian and Alpine, Red Hat, SUSE, and BSD and macOS. */
    private static final List<Path> SYSTEM_BUNDLES = Stream.of(
                    "/etc/ssl/certs/ca-certificates.crt",
                    "/etc/pki/tls/certs/ca-bundle.crt",
                    "/etc/ssl/ca-bundle.pem",
                    "/etc/ssl/cert.pem")
            .map(Path::of)
            .toList();

    /** Name of a file that OpenSSL reads in a folder of CAs. */
    private static final Pattern HASHED_NAME = Pattern.compile("[0-9a-f]{8}\\.\\d{1,4}");

    /** Certificate in PEM; OpenSSL writes the other two names. */
    private static final Pattern PEM_BLOCK =
            Pattern.compile("-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([^-]*+)(-----END )?");

    /** Files by the setting that names them. */
    private record Source(String setting, Path file) {}

    private final List<Source> sources = new ArrayList<>();
    private final List<String> invalidPaths = new ArrayList<>();

    /** @param env environment with {@code SSL_CERT_FILE}, {@code SSL_CERT_DIR} and {@code CURL_CA_BUNDLE} */
    public CertificateAuthorities(Map<String, String> env) {
        this(env, SYSTEM_BUNDLES);
    }

    CertificateAuthorities(Map<String, String> env, List<Path> systemBundles) {
        systemBundles.stream()
                .filter(Files::isRegularFile)
                .findFirst()
                .ifPresent(bundle -> sources.add(new Source("", bundle)));
        for (String variable : List.of("SSL_CERT_FILE", "CURL_CA_BUNDLE", "SSL_CERT_DIR")) {
            String value = env.get(variable);
            if (value == null || value.isBlank()) continue;
            for (String path : variable.equals("SSL_CERT_DIR") ? value.split(":") : new String[] {value})
                addSource(variable, path);
        }
    }

    private void addSource(String variable, String path) {
        try {
            if (!path.isBlank()) sources.add(new Source(variable, Path.of(path.strip())));
        } catch (InvalidPathException e) {
            invalidPaths.add(variable + " is not used: not a path");
        }
    }

    /** Returns a text that changes with the files. */
    String version() {
        StringBuilder version = new StringBuilder();
        for (Source source : sources) {
            version.append(source.file()).append(' ');
            try {
                version.append(Files.getLastModifiedTime(source.file()));
            } catch (IOException e) {
                version.append('-');
            }
            version.append('\n');
        }
        return version.toString();
    }

    /** Returns a trust manager with the CAs of all files, or null if there are none. */
    X509ExtendedTrustManager load() {
        List<Certificate> certificates = new ArrayList<>();
        read(certificates, new ArrayList<>());
        try {
            return certificates.isEmpty() ? null : trustManager(certificates);
        } catch (GeneralSecurityException | IOException e) {
            return null; // The CAs of Java alone decide.
        }
    }

    /** Returns one line for each variable, and for the bundle of the system, whose files are not used or used only in part. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>(invalidPaths);
        read(new ArrayList<>(), problems);
        return problems;
    }

    /** A certificate or a file that cannot be read is left out, as curl does; the others are used. */
    private void read(List<Certificate> certificates, List<String> problems) {
        for (Source source : sources) {
            int count = certificates.size();
            List<String> reasons = new ArrayList<>();
            try {
                for (Path file : files(source)) readFile(file, certificates, reasons);
            } catch (IOException e) {
                reasons.add(source.file() + " cannot be read");
            }
            if (reasons.isEmpty()) continue;
            String name = source.setting().isEmpty() ? "the bundle of the system" : source.setting();
            problems.add(name
                    + (certificates.size() > count ? " is used only in part: " : " is not used: ")
                    + reasons.get(0)
                    + (reasons.size() > 1 ? " (and " + (reasons.size() - 1) + " more)" : ""));
        }
    }

    private static void readFile(Path file, List<Certificate> certificates, List<String> reasons) {
        try {
            FileTrust.ofCurrentUser().require(file);
            List<CertificateException> damaged = new ArrayList<>();
            Collection<? extends Certificate> readable = parse(RegularFile.read(file, RegularFile.MAX_TEXT), damaged);
            certificates.addAll(readable);
            if (readable.isEmpty()) reasons.add(file + " cannot be read");
            else if (!damaged.isEmpty())
                reasons.add(file + " contains "
                        + (damaged.size() == 1 ? "a certificate" : damaged.size() + " certificates")
                        + " that cannot be read");
        } catch (IOException | CertificateException e) {
            reasons.add(file + " cannot be read");
        } catch (BakshException e) {
            reasons.add(e.getMessage());
        }
    }

    private static List<Path> files(Source source) throws IOException {
        if (!source.setting().equals("SSL_CERT_DIR")) return List.of(source.file());
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(source.file())) {
            for (Path entry : entries)
                if (HASHED_NAME.matcher(entry.getFileName().toString()).matches() && Files.isRegularFile(entry))
                    files.add(entry);
        }
        Collections.sort(files);
        return files;
    }

    /**
     * Returns the certificates of a PEM text, which may also contain keys and comments, or those of a binary file (DER, PKCS 7).
     *
     * @throws UnreadableCertificateException a certificate of the PEM text is damaged
     * @throws CertificateException the file contains no certificate
     */
    static Collection<? extends Certificate> parse(byte[] file) throws CertificateException {
        List<CertificateException> damaged = new ArrayList<>();
        Collection<? extends Certificate> certificates = parse(file, damaged);
        if (!damaged.isEmpty()) throw damaged.get(0);
        return certificates;
    }

    /** @param damaged receives a failure for each certificate of the PEM text that cannot be read */
    private static Collection<? extends Certificate> parse(byte[] file, List<CertificateException> damaged)
            throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Certificate> certificates = new ArrayList<>();
        Matcher blocks = PEM_BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
        while (blocks.find()) {
            try {
                if (blocks.group(2) == null) throw new CertificateException("the end is missing");
                byte[] der = Base64.getMimeDecoder().decode(blocks.group(1));
                certificates.add(factory.generateCertificate(new ByteArrayInputStream(der)));
            } catch (IllegalArgumentException | CertificateException e) {
                damaged.add(new UnreadableCertificateException(e));
            }
        }
        boolean isPem = !certificates.isEmpty() || !damaged.isEmpty();
        return isPem ? certificates : factory.generateCertificates(new ByteArrayInputStream(file));
    }

    /**
     * Returns the certificate of the server if it has expired or is not yet valid, or an authority if only such authorities have
     * issued the chain, or null. Java checks no dates of a certificate that is trusted itself.
     */
    static X509Certificate findOutdated(X509Certificate[] chain, X509Certificate[] authorities) {
        if (!isCurrent(chain[0])) return chain[0];
        // The signatures are checked only if the dates are a problem.
        List<X509Certificate> namesakes = Arrays.stream(authorities)
                .filter(authority -> Arrays.stream(chain).anyMatch(certificate -> names(certificate, authority)))
                .toList();
        if (namesakes.stream().allMatch(CertificateAuthorities::isCurrent)) return null;
        List<X509Certificate> issuers = namesakes.stream()
                .filter(authority -> Arrays.stream(chain).anyMatch(certificate -> ends(certificate, authority)))
                .toList();
        boolean isOutdated = !issuers.isEmpty() && issuers.stream().noneMatch(CertificateAuthorities::isCurrent);
        return isOutdated ? issuers.get(0) : null;
    }

    private static boolean names(X509Certificate certificate, X509Certificate authority) {
        X500Principal name = authority.getSubjectX500Principal();
        return name.equals(certificate.getSubjectX500Principal()) || name.equals(certificate.getIssuerX500Principal());
    }

    private static boolean isCurrent(X509Certificate certificate) {
        try {
            certificate.checkValidity();
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    /** Returns true if the authority has the key of this certificate, or has issued the certificate. */
    private static boolean ends(X509Certificate certificate, X509Certificate authority) {
        if (!names(certificate, authority)) return false;
        if (authority.getPublicKey().equals(certificate.getPublicKey())) return true;
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** @param certificates certificates of the CAs; null for those of Java */
    static X509ExtendedTrustManager trustManager(Collection<? extends Certificate> certificates)
            throws GeneralSecurityException, IOException {
        KeyStore store = null;
        if (certificates != null) {
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

    /** Exception of a file with a damaged certificate. */
    static final class UnreadableCertificateException extends CertificateException {
        private static final long serialVersionUID = 1;

        UnreadableCertificateException(Exception cause) {
            super("a certificate is damaged", cause);
        }
    }
}
