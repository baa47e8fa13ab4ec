package dev.baksh.shell.complete;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.output.TerminalEscaper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * File with the row names of one server: {@code {"policies": {"at": "2026-11-21T09:51:10Z", "names": ["daily"]}}}, mode
 * 0600. A cache: a damaged or unwritable file loses only the names.
 */
final class RowNameFile {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RowNameFile() {}

    static Map<String, RowNameCache.CachedNames> read(Path folder, String server) {
        Map<String, RowNameCache.CachedNames> cachedNames = new HashMap<>();
        Path file = file(folder, server);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return cachedNames;
        try {
            for (Map.Entry<String, JsonNode> entry :
                    MAPPER.readTree(Files.readAllBytes(file)).properties()) {
                List<String> names = new ArrayList<>();
                for (JsonNode name : entry.getValue().path("names")) {
                    // The file may have been edited; names with escape sequences are dropped.
                    if (TerminalEscaper.sanitize(name.asText()).equals(name.asText())) names.add(name.asText());
                }
                Instant readAt = Instant.parse(entry.getValue().path("at").asText());
                cachedNames.put(entry.getKey(), new RowNameCache.CachedNames(readAt, List.copyOf(names)));
            }
        } catch (IOException | DateTimeException e) {
            cachedNames.clear(); // A damaged file counts as empty.
        }
        return cachedNames;
    }

    static void write(Path folder, String server, Map<String, RowNameCache.CachedNames> cachedNames) {
        ObjectNode root = MAPPER.createObjectNode();
        cachedNames.forEach((noun, cached) -> {
            ObjectNode node = root.putObject(noun);
            node.put("at", cached.readAt().toString());
            cached.names().forEach(node.putArray("names")::add);
        });
        Path file = file(folder, server);
        Path tempFile = null;
        try {
            if (!Files.isDirectory(folder)) Files.createDirectories(folder, ownerOnly(folder, "rwx------"));
            tempFile = Files.createTempFile(folder, ".names", ".json", ownerOnly(folder, "rw-------"));
            Files.write(tempFile, MAPPER.writeValueAsBytes(root));
            Files.move(tempFile, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            deleteQuietly(tempFile); // The names stay available in this shell.
        }
    }

    private static void deleteQuietly(Path tempFile) {
        try {
            if (tempFile != null) Files.deleteIfExists(tempFile);
        } catch (IOException e) {
            // If the folder is missing or full, the next write fails in the same way.
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder, String mode) {
        boolean supportsPosix =
                folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return supportsPosix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static Path file(Path folder, String server) {
        return folder.resolve(server.replaceAll("[^A-Za-z0-9_-]", "-") + ".json");
    }
}
