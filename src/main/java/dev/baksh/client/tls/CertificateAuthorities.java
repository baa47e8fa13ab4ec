package dev.baksh.client.tls;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.files.FileTrust;
import dev.baksh.client.files.RegularFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

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

    /** Returns the reasons why a file that a variable names is not used. */
    List<String> problems() {
        List<String> problems = new ArrayList<>(invalidPaths);
        read(new ArrayList<>(), problems);
        return problems;
    }

    private void read(List<Certificate> certificates, List<String> problems) {
        for (Source source : sources) {
            try {
                for (Path file : files(source))
                    certificates.addAll(parse(RegularFile.read(file, RegularFile.MAX_TEXT)));
            } catch (IOException | CertificateException e) {
                if (!source.setting().isEmpty())
                    problems.add(source.setting() + " is not used: " + source.file() + " cannot be read");
            } catch (BakshException e) {
                if (!source.setting().isEmpty()) problems.add(source.setting() + " is not used: " + e.getMessage());
            }
        }
    }

    private static List<Path> files(Source source) throws IOException {
        if (!source.setting().equals("SSL_CERT_DIR")) {
            FileTrust.ofCurrentUser().require(source.file());
            return List.of(source.file());
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(source.file())) {
            for (Path entry : entries)
                if (HASHED_NAME.matcher(entry.getFileName().toString()).matches() && Files.isRegularFile(entry)) {
                    FileTrust.ofCurrentUser().require(entry);
                    files.add(entry);
                }
        }
        return files;
    }

    /** Returns the certificates of a PEM text. */
    static Collection<? extends Certificate> parse(byte[] pem) throws CertificateException {
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
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
}
