package dev.baksh.client.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The catalogue together with what users add to it: each {@code *.json} in the folders given says what its own entries say
 * (format: {@code src/doc/catalog.md}), and of an entry that is known already only what it says otherwise.
 */
public final class CatalogOverlay {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private CatalogOverlay() {}

    /**
     * The catalogue of a server with the files of these folders, by name within a folder; a folder may be absent.
     *
     * @param allowed refuses a file that must not be trusted, by an exception
     * @param parts further files of the catalogue, see {@link Catalog#of}
     * @throws BakshException a file is wrong: the message begins with its name and line
     */
    public static Catalog extend(String server, List<Path> folders, Consumer<Path> allowed, String... parts) {
        return extend(server, folders, allowed, () -> Catalog.of(server, parts), parts);
    }

    /** @param shipped gives {@link Catalog#of}, for where the folders hold no files */
    public static Catalog extend(
            String server, List<Path> folders, Consumer<Path> allowed, Supplier<Catalog> shipped, String... parts) {
        List<Path> files = files(folders);
        if (files.isEmpty()) return shipped.get();
        ObjectNode all = Catalog.shipped(server, parts);
        for (Path file : files) {
            allowed.accept(file);
            CatalogValidator check = read(file);
            if (!check.server().equals(server)) continue;
            check.against(all);
            merge(all, check.root());
        }
        return Catalog.read(server + ".json", all);
    }

    private static List<Path> files(List<Path> folders) {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) continue;
            List<Path> here = new ArrayList<>();
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.json")) {
                found.forEach(here::add);
            } catch (IOException e) {
                throw BakshException.usage(folder + ": cannot be read", null);
            }
            Collections.sort(here);
            files.addAll(here);
        }
        return files;
    }

    private static CatalogValidator read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            JsonNode root = JsonTreeReader.read(JSON.createParser(bytes));
            return new CatalogValidator(file, root, lines(bytes));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            // What follows tells of Jackson's own source, which nobody can look at.
            String what = e.getOriginalMessage().replaceFirst("(?s) \\(for .*", "");
            throw BakshException.usage(file + ":" + line + ": " + what, null);
        } catch (IOException e) {
            throw BakshException.usage(file + ": cannot be read", null);
        }
    }

    /** The line of each field, by its JSON pointer. */
    private static Map<String, Integer> lines(byte[] bytes) throws IOException {
        Map<String, Integer> lines = new HashMap<>();
        try (JsonParser parser = JSON.createParser(bytes)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.FIELD_NAME) continue;
                String pointer = parser.getParsingContext().pathAsPointer().toString();
                lines.put(pointer, parser.currentTokenLocation().getLineNr());
            }
        }
        return lines;
    }

    /** Objects are joined field by field; anything else takes the place of what was there. */
    private static void merge(ObjectNode into, JsonNode from) {
        from.properties().forEach(entry -> {
            JsonNode there = into.get(entry.getKey());
            boolean both = there instanceof ObjectNode && entry.getValue().isObject();
            if (both) merge((ObjectNode) there, entry.getValue());
            else into.set(entry.getKey(), entry.getValue().deepCopy());
        });
    }
}
