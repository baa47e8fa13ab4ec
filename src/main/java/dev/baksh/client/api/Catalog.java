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
 * What one kind of server offers: every operation once, as data. The DSL, completion, help, dry run, the gate and the
 * tables read it; adding an operation is adding an entry (format: {@code src/doc/catalog.md}).
 */
public final class Catalog {
    private final String server;
    private final Map<String, Noun> first;
    private final Supplier<Map<String, Noun>> further;
    private volatile Map<String, Noun> nouns;

    /**
     * @param first   what is known at once
     * @param further what comes after it, read when something is asked for that is not among the first; or null
     */
    private Catalog(String server, Map<String, Noun> first, Supplier<Map<String, Noun>> further) {
        this.server = server;
        this.first = first;
        this.further = further;
        this.nouns = further == null ? first : null;
    }

    /**
     * The catalogue that ships with baksh for {@code n2ws} or {@code px}.
     *
     * @param parts further files of the same server, whose nouns come after its own; each has paths of its own
     */
    public static Catalog of(String server, String... parts) {
        Catalog own = read(server + ".json", file(server));
        if (parts.length == 0) return own;
        return new Catalog(own.server, own.first, () -> {
            Map<String, Noun> further = new LinkedHashMap<>();
            for (String part : parts) further.putAll(read(part + ".json", file(part)).first);
            return further;
        });
    }

    /** The files as one. */
    static ObjectNode shipped(String server, String... parts) {
        ObjectNode all = file(server);
        for (String part : parts)
            ((ObjectNode) all.get("nouns")).setAll((ObjectNode) file(part).get("nouns"));
        return all;
    }

