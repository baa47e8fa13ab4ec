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
    public static final KnownHosts NONE = new KnownHosts(null, null, HostKeyPrompt.NOBODY);

    private static final int HTTPS = 443;

    private final Path folder;
    private final Path file;
    private final TimeSource time;
    private final HostKeyPrompt person;

    /**
     * @param folder made when the first key is kept
     * @param person asked about a key that is not known
     */
    public KnownHosts(Path folder, TimeSource time, HostKeyPrompt person) {
        this.folder = folder;
        this.file = folder == null ? null : folder.resolve("known_hosts");
        this.time = time;
        this.person = person;
    }

    /** The same keys, for what may outlive the caller: asks nobody. */
    KnownHosts unattended() {
        return file == null ? this : new KnownHosts(folder, null, HostKeyPrompt.NOBODY);
    }

    Path file() {
        return file;
    }

    /** With the port, also where it is the usual one. */
    public static String place(String host, int port) {
        return host + ":" + (port < 0 ? HTTPS : port);
    }

    /**
     * The key that was confirmed for {@code HOST:PORT}, or null.
     *
     * @throws BakshException somebody else could have written the file, or it cannot be read
     */
    String pin(String place) {
        if (file == null || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return null;
        try {
            PrivateFiles custody = PrivateFiles.own();
            custody.folder(folder);
            custody.file(file);
            for (String line : Files.readAllLines(file)) {
                String[] words = line.strip().split("\\s+");
                if (words.length >= 2 && words[0].equals(place)) return words[1];
            }
            return null;
        } catch (IOException e) {
            throw new BakshException(ExitCode.UNREACHABLE, file + " cannot be read", null, e);
        } catch (BakshException e) {
            throw new BakshException(ExitCode.UNREACHABLE, e.getMessage(), e.hint(), e);
        }
    }

    /** True when the person trusts the key that was just refused; it is known from then on. */
    public boolean introduces(ServerTrustManager.Untrusted stranger) {
        if (file == null || stranger.expected() != null) return false;
        List<String> facts = List.of(
                "nothing that this machine trusts vouches for " + stranger.place() + ": it shows",
                "  name   " + stranger.subject(),
                "  valid  " + stranger.validity(),
                "  key    " + stranger.seen());
        String question = "trust this certificate? Compare the key with the server's own first.";
        if (!person.trusts(facts, question)) return false;
        add(stranger.place(), stranger.seen());
        return true;
    }

    private void add(String place, String pin) {
        try {
            PrivateFiles custody = PrivateFiles.own();
            custody.folder(folder);
            Path lock = folder.resolve("known_hosts.lock");
            custody.file(lock);
            ProcessLock.of(lock).held(time, () -> {
                custody.file(file);
                String line = place + " " + pin + " " + time.now().truncatedTo(ChronoUnit.SECONDS) + "\n";
                Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
                return null;
            });
        } catch (IOException e) {
            throw new BakshException(ExitCode.JOURNAL, file + " cannot be written; nothing was sent", null, e);
        }
    }
}
