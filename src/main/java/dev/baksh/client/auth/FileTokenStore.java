package dev.baksh.client.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.JsonTreeReader;
import dev.baksh.client.api.Sha256;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.config.ServerIdentity;
import dev.baksh.client.files.AtomicFile;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.files.ProcessLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Token store in a file of mode 0600, in a folder of mode 0700. A lock file beside it is never deleted. The file name
 * contains a hash of server and credential; the credential is never written.
 *
 * <p>A failure concerns one call only: the next call tries the file again.
 */
public final class FileTokenStore implements TokenStore {
    private static final int VERSION = 1;
    /** A token file has a few kilobytes. */
    private static final long MAX_FILE_SIZE = 1 << 16;
    /** The size of the file is a multiple of this number, so that new tokens have space in the file on a full disk. */
    private static final int BLOCK_SIZE = 4096;

    /** The process with the lock may wait 30 s for a token request. */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);

    private final Path folder;
    private final Path file;
    private final TimeSource time;
    private final String messagePrefix;

    /** @param folder is created on first use */
    public FileTokenStore(Path folder, ServerConfig server, TimeSource time) {
        this.folder = folder;
        this.file = folder.resolve("tokens-" + fileNameHash(server) + ".json");
        this.time = time;
        this.messagePrefix = server.label() + ": the stored tokens cannot be used: ";
    }

    private static String fileNameHash(ServerConfig server) {
        String identity = server.kind() + "\n" + ServerIdentity.of(server.url())
                + server.url().getRawPath() + "\n" + server.realm() + "\n"
                + server.credential().identity();
        return Sha256.hex(identity).substring(0, 32);
    }

    @Override
    public StoredTokens read() {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) return null;
        try {
            PrivateFiles privateFiles = PrivateFiles.ofCurrentUser();
            privateFiles.ensureFolder(folder);
            privateFiles.ensureFile(file);
            if (Files.size(file) > MAX_FILE_SIZE) return null;
            return parseTokens(JsonTreeReader.readFile(Files.readAllBytes(file)));
        } catch (JsonProcessingException | DateTimeException e) {
            return null; // A damaged file contains no tokens.
        } catch (IOException | BakshException e) {
            throw failure(e);
        }
    }

    private static StoredTokens parseTokens(JsonNode node) {
        if (node == null
                || node.path("version").asInt() != VERSION
                || !node.path("access").isTextual()) return null;
        JsonNode lifetime = node.get("accessLife");
        return new StoredTokens(
                node.get("access").asText(),
                parseInstant(node, "accessEnd"),
                lifetime == null ? null : Duration.ofMillis(lifetime.asLong()),
                node.path("refresh").isTextual() ? node.get("refresh").asText() : null,
                parseInstant(node, "refreshEnd"));
    }

    private static Instant parseInstant(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null ? null : Instant.parse(value.asText());
    }

    @Override
    public void write(StoredTokens tokens) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("version", VERSION);
        node.put("access", tokens.accessToken());
        put(node, "accessEnd", tokens.accessExpiry());
        if (tokens.accessLifetime() != null)
            node.put("accessLife", tokens.accessLifetime().toMillis());
        put(node, "refresh", tokens.refreshToken());
        put(node, "refreshEnd", tokens.refreshExpiry());
        byte[] json = node.toString().getBytes(StandardCharsets.UTF_8);
        byte[] content = Arrays.copyOf(json, (json.length / BLOCK_SIZE + 1) * BLOCK_SIZE);
        Arrays.fill(content, json.length, content.length, (byte) ' ');
        try {
            PrivateFiles.ofCurrentUser().ensureFolder(folder);
            if (!PrivateFiles.isPosix(folder))
                throw new BakshException(
                        ExitCode.JOURNAL,
                        folder + " has no POSIX permissions: other users could read the tokens",
                        null);
            replace(content);
        } catch (IOException | BakshException e) {
            throw failure(e);
        }
    }

    /** Replaces the file, or overwrites the file if the disk has no space for a second file. */
    private void replace(byte[] content) throws IOException {
        try {
            AtomicFile.replaceSynced(file, content);
        } catch (IOException e) {
            PrivateFiles.ofCurrentUser().ensureFile(file);
            if (Files.size(file) != content.length) throw e;
            Files.write(file, content, StandardOpenOption.WRITE, StandardOpenOption.SYNC, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static void put(ObjectNode node, String name, Object value) {
        if (value != null) node.put(name, value.toString());
    }

    @Override
    public <T> T withLock(Supplier<T> work) {
        boolean[] started = {false};
        ProcessLock lock = openLock();
        try {
            return lock.withLock(time, LOCK_TIMEOUT, () -> {
                started[0] = true;
                return work.get();
            });
        } catch (IOException e) {
            if (started[0]) throw new IllegalStateException(e);
            throw failure(e);
        } catch (BakshException e) {
            if (started[0]) throw e;
            throw new TokenStoreException(
                    ExitCode.UNREACHABLE, messagePrefix + e.getMessage(), "try again, or " + e.hint(), e);
        }
    }

    private ProcessLock openLock() {
        try {
            return ProcessLock.inFolder(folder, file.getFileName() + ".lock");
        } catch (IOException | BakshException e) {
            throw failure(e);
        }
    }

    private TokenStoreException failure(Exception e) {
        if (e instanceof BakshException refusal)
            return new TokenStoreException(refusal.exit(), messagePrefix + refusal.getMessage(), refusal.hint(), e);
        String message = messagePrefix + e.getClass().getSimpleName() + ": " + e.getMessage();
        return new TokenStoreException(ExitCode.UNREACHABLE, message, "try again, or check the folder " + folder, e);
    }
}
