package dev.baksh.client.api;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Looks through a user's catalogue file; each mistake is an error that names the file, the line and the place. */
final class CatalogValidator {
    private static final Set<String> ROOT = Set.of("server", "nouns");
    private static final List<String> NOUN =
            List.of("one", "help", "key", "label", "lift", "columns", "fields", "operations");
    private static final List<String> OPERATION = List.of(
            "on",
            "property",
            "method",
            "path",
            "query",
            "body",
            "effect",
            "permission",
            "result",
            "many",
            "help",
            "example",
            "evidence",
            "source");
    private static final List<String> FIELD = List.of("type", "word", "help", "required", "fields");
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final List<String> EVIDENCE = List.of("confirmed", "inferred", "unknown");

    private final Path file;
    private final JsonNode root;
    private final Map<String, Integer> lines;

    /** @param lines the line of each field by its JSON pointer */
    CatalogValidator(Path file, JsonNode root, Map<String, Integer> lines) {
        this.file = file;
        this.root = root;
        this.lines = lines;
        if (!root.isObject()) throw BakshException.usage(file + ":1: an object is expected", null);
        keys("", root, ROOT);
        if (!Set.of("n2ws", "px").contains(server())) {
            throw wrong("/server", "'server' is n2ws or px", null);
        }
    }

    String server() {
        return root.path("server").asText();
    }

    JsonNode root() {
        return root;
    }

    /** @param known what there is so far: entries may leave out what it says */
    void against(JsonNode known) {
        each("/nouns", (name, at) -> {
            JsonNode noun = known.path("nouns").path(name);
            keys(at, node(at), NOUN);
            for (String key : List.of("one", "help")) need(at, noun, key);
            fields(at + "/fields");
            each(
                    at + "/operations",
                    (verb, place) -> operation(place, noun.path("operations").path(verb)));
        });
    }

    private void operation(String at, JsonNode known) {
        keys(at, node(at), OPERATION);
        for (String key : List.of("effect", "help")) need(at, known, key);
        choice(at + "/on", List.of("row", "noun"));
        choice(at + "/method", METHODS);
        choice(at + "/evidence", EVIDENCE);
        for (String key : List.of("property", "many")) flag(at + "/" + key);
        fields(at + "/query");
        fields(at + "/body");
        effect(at, known);
        path(at + "/path", known, at);
    }

    /** What an operation does may be told more strictly than before, and never more mildly: the gate relies on it. */
    private void effect(String at, JsonNode known) {
        List<String> effects = List.of("READ", "ENSURE", "START", "DANGER");
        choice(at + "/effect", effects);
        String effect = node(at + "/effect").asText(known.path("effect").asText());
        String before = known.path("effect").asText("READ");
        if (effects.indexOf(effect) < effects.indexOf(before)) {
            throw wrong(
                    at + "/effect", "the effect of a known operation, " + before + ", cannot become " + effect, null);
        }
        String method = node(at + "/method").asText(known.path("method").asText("GET"));
        if (method.equals("DELETE") && !effect.equals("DANGER")) {
            throw wrong(at + "/method", "a DELETE has the effect DANGER, not " + effect, null);
        }
        if (effect.equals("READ") && (method.equals("PUT") || method.equals("PATCH"))) {
            throw wrong(at + "/method", "a " + method + " does not have the effect READ", null);
        }
    }

    private void path(String at, JsonNode known, String operation) {
        JsonNode path = node(at);
        if (path.isMissingNode()) return;
        if (!node(operation + "/method").isTextual() && !known.path("method").isTextual()) {
            throw wrong(at, "a path needs a 'method'", "methods: " + String.join(", ", METHODS));
        }
        if (path.isObject()) each(at, (version, place) -> template(place));
        else template(at);
    }

    private void template(String at) {
        String path = node(at).asText();
        boolean good = node(at).isTextual()
                && path.matches("[A-Za-z0-9_{}./-]+")
                && path.replaceAll("\\{[a-z_]+}", "x").matches("[A-Za-z0-9_./-]+")
                && !path.contains("..");
        if (!good) throw wrong(at, "not a path of an API: " + node(at), "for example aws/policies/{id}/storage_cost/");
    }

    private void fields(String at) {
        each(at, (name, place) -> {
            JsonNode field = node(place);
            if (field.isTextual()) type(place, field.asText());
            else if (field.isObject()) {
                keys(place, field, FIELD);
                if (field.has("type")) type(place + "/type", field.path("type").asText());
                flag(place + "/required");
                word(place + "/word");
                fields(place + "/fields");
            } else throw wrong(place, "a field is a type or an object with one", null);
        });
    }

    private void word(String at) {
        JsonNode word = node(at);
        boolean good = word.isMissingNode() || word.isTextual() && word.asText().matches("[a-zA-Z][a-zA-Z0-9]*");
        if (!good) throw wrong(at, "letters and digits are expected, not " + word, "for example days");
    }

    private void type(String at, String type) {
        String kind = type.split(":", 2)[0];
        for (Field.Type known : Field.Type.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(kind)) return;
        }
        throw wrong(
                at,
                "unknown type '" + type + "'",
                "types: string, int, number, bool, instant, letter, list, object, id:NOUN, ids:NOUN");
    }

    private void need(String at, JsonNode known, String key) {
        if (!node(at).has(key) && !known.has(key)) throw wrong(at, "'" + key + "' is missing", null);
    }

    private void choice(String at, List<String> choices) {
        JsonNode value = node(at);
        if (value.isMissingNode() || choices.contains(value.asText())) return;
        throw wrong(at, "unknown value " + value, NameSuggestions.suggest(value.asText(), choices, "it is one of"));
    }

    private void flag(String at) {
        if (node(at).isMissingNode() || node(at).isBoolean()) return;
        throw wrong(at, "true or false is expected, not " + node(at), null);
    }

    private void keys(String at, JsonNode node, Collection<String> known) {
        if (!node.isObject()) throw wrong(at, "an object is expected", null);
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw wrong(
                        at + "/" + escaped(key),
                        "unknown key '" + key + "'",
                        NameSuggestions.suggest(key, known, "keys are"));
            }
        });
    }

    private interface Place {
        void look(String name, String at);
    }

    private void each(String at, Place place) {
        JsonNode node = node(at);
        if (node.isMissingNode()) return;
        if (!node.isObject()) throw wrong(at, "an object is expected", null);
        node.fieldNames().forEachRemaining(name -> place.look(name, at + "/" + escaped(name)));
    }

    private JsonNode node(String at) {
        return root.at(JsonPointer.compile(at));
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private BakshException wrong(String at, String what, String hint) {
        int line = lines.getOrDefault(at, 1);
        String place = at.replaceFirst("^/", "").replace('/', '.');
        return BakshException.usage(file + ":" + line + ": " + (place.isEmpty() ? "" : place + ": ") + what, hint);
    }
}
