package dev.baksh.client.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.client.api.BakshException;
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
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Token store in a file of mode 0600, in a folder of mode 0700. A lock file beside it is never deleted. The file name
 * contains a hash of server and credential; the credential is never written.
 *
 * <p>If the folder is not safe or not writable, nothing is shared: each process gets its own tokens.
 */
public final class FileTokenStore implements TokenStore {
    private static final int VERSION = 1;
    /** A token file has a few kilobytes. */
    private static final long MAX_FILE_SIZE = 1 << 16;

    /** The process with the lock may wait 30 s for a token request. */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);

    private final Path folder;
    private final Path file;
    private final TimeSource time;
    private volatile boolean usable = true;

    /** @param folder is created on first use */
    public FileTokenStore(Path folder, ServerConfig server, TimeSource time) {
        this.folder = folder;
        this.file = folder.resolve("tokens-" + fileNameHash(server) + ".json");
        this.time = time;
    }

    private static String fileNameHash(ServerConfig server) {
        String identity = server.kind() + "\n" + ServerIdentity.of(server.url())
                + server.url().getRawPath() + "\n" + server.realm() + "\n"
                + server.credential().identity();
        return Sha256.hex(identity).substring(0, 32);
    }

    @Override
    public StoredTokens read() {
        try {
            if (!usable || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return null;
            PrivateFiles privateFiles = PrivateFiles.ofCurrentUser();
            privateFiles.ensureFolder(folder);
            privateFiles.ensureFile(file);
            if (Files.size(file) > MAX_FILE_SIZE) return null;
            return parseTokens(JsonTreeReader.readFile(Files.readAllBytes(file)));
        } catch (IOException | DateTimeException | BakshException e) {
            return null; // A damaged file, or a file that other users can write, counts as missing.
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
        if (!usable) return;
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("version", VERSION);
        node.put("access", tokens.accessToken());
        put(node, "accessEnd", tokens.accessExpiry());
        if (tokens.accessLifetime() != null)
            node.put("accessLife", tokens.accessLifetime().toMillis());
        put(node, "refresh", tokens.refreshToken());
        put(node, "refreshEnd", tokens.refreshExpiry());
        try {
            PrivateFiles.ofCurrentUser().ensureFolder(folder);
            // Other users could read a file without POSIX permissions.
            if (!PrivateFiles.isPosix(folder)) throw new IOException("no POSIX permissions");
            AtomicFile.replaceSynced(file, node.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException | BakshException e) {
            usable = false; // The tokens are valid, but they are not shared.
        }
    }

    private static void put(ObjectNode node, String name, Object value) {
        if (value != null) node.put(name, value.toString());
    }

    @Override
    public boolean isShared() {
        return usable;
    }

    @Override
    public <T> T withLock(Supplier<T> work) {
        boolean[] started = {false};
        try {
            if (!usable) return work.get();
            ProcessLock lock = ProcessLock.inFolder(folder, file.getFileName() + ".lock");
            return lock.withLock(time, LOCK_TIMEOUT, () -> {
                started[0] = true;
                return work.get();
            });
        } catch (IOException e) {
            if (started[0]) throw new IllegalStateException(e);
        } catch (BakshException e) {
            if (started[0]) throw e;
        }
        usable = false; // The lock file cannot be used, or another process does not release the lock: stop sharing.
        return work.get();
    }
}
