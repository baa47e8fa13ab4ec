package dev.baksh.sandbox.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Self-signed certificate of the sandbox for 127.0.0.1 and localhost. The key store and the PEM file are in a temporary
 * folder until {@link #close()}.
 */
public final class SelfSignedCertificate implements AutoCloseable {
    private static final String PASSWORD = "sandbox";

    private final Path directory;
    private final SSLContext sslContext;

    /**
     * Creates a certificate with the JDK's keytool.
     *
     * @throws IllegalStateException if keytool is missing or fails
     */
    public SelfSignedCertificate() {
        Path keytool = findKeytool();
        try {
            directory = Files.createTempDirectory("baksh-sandbox");
        } catch (IOException e) {
            throw new UncheckedIOException("sandbox: cannot create a folder for the certificate", e);
        }
        // A signal ends the process without close(). The files are deleted in reverse order.
        for (Path file : List.of(directory, pemFile(), keyStoreFile()))
            file.toFile().deleteOnExit();
        boolean complete = false;
        try {
            KeyStore keyStore = generateKeyStore(keytool);
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keyStore, PASSWORD.toCharArray());
            sslContext = SSLContext.getInstance("TLS");
            sslContext.init(keyManagers.getKeyManagers(), null, null);
            writePem(keyStore.getCertificate("sandbox").getEncoded());
            complete = true;
        } catch (IOException e) {
            throw new UncheckedIOException("sandbox: cannot create a certificate", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sandbox: cannot load the certificate that keytool created", e);
        } finally {
            keyStoreFile().toFile().delete(); // The private key is in memory now.
            if (!complete) close();
        }
    }

    public SSLContext sslContext() {
        return sslContext;
    }

    public Path pemFile() {
        return directory.resolve("sandbox.pem");
    }

    private Path keyStoreFile() {
        return directory.resolve("sandbox.p12");
    }

    @Override
    public void close() {
        pemFile().toFile().delete();
        directory.toFile().delete();
    }

    private static Path findKeytool() {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        if (!Files.isExecutable(keytool) && !Files.isExecutable(Path.of(keytool + ".exe"))) {
            throw new IllegalStateException("sandbox: HTTPS needs the JDK's keytool, but " + keytool
                    + " does not exist; run baksh with a JDK, or start the sandbox without HTTPS");
        }
        return keytool;
    }

    private KeyStore generateKeyStore(Path keytool) throws IOException, GeneralSecurityException {
        List<String> command = new ArrayList<>(List.of(keytool.toString(), "-dname", "CN=baksh sandbox"));
        // The validity begins one day in the past, so that a client with a slow clock accepts the certificate.
        String options = "-genkeypair -alias sandbox -keyalg EC -groupname secp256r1 -startdate -1d -validity 30"
                + " -ext SAN=ip:127.0.0.1,dns:localhost -storetype PKCS12 -storepass " + PASSWORD;
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("-keystore", keyStoreFile().toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException("sandbox: keytool failed: " + output.strip());
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("sandbox: interrupted while keytool created a certificate", e);
        }
        KeyStore keyStore = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStoreFile())) {
            keyStore.load(in, PASSWORD.toCharArray());
        }
        return keyStore;
    }

    private void writePem(byte[] certificate) throws IOException {
        String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate);
        Files.writeString(pemFile(), "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
    }
}
