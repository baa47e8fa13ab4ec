package dev.baksh.client.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Merge of the catalogue with the catalogue files of the user. Each {@code *.json} file in the given folders adds
 * entries (format: {@code src/doc/catalog.md}); for an existing object the file replaces only the keys that it contains.
 */
public final class CatalogOverlay {
    private static final JsonFactory JSON_FACTORY = JsonFactory.builder()
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Keys of a noun, an operation and a field whose values are fields by name. */
    private static final Set<String> FIELD_MAPS = Set.of("fields", "query", "body");

    private CatalogOverlay() {}

    /** Reader of the bytes of a file. */
    public interface ContentReader {
        byte[] read(Path file) throws IOException;
    }

    /**
     * Returns the catalogue of a server merged with the files of these folders, sorted by name within a folder. A
     * folder may be missing.
     *
     * @param reader reads a file, or throws an exception for a file that is not trusted
     * @param defaultCatalog supplies {@link Catalog#of}; called when the folders contain no file
     * @param parts further files of the catalogue, see {@link Catalog#of}
     * @throws BakshException (exit 2) a file is wrong: the message begins with its name and line
     */
    public static Catalog extend(
            String server,
            List<Path> folders,
            ContentReader reader,
            Supplier<Catalog> defaultCatalog,
            String... parts) {
        List<Path> files = listFiles(folders);
        if (files.isEmpty()) return defaultCatalog.get();
        ObjectNode merged = Catalog.readMerged(server, parts);
        for (Path file : files) {
            CatalogValidator validator = readFile(file, reader);
            if (!validator.server().equals(server)) continue;
            validator.validateAgainst(merged);
            merge(merged, validator.root(), false);
        }
        return Catalog.parse(server + ".json", merged);
    }

    private static List<Path> listFiles(List<Path> folders) {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) continue;
            try (Stream<Path> entries = Files.list(folder)) {
                entries.filter(file -> file.getFileName().toString().endsWith(".json"))
                        .sorted()
                        .forEach(files::add);
            } catch (IOException e) {
                throw BakshException.usageError(folder + ": cannot be read", null);
            }
        }
        return files;
    }

    private static CatalogValidator readFile(Path file, ContentReader reader) {
        try {
            byte[] bytes = reader.read(file);
            JsonNode root = JsonTreeReader.read(JSON_FACTORY.createParser(bytes));
            return new CatalogValidator(file, root, lineNumbers(bytes));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            // The rest of the message describes Jackson's source object, not the file.
            String problem = e.getOriginalMessage().replaceFirst("(?s) \\(for .*", "");
            throw BakshException.usageError(file + ":" + line + ": " + problem, null);
        } catch (IOException e) {
            throw BakshException.usageError(file + ": cannot be read", null);
        }
    }

    /** Returns the line of each field by its JSON pointer. */
    private static Map<String, Integer> lineNumbers(byte[] bytes) throws IOException {
        Map<String, Integer> lineNumbers = new HashMap<>();
        try (JsonParser parser = JSON_FACTORY.createParser(bytes)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.FIELD_NAME) continue;
                String pointer = parser.getParsingContext().pathAsPointer().toString();
                lineNumbers.put(pointer, parser.currentTokenLocation().getLineNr());
            }
        }
        return lineNumbers;
    }

    /**
     * Merges objects field by field; any other value replaces the existing value.
     *
     * @param areFields true if the members of the objects are fields, of which the type alone is a short form
     */
    private static void merge(ObjectNode target, JsonNode source, boolean areFields) {
        source.properties().forEach(entry -> {
            String name = entry.getKey();
            JsonNode existing = target.get(name);
            boolean isObject = entry.getValue().isObject();
            if (areFields && isObject && existing != null && existing.isTextual())
                existing = target.putObject(name).set("type", existing);
            if (existing instanceof ObjectNode object && isObject)
                merge(object, entry.getValue(), !areFields && FIELD_MAPS.contains(name));
            else target.set(name, entry.getValue().deepCopy());
        });
    }
}
