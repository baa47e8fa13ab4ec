package dev.baksh.client.tls;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.files.ProcessLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The keys of servers that a person has confirmed, as SSH keeps them: {@code known_hosts}, of mode 0600 in a folder of mode
 * 0700, one line each: {@code HOST:PORT sha256/BASE64 TIME}. The first line of a host counts.
 */
public final class KnownHosts {
    /** Keeps none, and asks nobody. */
    public static final KnownHosts NONE = new KnownHosts(null, null, HostKeyPrompt.UNATTENDED);

    private static final int DEFAULT_PORT = 443;

    private final Path folder;
    private final Path file;
    private final TimeSource time;
    private final HostKeyPrompt prompt;

    /**
     * @param folder made when the first key is kept
     * @param prompt asked about a key that is not known
     */
    public KnownHosts(Path folder, TimeSource time, HostKeyPrompt prompt) {
        this.folder = folder;
        this.file = folder == null ? null : folder.resolve("known_hosts");
        this.time = time;
        this.prompt = prompt;
    }

    /** The same keys, for what may outlive the caller: asks nobody. */
    KnownHosts withoutPrompt() {
        return file == null ? this : new KnownHosts(folder, null, HostKeyPrompt.UNATTENDED);
    }

    Path file() {
        return file;
    }

    /** With the port, also where it is the usual one. */
    public static String hostAndPort(String host, int port) {
        return host + ":" + (port < 0 ? DEFAULT_PORT : port);
    }

    /**
     * The key that was confirmed for {@code HOST:PORT}, or null.
     *
     * @throws BakshException somebody else could have written the file, or it cannot be read
     */
    String findPin(String hostAndPort) {
        if (file == null || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return null;
        try {
            PrivateFiles privateFiles = PrivateFiles.ofCurrentUser();
            privateFiles.ensureFolder(folder);
            privateFiles.ensureFile(file);
            for (String line : Files.readAllLines(file)) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length >= 2 && columns[0].equals(hostAndPort)) return columns[1];
            }
            return null;
        } catch (IOException e) {
            throw new BakshException(ExitCode.UNREACHABLE, file + " cannot be read", null, e);
        } catch (BakshException e) {
            throw new BakshException(ExitCode.UNREACHABLE, e.getMessage(), e.hint(), e);
        }
    }

    /** True when the person trusts the key that was just refused; it is known from then on. */
    public boolean confirmAndAdd(ServerTrustManager.UntrustedCertificateException untrusted) {
        if (file == null || untrusted.expectedPins() != null) return false;
        List<String> facts = List.of(
                "nothing that this machine trusts vouches for " + untrusted.hostAndPort() + ": it shows",
                "  name   " + untrusted.subject(),
                "  valid  " + untrusted.validity(),
                "  key    " + untrusted.presentedPin());
        String question = "trust this certificate? Compare the key with the server's own first.";
        if (!prompt.confirm(facts, question)) return false;
        add(untrusted.hostAndPort(), untrusted.presentedPin());
        return true;
    }

    private void add(String hostAndPort, String pin) {
        try {
            PrivateFiles privateFiles = PrivateFiles.ofCurrentUser();
            privateFiles.ensureFolder(folder);
            Path lock = folder.resolve("known_hosts.lock");
            privateFiles.ensureFile(lock);
            ProcessLock.of(lock).withLock(time, () -> {
                privateFiles.ensureFile(file);
                String line = hostAndPort + " " + pin + " " + time.now().truncatedTo(ChronoUnit.SECONDS) + "\n";
                Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
                return null;
            });
        } catch (IOException e) {
            throw new BakshException(ExitCode.JOURNAL, file + " cannot be written; nothing was sent", null, e);
        }
    }
}
