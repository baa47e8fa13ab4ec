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

/** Self-signed certificate for 127.0.0.1 and localhost, in a temporary folder. */
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
        try {
            directory = Files.createTempDirectory("baksh-sandbox");
            Path keyStoreFile = directory.resolve("sandbox.p12");
            generateKeyStore(keyStoreFile);
            KeyStore keyStore = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(keyStoreFile)) {
                keyStore.load(in, PASSWORD.toCharArray());
            }
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keyStore, PASSWORD.toCharArray());
            sslContext = SSLContext.getInstance("TLS");
            sslContext.init(keyManagers.getKeyManagers(), null, null);
            writePem(keyStore.getCertificate("sandbox").getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException("sandbox: cannot create a certificate", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sandbox: cannot load the certificate that keytool created", e);
        }
    }

    public SSLContext sslContext() {
        return sslContext;
    }

    public Path pemFile() {
        return directory.resolve("sandbox.pem");
    }

    @Override
    public void close() {
        for (String name : List.of("sandbox.p12", "sandbox.pem"))
            directory.resolve(name).toFile().delete();
        directory.toFile().delete();
    }

    private static void generateKeyStore(Path keyStoreFile) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        if (!Files.isExecutable(keytool) && !Files.isExecutable(Path.of(keytool + ".exe"))) {
            throw new IllegalStateException("sandbox: HTTPS needs the JDK's keytool, but " + keytool
                    + " does not exist; run baksh with a JDK, or start the sandbox without HTTPS");
        }
        List<String> command = new ArrayList<>(List.of(keytool.toString(), "-dname", "CN=baksh sandbox"));
        // Valid since yesterday, so that a client whose clock is slow accepts it.
        String options = "-genkeypair -alias sandbox -keyalg EC -groupname secp256r1 -startdate -1d -validity 30"
                + " -ext SAN=ip:127.0.0.1,dns:localhost -storetype PKCS12 -storepass " + PASSWORD;
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("-keystore", keyStoreFile.toString()));
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
    }

    private void writePem(byte[] certificate) throws IOException {
        String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate);
        Files.writeString(pemFile(), "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
    }
}
