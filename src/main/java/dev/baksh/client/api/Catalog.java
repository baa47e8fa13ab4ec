package dev.baksh.client.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Catalogue of the operations of one kind of server, as data. The DSL, completion, help, dry run, guard and tables read
 * the catalogue; a new operation is a new entry (format: {@code src/doc/catalog.md}).
 */
public final class Catalog {
    private final String server;
    private final Map<String, Noun> mainNouns;
    /** Entries without operations: the fields of rows that only a verb returns, such as the snapshots of a backup. */
    private final Map<String, Noun> rowTypes;

    private final Supplier<Map<String, Noun>> partNouns;
    private Map<String, Noun> allNouns;

    /**
     * @param mainNouns nouns that are loaded now
     * @param partNouns supplier of the nouns of further files, called at the first access to a noun that is not in
     *     {@code mainNouns}; or null
     */
    private Catalog(
            String server,
            Map<String, Noun> mainNouns,
            Map<String, Noun> rowTypes,
            Supplier<Map<String, Noun>> partNouns) {
        this.server = server;
        this.mainNouns = mainNouns;
        this.rowTypes = rowTypes;
        this.partNouns = partNouns;
        this.allNouns = partNouns == null ? mainNouns : null;
    }

    /**
     * Returns the catalogue of baksh for a server.
     *
     * @param server {@code n2ws} or {@code px}
     * @param parts further files of the same server, whose nouns follow the nouns of the main file; their paths do not
     *     overlap
     */
    public static Catalog of(String server, String... parts) {
        Catalog mainCatalog = parse(server + ".json", readFile(server));
        if (parts.length == 0) return mainCatalog;
        return new Catalog(mainCatalog.server, mainCatalog.mainNouns, mainCatalog.rowTypes, () -> {
            Map<String, Noun> partNouns = new LinkedHashMap<>();
            for (String part : parts) partNouns.putAll(parse(part + ".json", readFile(part)).mainNouns);
            return partNouns;
        });
    }

    static ObjectNode readMerged(String server, String... parts) {
        ObjectNode merged = readFile(server);
        for (String part : parts)
            ((ObjectNode) merged.get("nouns"))
                    .setAll((ObjectNode) readFile(part).get("nouns"));
        return merged;
    }