    private static ObjectNode file(String part) {
        String name = part + ".json";
        try (InputStream in = Catalog.class.getResourceAsStream("/dev/baksh/catalog/" + name)) {
            if (in == null) throw new IllegalArgumentException("no catalogue " + name);
            return (ObjectNode) JsonTreeReader.read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Catalog read(String file, JsonNode root) {
        String server = need(file, root, "server").asText();
        Map<String, Noun> nouns = new LinkedHashMap<>();
        need(file, root, "nouns")
                .properties()
                .forEach(entry -> nouns.put(
                        entry.getKey(),
                        new Entry(file + ": " + entry.getKey(), server, entry.getKey()).noun(entry.getValue())));
        return new Catalog(server, nouns, null);
    }

    /** {@code n2ws} or {@code px}. */
    public String server() {
        return server;
    }

    /** All nouns by the name they are typed with, in catalogue order. */
    public Map<String, Noun> nouns() {
        Map<String, Noun> known = nouns;
        return known != null ? known : all();
    }

    private synchronized Map<String, Noun> all() {
        if (nouns == null) {
            Map<String, Noun> all = new LinkedHashMap<>(first);
            all.putAll(further.get());
            nouns = all;
        }
        return nouns;
    }

    /** The noun of this name, or null. */
    public Noun noun(String name) {
        Noun noun = first.get(name);
        return noun != null ? noun : nouns().get(name);
    }

    /**
     * The operation that a raw request amounts to, or null: same method, and a path that fits a template. A template
     * without holes beats one with.
     *
     * @param path relative to the server's base, decoded or not
     */
    public Operation match(String method, String path) {
        Operation found = match(first, method, path);
        return found != null ? found : match(nouns(), method, path);
    }

    private static Operation match(Map<String, Noun> nouns, String method, String path) {
        Operation holed = null;
        for (Noun noun : nouns.values()) {
            for (Operation operation : noun.operations().values()) {
                if (!method.equals(operation.method())) continue;
                for (String template : operation.paths().values()) {
                    if (!fits(template, path)) continue;
                    if (template.indexOf('{') < 0) return operation;
                    if (holed == null) holed = operation;
                }
            }
        }
        return holed;
    }

    private static boolean fits(String template, String path) {
        String[] wanted = trim(template).split("/", -1);
        String[] given = trim(path).split("/", -1);
        if (wanted.length != given.length) return false;
        for (int i = 0; i < wanted.length; i++) {
            boolean hole = wanted[i].startsWith("{");
            if (hole ? given[i].isEmpty() : !wanted[i].equals(given[i])) return false;
        }
        return true;
    }

    private static String trim(String path) {
        String text = path.startsWith("/") ? path.substring(1) : path;
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static JsonNode need(String where, JsonNode node, String name) {
        JsonNode found = node.get(name);
        if (found == null) throw BakshException.usage("catalogue " + where + ": '" + name + "' is missing", null);
        return found;
    }

    /** Reads one noun's entry; {@code where} leads every message. */
    private record Entry(String where, String server, String name) {
        Noun noun(JsonNode node) {
            Map<String, Operation> operations = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : node.path("operations").properties()) {
                operations.put(entry.getKey(), operation(entry.getKey(), entry.getValue()));
            }
            return new Noun(
                    server,
                    name,
                    need(where, node, "one").asText(),
                    node.path("key").asText("id"),
                    text(node, "label"),
                    text(node, "lift"),
                    need(where, node, "help").asText(),
                    strings(node.path("columns")),
                    fields(node.path("fields")),
                    operations);
        }

        private Operation operation(String verb, JsonNode node) {
            String place = where + "." + verb;
            Map<String, String> paths = new LinkedHashMap<>();
            JsonNode path = node.path("path");
            if (path.isTextual()) paths.put("", path.asText());
            else
                path.properties()
                        .forEach(entry ->
                                paths.put(entry.getKey(), entry.getValue().asText()));
            return new Operation(
                    server,
                    name,
                    verb,
                    "row".equals(node.path("on").asText("noun")),
                    node.path("property").asBoolean(false),
                    text(node, "method"),
                    paths,
                    fields(node.path("query")),
                    fields(node.path("body")),
                    effect(place, need(place, node, "effect").asText()),
                    text(node, "permission"),
                    text(node, "result"),
                    node.path("many").asBoolean(false),
                    need(place, node, "help").asText(),
                    text(node, "example"),
                    node.path("evidence").asText("inferred"),
                    text(node, "source"));
        }

        private Effect effect(String place, String text) {
            try {
                return Effect.valueOf(text);
            } catch (IllegalArgumentException e) {
                throw BakshException.usage(
                        "catalogue " + place + ": unknown effect '" + text + "'",
                        "effects: READ, ENSURE, START, DANGER");
            }
        }

        private Map<String, Field> fields(JsonNode node) {
            Map<String, Field> fields = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                fields.put(entry.getKey(), field(entry.getKey(), entry.getValue()));
            }
            return fields;
        }

        /** {@code "int"}, {@code "id:accounts"} or {@code {"type": "id:accounts", "required": true, "help": "..."}}. */
        private Field field(String field, JsonNode node) {
            String type = node.isTextual()
                    ? node.asText()
                    : need(where + "." + field, node, "type").asText();
            int colon = type.indexOf(':');
            String kind = colon < 0 ? type : type.substring(0, colon);
            Field.Type known;
            try {
                known = Field.Type.valueOf(kind.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw BakshException.usage(
                        "catalogue " + where + ": field '" + field + "' has unknown type '" + type + "'",
                        "types: string, int, number, bool, instant, letter, list, object, id:NOUN, ids:NOUN");
            }
            return new Field(
                    field,
                    text(node, "word"),
                    known,
                    colon < 0 ? null : type.substring(colon + 1),
                    node.path("required").asBoolean(false),
                    text(node, "help"),
                    fields(node.path("fields")));
        }

        private static String text(JsonNode node, String name) {
            JsonNode found = node.get(name);
            return found == null || found.isNull() ? null : found.asText();
        }

        private static List<String> strings(JsonNode node) {
            List<String> strings = new ArrayList<>();
            node.forEach(item -> strings.add(item.asText()));
            return List.copyOf(strings);
        }
    }
}
