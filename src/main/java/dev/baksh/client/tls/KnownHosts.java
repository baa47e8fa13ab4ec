package dev.baksh.client.tls;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.ServerAddress;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.files.ProcessLock;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * Store of the server keys that the user has confirmed, in a file {@code known_hosts} like that of SSH: mode 0600 in a
 * folder of mode 0700, with lines {@code HOST:PORT sha256/BASE64 TIME}. The first line of a host counts.
 */
public final class KnownHosts {
    /** Empty store without a prompt. */
    public static final KnownHosts NONE = new KnownHosts(null, null, HostKeyPrompt.UNATTENDED);

    private static final int DEFAULT_PORT = 443;

    private final Path folder;
    private final Path file;
    private final TimeSource time;
    private final HostKeyPrompt prompt;

    /**
     * @param folder is created with the first key
     * @param prompt asks the user about an unknown key
     */
    public KnownHosts(Path folder, TimeSource time, HostKeyPrompt prompt) {
        this.folder = folder;
        this.file = folder == null ? null : folder.resolve("known_hosts");
        this.time = time;
        this.prompt = prompt;
    }

    /** Returns a store with the same keys and without a prompt, for objects that may outlive the caller. */
    KnownHosts withoutPrompt() {
        return file == null ? this : new KnownHosts(folder, null, HostKeyPrompt.UNATTENDED);
    }

    Path file() {
        return file;
    }

    /** Formats {@code HOST:PORT} in lower case, with the default port 443 if none is given. */
    public static String hostAndPort(URI url) {
        int port = ServerAddress.port(url);
        return normalize(ServerAddress.host(url) + ":" + (port < 0 ? DEFAULT_PORT : port));
    }

    /** A host is the same in upper case and with a final dot. */
    private static String normalize(String hostAndPort) {
        return hostAndPort.toLowerCase(Locale.ROOT).replaceFirst("\\.(?=:\\d+$)", "");
    }

    /**
     * Returns the confirmed key of {@code HOST:PORT}, or null.
     *
     * @throws BakshException if other users can write the file, or the file cannot be read (exit code 5)
     */
    String findPin(String hostAndPort) {
        if (file == null || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return null;
        try {
            PrivateFiles privateFiles = PrivateFiles.ofCurrentUser();
            privateFiles.ensureFolder(folder);
            privateFiles.ensureFile(file);
            for (String line : Files.readAllLines(file)) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length >= 2 && normalize(columns[0]).equals(hostAndPort)) return columns[1];
            }
            return null;
        } catch (IOException e) {
            throw new BakshException(ExitCode.UNREACHABLE, file + " cannot be read", null, e);
        } catch (BakshException e) {
            throw new BakshException(ExitCode.UNREACHABLE, e.getMessage(), e.hint(), e);
        }
    }

    /**
     * Returns the reason why the certificate of a server is trusted: {@code pin}, the CA file, a confirmed key, the
     * system, or none.
     */
    public String trustBasis(ServerConfig server) {
        if (!server.url().getScheme().equals("https")) return "none (plain http)";
        if (server.pin() != null) return "pin";
        if (server.caFile() != null) return server.caFile().toString();
        return findPin(hostAndPort(server.url())) == null ? "system" : "confirmed key";
    }

    /** Asks the user about a rejected key; stores the key and returns true if the user trusts it. */
    public boolean confirmAndAdd(ServerTrustManager.UntrustedCertificateException untrusted) {
        if (file == null || !untrusted.isTrustable()) return false;
        List<String> facts = List.of(
                "the certificate of " + untrusted.hostAndPort() + " is not trusted by this machine:",
                "  name   " + untrusted.subject(),
                "  valid  " + untrusted.validity(),
                "  key    " + untrusted.presentedPin());
        String question = "trust this certificate? Compare the key with the key on the server first.";
        if (!prompt.confirm(facts, question)) return false;
        add(untrusted.hostAndPort(), untrusted.presentedPin());
        return true;
    }

    private void add(String hostAndPort, String pin) {
        try {
            ProcessLock.inFolder(folder, "known_hosts.lock").withLock(time, () -> {
                PrivateFiles.ofCurrentUser().ensureFile(file);
                String line = hostAndPort + " " + pin + " " + time.now().truncatedTo(ChronoUnit.SECONDS) + "\n";
                Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
                return null;
            });
        } catch (IOException e) {
            throw new BakshException(ExitCode.JOURNAL, file + " cannot be written; nothing was sent", null, e);
        }
    }
}
