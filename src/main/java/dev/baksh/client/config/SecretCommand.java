package dev.baksh.client.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.JsonTreeReader;
import dev.baksh.client.files.Utf8Text;
import dev.baksh.client.thread.InternalThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Command that prints a secret: either on its first line, or, like a Docker credential helper, as JSON with
 * {@code Secret} and {@code Username}. The command gets the server's URL on standard input. Output of the command is
 * never shown.
 */
final class SecretCommand {
    static final String KEYRING_HELPER = "docker-credential-" + keyringHelper();

    /** Limit for the output; far above the length of a key or token. */
    private static final int MAX_OUTPUT_BYTES = 1 << 16;
    /** Exit code of a shell when the command does not exist. */
    private static final int COMMAND_NOT_FOUND = 127;

    private final String location;
    private final String command;
    private final Duration timeout;

    SecretCommand(String location, String command, Duration timeout) {
        this.location = location;
        // A Docker credential helper needs the subcommand get.
        this.command = command.matches("(\\S*/)?docker-credential-\\S+") ? command + " get" : command;
        this.timeout = timeout;
    }

    private static String operatingSystem() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT);
    }

    private static String keyringHelper() {
        if (operatingSystem().startsWith("mac")) return "osxkeychain";
        return operatingSystem().startsWith("windows") ? "wincred" : "secretservice";
    }

    SecretReference.ResolvedSecret readSecret(URI server) {
        Process process;
        try {
            boolean windows = operatingSystem().startsWith("windows");
            String[] shell = windows ? new String[] {"cmd", "/c", command} : new String[] {"/bin/sh", "-c", command};
            process = new ProcessBuilder(shell)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw failure("cannot be started: " + e.getMessage(), null);
        }
        try {
            FutureTask<byte[]> output = new FutureTask<>(() -> communicate(process, server));
            Thread readerThread = new InternalThread(output, "baksh-credential");
            readerThread.start();
            long start = System.nanoTime();
            byte[] outputBytes = output.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            long remaining = timeout.toNanos() - (System.nanoTime() - start);
            if (!process.waitFor(remaining, TimeUnit.NANOSECONDS)) throw new TimeoutException();
            if (process.exitValue() != 0) throw exitFailure(process.exitValue());
            return parseOutput(outputBytes);
        } catch (TimeoutException e) {
            throw failure(
                    "returned no credential within " + timeout.toSeconds() + " s",
                    "run the command by hand to see why it waits");
        } catch (ExecutionException e) {
            throw failure("printed output that cannot be read", null);
        } catch (InterruptedException e) {
            throw BakshException.interrupted(location + ": interrupted while reading a credential");
        } finally {
            // The command may have started child processes that wait for input.
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static byte[] communicate(Process process, URI server) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write((server + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Most commands do not read standard input.
        }
        try (InputStream out = process.getInputStream()) {
            return out.readNBytes(MAX_OUTPUT_BYTES);
        }
    }

    private SecretReference.ResolvedSecret parseOutput(byte[] output) {
        String text;
        try {
            text = Utf8Text.decode(output).strip();
        } catch (Utf8Text.EncodingException e) {
            throw failure("printed a text that is not UTF-8", "nothing was sent");
        }
        if (!Secret.isDecoded(text)) throw failure("printed a text that is not UTF-8", "nothing was sent");
        if (text.startsWith("{")) return parseHelperJson(text);
        Secret secret = Secret.of(text.lines().findFirst().orElse(""));
        if (secret.isEmpty()) throw failure("printed nothing", null);
        return new SecretReference.ResolvedSecret(secret, null);
    }

    private SecretReference.ResolvedSecret parseHelperJson(String text) {
        JsonNode node;
        try {
            node = JsonTreeReader.readFile(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw failure("printed invalid JSON", null); // The message of the cause would quote the secret.
        }
        if (!node.path("Secret").isTextual() || node.get("Secret").asText().isBlank()) {
            throw failure("printed JSON without a Secret", null);
        }
        String user = node.path("Username").asText("").strip();
        // Docker marks an entry that holds a token and no user with <token>.
        boolean isToken = user.isEmpty() || user.equals("<token>");
        return new SecretReference.ResolvedSecret(Secret.of(node.get("Secret").asText()), isToken ? null : user);
    }

    private BakshException exitFailure(int code) {
        boolean isDockerHelper = command.contains("docker-credential-");
        String helperPackage = isDockerHelper ? " (docker-credential-helpers)" : "";
        if (code == COMMAND_NOT_FOUND)
            return failure("was not found", "install it" + helperPackage + ", or configure another credential");
        String hint = isDockerHelper
                ? "check the entry for this server; add an entry with: " + commandName() + " store"
                : "run the command by hand to see the cause";
        return failure("ended with exit code " + code, hint);
    }

    /** Returns the program; the arguments and variables before the program may contain a secret. */
    private String commandName() {
        return command.strip().replaceFirst("^(?:\\w++=\\S*+\\s++)++", "").split("\\s+")[0];
    }

    private BakshException failure(String problem, String hint) {
        return new BakshException(
                ExitCode.DENIED, location + ": the credential command " + commandName() + " " + problem, hint);
    }
}
