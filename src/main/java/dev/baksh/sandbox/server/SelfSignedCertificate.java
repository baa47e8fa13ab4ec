package dev.baksh.sandbox.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A self-signed certificate for 127.0.0.1 and localhost, in a temporary folder. */
public final class SelfSignedCertificate implements AutoCloseable {
    private static final String PASSWORD = "sandbox";

    private final Path folder;
    private final SSLContext context;

    /**
     * Makes one with the JDK's keytool.
     *
     * @throws IllegalStateException when there is no keytool, or it fails
     */
    public SelfSignedCertificate() {
        try {
            folder = Files.createTempDirectory("baksh-sandbox");
            Path store = folder.resolve("sandbox.p12");
            generate(store);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            writePem(keys.getCertificate("sandbox").getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException("sandbox: cannot make a certificate", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sandbox: cannot use the certificate that keytool made", e);
        }
    }

    public SSLContext context() {
        return context;
    }

    public Path pem() {
        return folder.resolve("sandbox.pem");
    }

    @Override
    public void close() {
        for (String name : List.of("sandbox.p12", "sandbox.pem"))
            folder.resolve(name).toFile().delete();
        folder.toFile().delete();
    }

    private static void generate(Path store) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        if (!Files.isExecutable(keytool) && !Files.isExecutable(Path.of(keytool + ".exe"))) {
            throw new IllegalStateException("sandbox: https needs the JDK's keytool, and there is none at " + keytool
                    + "; run on a JDK, or start the sandbox without https");
        }
        ProcessBuilder command = new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "sandbox",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=baksh sandbox",
                "-ext",
                "SAN=ip:127.0.0.1,dns:localhost",
                // A day back, so that a clock a little behind takes it too.
                "-startdate",
                "-1d",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        Process process = command.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException("sandbox: keytool failed: " + said.strip());
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("sandbox: interrupted while keytool made a certificate", e);
        }
    }

    private void writePem(byte[] certificate) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate);
        Files.writeString(pem(), "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    }
}
