package dev.baksh.client.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A command that prints a secret: on its first line, or as a credential helper of docker does, JSON with {@code Secret}
 * and {@code Username}. It is given the server's address on standard input. Nothing that it prints is ever shown.
 */
final class SecretCommand {
    /** The helper of docker for the keyring of this system. */
    static final String KEYRING = "docker-credential-" + keyring();

    /** A keyring may ask its owner to unlock it. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Far above any key or token. */
    private static final int MOST = 1 << 16;
    /** What a shell says of a command that is not there. */
    private static final int NOT_FOUND = 127;

    private final String where;
    private final String command;
    private final Duration patience;

    SecretCommand(String where, String command) {
        this(where, command, PATIENCE);
    }

    SecretCommand(String where, String command, Duration patience) {
        this.where = where;
        // A helper's name alone means what one asks a helper for.
        this.command = command.matches("(\\S*/)?docker-credential-\\S+") ? command + " get" : command;
        this.patience = patience;
    }

    private static String keyring() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.startsWith("mac")) return "osxkeychain";
        return system.startsWith("windows") ? "wincred" : "secretservice";
    }

    SecretReference.Found secret(URI server) {
        Process process;
        try {
            process = new ProcessBuilder(shell())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw failed("cannot be started: " + e.getMessage(), null);
        }
        try {
            CompletableFuture<byte[]> printed = new CompletableFuture<>();
            Thread reading = new Thread(() -> talk(process, server, printed), "baksh-credential");
            reading.setDaemon(true);
            reading.start();
            byte[] text = printed.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) throw new TimeoutException();
            if (process.exitValue() != 0) throw ended(process.exitValue());
            return found(text);
        } catch (TimeoutException e) {
            throw failed(
                    "gave no credential within " + patience.toSeconds() + " s",
                    "run it by hand to see what it waits for");
        } catch (ExecutionException e) {
            throw failed("could not be read", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BakshException(
                    ExitCode.INTERRUPTED, where + ": interrupted while a credential was asked for", null);
        } finally {
            // It may have started others, which would go on to wait for a person.
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private List<String> shell() {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        return windows ? List.of("cmd", "/c", command) : List.of("/bin/sh", "-c", command);
    }

    private static void talk(Process process, URI server, CompletableFuture<byte[]> printed) {
        try {
            try (OutputStream in = process.getOutputStream()) {
                in.write((server + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It does not read what it is told; most commands do not.
            }
            try (InputStream out = process.getInputStream()) {
                printed.complete(out.readNBytes(MOST));
            }
        } catch (IOException | RuntimeException e) {
            printed.completeExceptionally(e);
        }
    }

    private SecretReference.Found found(byte[] printed) {
        String text = new String(printed, StandardCharsets.UTF_8).strip();
        if (text.startsWith("{")) return helped(text);
        Secret secret = Secret.of(text.lines().findFirst().orElse(""));
        if (secret.isEmpty()) throw failed("printed nothing", null);
        return new SecretReference.Found(secret, null);
    }

    private SecretReference.Found helped(String text) {
        JsonNode node;
        try {
            node = new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw failed("printed JSON that is none", null); // The cause would quote it.
        }
        if (!node.path("Secret").isTextual() || node.get("Secret").asText().isBlank()) {
            throw failed("printed JSON without a Secret", null);
        }
        String user = node.path("Username").asText("").strip();
        // So docker marks an entry that holds a token, which belongs to no user.
        boolean none = user.isEmpty() || user.equals("<token>");
        return new SecretReference.Found(Secret.of(node.get("Secret").asText()), none ? null : user);
    }

    private BakshException ended(int code) {
        boolean helper = command.contains("docker-credential-");
        if (code == NOT_FOUND) {
            String hint =
                    "install it" + (helper ? " (docker-credential-helpers)" : "") + ", or name another credential";
            return failed("was not found", hint);
        }
        String hint = helper
                ? "is there an entry for this server? it is put there with: " + name() + " store"
                : "run it by hand to see why";
        return failed("ended with exit code " + code, hint);
    }

    /** The first word; the others may hold what a screen should not. */
    private String name() {
        return command.strip().split("\\s+")[0];
    }

    private BakshException failed(String what, String hint) {
        return new BakshException(ExitCode.DENIED, where + ": the credential command " + name() + " " + what, hint);
    }
}