    private static ObjectNode readFile(String part) {
        String name = part + ".json";
        try (InputStream in = Catalog.class.getResourceAsStream("/dev/baksh/catalog/" + name)) {
            if (in == null) throw new IllegalArgumentException("no catalogue " + name);
            return (ObjectNode) JsonTreeReader.readFile(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Catalog parse(String file, JsonNode root) {
        String server = require(file, root, "server").asText();
        Map<String, Noun> nouns = new LinkedHashMap<>();
        Map<String, Noun> rowTypes = new LinkedHashMap<>();
        require(file, root, "nouns").properties().forEach(entry -> {
            String name = entry.getKey();
            Noun noun = new NounParser(file + ": " + name, server, name).parse(entry.getValue());
            (noun.hasVerbs() ? nouns : rowTypes).put(name, noun);
        });
        return new Catalog(server, nouns, rowTypes, null);
    }

    /** Kind of the server: {@code n2ws} or {@code px}. */
    public String server() {
        return server;
    }

    /** All nouns by their name in scripts, in catalogue order. */
    public synchronized Map<String, Noun> nouns() {
        if (allNouns == null) {
            Map<String, Noun> merged = new LinkedHashMap<>(mainNouns);
            merged.putAll(partNouns.get());
            allNouns = merged;
        }
        return allNouns;
    }

    /** Returns the noun of this name, or null. */
    public Noun noun(String name) {
        Noun noun = mainNouns.get(name);
        return noun != null ? noun : nouns().get(name);
    }

    /** Returns the noun of the rows of an operation with this {@link Operation#result()}; null for null. */
    public Noun rowType(String result) {
        if (result == null) return null;
        Noun rowType = rowTypes.get(result);
        return rowType != null ? rowType : noun(result);
    }

    /** Returns true if a field of a noun refers to this noun. A noun of the main file loads no further file. */
    public boolean isReferenced(String name) {
        for (Noun noun : (mainNouns.containsKey(name) ? mainNouns : nouns()).values())
            for (Field field : noun.fields().values()) if (name.equals(field.referencedNoun())) return true;
        return false;
    }

    /**
     * Returns a copy in which the values of a field have words, for the given nouns of the main file.
     *
     * @param words words by value, for each name of a noun
     */
    public Catalog withValues(String field, Map<String, Map<String, String>> words) {
        if (words.values().stream().allMatch(Map::isEmpty)) return this;
        return new Catalog(server, withValues(mainNouns, field, words), withValues(rowTypes, field, words), partNouns);
    }

    private static Map<String, Noun> withValues(
            Map<String, Noun> nouns, String field, Map<String, Map<String, String>> words) {
        Map<String, Noun> changed = new LinkedHashMap<>(nouns);
        words.forEach((name, values) -> changed.computeIfPresent(name, (key, noun) -> {
            Map<String, Field> fields = new LinkedHashMap<>(noun.fields());
            fields.computeIfPresent(field, (fieldName, documented) -> documented.withValues(values));
            return noun.withFields(fields);
        }));
        return changed;
    }

    /**
     * Returns the operation that a raw request corresponds to, or null: the method is equal and the path matches a
     * template. A template without placeholders precedes a template with placeholders.
     *
     * @param path relative to the server's base, decoded or not
     */
    public Operation match(String method, String path) {
        Operation mainMatch = match(mainNouns, method, path);
        return mainMatch != null ? mainMatch : match(nouns(), method, path);
    }

    private static Operation match(Map<String, Noun> nouns, String method, String path) {
        Operation templateMatch = null;
        for (Noun noun : nouns.values()) {
            for (Operation operation : noun.operations().values()) {
                if (!method.equals(operation.method())) continue;
                for (String template : operation.paths().values()) {
                    if (PathTemplate.match(template, path) == null) continue;
                    if (template.indexOf('{') < 0) return operation;
                    if (templateMatch == null) templateMatch = operation;
                }
            }
        }
        return templateMatch;
    }

    private static JsonNode require(String location, JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null)
            throw BakshException.usageError("catalogue " + location + ": '" + name + "' is missing", null);
        return value;
    }

    /** Parser for the entry of one noun, which the validator has checked; {@code location} is the prefix of the messages. */
    private record NounParser(String location, String server, String name) {
        Noun parse(JsonNode node) {
            Map<String, Operation> operations = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : node.path("operations").properties())
                operations.put(entry.getKey(), parseOperation(entry.getKey(), entry.getValue()));
            return new Noun(
                    server,
                    name,
                    require(location, node, "one").asText(),
                    node.path("key").asText("id"),
                    optionalText(node, "label"),
                    optionalText(node, "lift"),
                    require(location, node, "help").asText(),
                    parseStrings(node.path("columns")),
                    parseFields(node.path("fields")),
                    operations);
        }

        private Operation parseOperation(String verb, JsonNode node) {
            String operationLocation = location + "." + verb;
            Map<String, String> paths = new LinkedHashMap<>();
            JsonNode path = node.path("path");
            if (path.isTextual()) paths.put("", path.asText());
            path.properties()
                    .forEach(entry -> paths.put(entry.getKey(), entry.getValue().asText()));
            return new Operation(
                    ServerKind.of(server),
                    name,
                    verb,
                    "row".equals(node.path("on").asText("noun")),
                    node.path("property").asBoolean(false),
                    optionalText(node, "method"),
                    paths,
                    parseFields(node.path("query")),
                    parseFields(node.path("body")),
                    Operation.Block.valueOf(node.path("block").asText("fields").toUpperCase(Locale.ROOT)),
                    Effect.valueOf(require(operationLocation, node, "effect").asText()),
                    optionalText(node, "permission"),
                    optionalText(node, "result"),
                    node.path("many").asBoolean(false),
                    require(operationLocation, node, "help").asText(),
                    optionalText(node, "example"),
                    node.path("evidence").asText("inferred"),
                    optionalText(node, "source"));
        }

        private Map<String, Field> parseFields(JsonNode node) {
            Map<String, Field> fields = new LinkedHashMap<>();
            node.properties()
                    .forEach(entry -> fields.put(entry.getKey(), parseField(entry.getKey(), entry.getValue())));
            return fields;
        }

        /**
         * Parses {@code "int"}, {@code "id:accounts"} or {@code {"type": "id:accounts", "required": true, "help":
         * "..."}}.
         */
        private Field parseField(String fieldName, JsonNode node) {
            String type = node.isTextual()
                    ? node.asText()
                    : require(location + "." + fieldName, node, "type").asText();
            int colon = type.indexOf(':');
            String typeName = colon < 0 ? type : type.substring(0, colon);
            return new Field(
                    fieldName,
                    optionalText(node, "word"),
                    Field.Type.valueOf(typeName.toUpperCase(Locale.ROOT)),
                    colon < 0 ? null : type.substring(colon + 1),
                    node.path("required").asBoolean(false),
                    optionalText(node, "help"),
                    parseFields(node.path("fields")),
                    parseValues(node.path("values")));
        }

        private static Map<String, String> parseValues(JsonNode node) {
            Map<String, String> values = new LinkedHashMap<>();
            node.properties()
                    .forEach(
                            entry -> values.put(entry.getKey(), entry.getValue().asText()));
            return values;
        }

        private static String optionalText(JsonNode node, String name) {
            JsonNode value = node.get(name);
            return value == null || value.isNull() ? null : value.asText();
        }

        private static List<String> parseStrings(JsonNode node) {
            List<String> strings = new ArrayList<>();
            node.forEach(item -> strings.add(item.asText()));
            return List.copyOf(strings);
        }
    }
}
