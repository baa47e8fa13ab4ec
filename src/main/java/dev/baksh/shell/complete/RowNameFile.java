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
 * The names of one server's rows on disk: {@code {"policies": {"at": "2026-11-21T09:51:10Z", "names": ["daily"]}}}, mode
 * 0600. A cache: a file that is damaged or cannot be written costs nothing but the names.
 */
final class RowNameFile {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RowNameFile() {}

    static Map<String, RowNameCache.Known> read(Path folder, String server) {
        Map<String, RowNameCache.Known> known = new HashMap<>();
        Path file = file(folder, server);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return known;
        try {
            for (Map.Entry<String, JsonNode> entry :
                    MAPPER.readTree(Files.readAllBytes(file)).properties()) {
                List<String> names = new ArrayList<>();
                for (JsonNode name : entry.getValue().path("names")) {
                    // The file may have been changed by hand; a name with an escape sequence never gets further.
                    if (TerminalEscaper.safe(name.asText()).equals(name.asText())) names.add(name.asText());
                }
                Instant at = Instant.parse(entry.getValue().path("at").asText());
                known.put(entry.getKey(), new RowNameCache.Known(at, List.copyOf(names)));
            }
        } catch (IOException | DateTimeException e) {
            known.clear(); // A damaged cache is none.
        }
        return known;
    }

    static void write(Path folder, String server, Map<String, RowNameCache.Known> known) {
        ObjectNode root = MAPPER.createObjectNode();
        known.forEach((noun, of) -> {
            ObjectNode node = root.putObject(noun);
            node.put("at", of.at().toString());
            of.names().forEach(node.putArray("names")::add);
        });
        Path file = file(folder, server);
        Path fresh = null;
        try {
            if (!Files.isDirectory(folder)) Files.createDirectories(folder, owner(folder, "rwx------"));
            fresh = Files.createTempFile(folder, ".names", ".json", owner(folder, "rw-------"));
            Files.write(fresh, MAPPER.writeValueAsBytes(root));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            remove(fresh); // Without the file the names are there for this shell only.
        }
    }

    private static void remove(Path fresh) {
        try {
            if (fresh != null) Files.deleteIfExists(fresh);
        } catch (IOException e) {
            // The folder is gone or full; the next write meets the same.
        }
    }

    private static FileAttribute<?>[] owner(Path folder, String mode) {
        boolean modes = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return modes
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static Path file(Path folder, String server) {
        return folder.resolve(server.replaceAll("[^A-Za-z0-9_-]", "-") + ".json");
    }
}
