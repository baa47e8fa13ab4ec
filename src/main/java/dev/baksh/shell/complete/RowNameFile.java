package dev.baksh.shell.complete;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.client.files.AtomicFile;
import dev.baksh.client.files.FileNameSanitizer;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.output.TerminalEscaper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * File with the row names of one server: {@code {"policies": {"at": "2026-11-21T09:51:10Z", "names": ["daily"]}}}, mode
 * 0600. The file is a cache: if it is damaged or cannot be written, only the names are lost.
 */
final class RowNameFile {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

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
        try {
            if (!Files.isDirectory(folder)) PrivateFiles.createFolders(folder);
            AtomicFile.replace(file(folder, server), MAPPER.writeValueAsBytes(root));
        } catch (IOException e) {
            return; // Without the file, only this shell knows the names.
        }
    }

    private static Path file(Path folder, String server) {
        return folder.resolve(FileNameSanitizer.encode(server.replaceFirst("/", "-")) + ".json");
    }
}
