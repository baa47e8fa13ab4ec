package dev.baksh.client.api;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Validator for a catalogue file of the user: refuses unknown keys and wrong values, and every effect that is milder than
 * the known operation or its path implies; the error names the file, the line and the JSON path.
 */
final class CatalogValidator {
    private static final Set<String> ROOT_KEYS = Set.of("server", "nouns");
    private static final List<String> NOUN_KEYS = words("one help key label lift columns fields operations");
    private static final List<String> OPERATION_KEYS = words(
            "on property method path query body block effect permission result many help example evidence source");
    private static final List<String> FIELD_KEYS = words("type word help required fields values");
    private static final List<String> HTTP_METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final List<String> BLOCK_FORMS = List.of("fields", "role", "plan");
    /** Body of the weakest operation at a path. The guard decides again with the body of each request. */
    private static final Map<String, Object> TEST_BODY = Map.of("dry_run_only", true);

    private static final List<String> EVIDENCE_LEVELS = List.of("confirmed", "inferred", "unknown");

    private final Path file;
    private final JsonNode root;
    private final Map<String, Integer> lineNumbers;

    /** @param lineNumbers line of each field by its JSON pointer */
    CatalogValidator(Path file, JsonNode root, Map<String, Integer> lineNumbers) {
        this.file = file;
        this.root = root;
        this.lineNumbers = lineNumbers;
        if (!root.isObject()) throw BakshException.usageError(file + ":1: an object is expected", null);
        validateKeys("", root, ROOT_KEYS);
        if (ServerKind.of(server()) == null) {
            throw invalid("/server", "'server' must be n2ws or px", null);
        }
    }

    String server() {
        return root.path("server").asText();
    }

    JsonNode root() {
        return root;
    }

    /** @param existing the catalogue so far: an entry of the file may omit keys that the existing entry has */
    void validateAgainst(JsonNode existing) {
        forEachMember("/nouns", (name, pointer) -> {
            JsonNode noun = existing.path("nouns").path(name);
            validateKeys(pointer, nodeAt(pointer), NOUN_KEYS);
            for (String key : List.of("one", "help")) requireKey(pointer, noun, key);
            validateFields(pointer + "/fields", noun.path("fields"));
            forEachMember(
                    pointer + "/operations",
                    (verb, memberPointer) -> validateOperation(
                            memberPointer, noun.path("operations").path(verb)));
        });
    }

    private void validateOperation(String pointer, JsonNode existing) {
        validateKeys(pointer, nodeAt(pointer), OPERATION_KEYS);
        for (String key : List.of("effect", "help")) requireKey(pointer, existing, key);
        validateChoice(pointer + "/on", List.of("row", "noun"));
        validateChoice(pointer + "/method", HTTP_METHODS);
        validateChoice(pointer + "/block", BLOCK_FORMS);
        validateChoice(pointer + "/evidence", EVIDENCE_LEVELS);
        for (String key : List.of("property", "many")) validateBoolean(pointer + "/" + key);
        validateFields(pointer + "/query", existing.path("query"));
        validateFields(pointer + "/body", existing.path("body"));
        validateEffect(pointer, existing);
        validatePath(pointer + "/path", existing, pointer);
    }

    /**
     * Validates that a file makes the effect of an existing operation stricter, never milder: the guard relies on the
     * effect.
     */
    private void validateEffect(String pointer, JsonNode existing) {
        List<String> effects = List.of("READ", "ENSURE", "START", "DANGER");
        validateChoice(pointer + "/effect", effects);
        String effect =
                nodeAt(pointer + "/effect").asText(existing.path("effect").asText());
        String previousEffect = existing.path("effect").asText("READ");
        if (effects.indexOf(effect) < effects.indexOf(previousEffect)) {
            String problem = "the effect of a known operation, " + previousEffect + ", cannot become " + effect;
            throw invalid(pointer + "/effect", problem, null);
        }
        String method =
                nodeAt(pointer + "/method").asText(existing.path("method").asText("GET"));
        if (method.equals("DELETE") && !effect.equals("DANGER")) {
            throw invalid(pointer + "/method", "a DELETE has the effect DANGER, not " + effect, null);
        }
        if (effect.equals("READ") && (method.equals("PUT") || method.equals("PATCH"))) {
            throw invalid(pointer + "/method", "a " + method + " does not have the effect READ", null);
        }
        JsonNode path = nodeAt(pointer + "/path").isMissingNode() ? existing.path("path") : nodeAt(pointer + "/path");
        List<String> templates = new ArrayList<>();
        if (path.isTextual()) templates.add(path.asText());
        path.properties().forEach(entry -> templates.add(entry.getValue().asText()));
        for (String template : templates) validateFloor(pointer, method, template, Effect.valueOf(effect));
    }

    /** Validates that the effect is not weaker than the method and the known operation at the path imply. */
    private void validateFloor(String pointer, String method, String template, Effect effect) {
        Effect floor = EffectFloor.minimum(ServerKind.of(server()), method, template, TEST_BODY);
        if (floor.compareTo(effect) <= 0) return;
        String subject = "a " + method + " to " + template + " has at least the effect " + floor + ", not " + effect;
        String key = Stream.of("effect", "path", "method")
                .filter(name -> !nodeAt(pointer + "/" + name).isMissingNode())
                .findFirst()
                .orElse("effect");
        throw invalid(pointer + "/" + key, subject, "write \"effect\": \"" + floor + "\"");
    }

    private void validatePath(String pointer, JsonNode existing, String operationPointer) {
        JsonNode path = nodeAt(pointer);
        if (path.isMissingNode()) return;
        if (!nodeAt(operationPointer + "/method").isTextual()
                && !existing.path("method").isTextual()) {
            throw invalid(pointer, "a path needs a 'method'", "methods: " + String.join(", ", HTTP_METHODS));
        }
        if (path.isObject()) forEachMember(pointer, (version, memberPointer) -> validatePathTemplate(memberPointer));
        else validatePathTemplate(pointer);
    }

    private void validatePathTemplate(String pointer) {
        String path = nodeAt(pointer).asText();
        boolean valid = nodeAt(pointer).isTextual()
                && path.matches("[A-Za-z0-9_{}./-]+")
                && path.replaceAll("\\{[a-z_]+}", "x").matches("[A-Za-z0-9_./-]+")
                && !path.contains("..");
        if (!valid)
            throw invalid(
                    pointer, "not an API path: " + nodeAt(pointer), "for example aws/policies/{id}/storage_cost/");
    }

    /** @param existing the known fields: an entry of the file for one of these may omit the type */
    private void validateFields(String pointer, JsonNode existing) {
        forEachMember(pointer, (name, memberPointer) -> {
            JsonNode field = nodeAt(memberPointer);
            JsonNode known = existing.path(name);
            if (field.isTextual()) validateType(memberPointer, field.asText());
            else if (field.isObject()) {
                validateKeys(memberPointer, field, FIELD_KEYS);
                if (!known.isTextual()) requireKey(memberPointer, known, "type");
                if (field.has("type"))
                    validateType(memberPointer + "/type", field.path("type").asText());
                validateBoolean(memberPointer + "/required");
                validateAlias(memberPointer + "/word");
                validateFields(memberPointer + "/fields", known.path("fields"));
            } else throw invalid(memberPointer, "a field must be a type or an object with a type", null);
        });
    }

    private void validateAlias(String pointer) {
        JsonNode alias = nodeAt(pointer);
        boolean valid =
                alias.isMissingNode() || alias.isTextual() && alias.asText().matches("[a-zA-Z][a-zA-Z0-9]*");
        if (!valid) throw invalid(pointer, "letters and digits are expected, not " + alias, "for example days");
    }

    private void validateType(String pointer, String type) {
        String typeName = type.split(":", 2)[0];
        boolean isKnown = Stream.of(Field.Type.values())
                .anyMatch(known -> known.name().toLowerCase(Locale.ROOT).equals(typeName));
        if (isKnown) return;
        throw invalid(
                pointer,
                "unknown type '" + type + "'",
                "types: string, int, number, bool, instant, duration, letter, list, object, id:NOUN, ids:NOUN");
    }

    private void requireKey(String pointer, JsonNode existing, String key) {
        if (!nodeAt(pointer).has(key) && !existing.has(key)) throw invalid(pointer, "'" + key + "' is missing", null);
    }

    private void validateChoice(String pointer, List<String> choices) {
        JsonNode value = nodeAt(pointer);
        if (value.isMissingNode() || choices.contains(value.asText())) return;
        throw invalid(
                pointer, "unknown value " + value, NameSuggestions.suggest(value.asText(), choices, "values are"));
    }

    private void validateBoolean(String pointer) {
        if (nodeAt(pointer).isMissingNode() || nodeAt(pointer).isBoolean()) return;
        throw invalid(pointer, "true or false is expected, not " + nodeAt(pointer), null);
    }

    private void validateKeys(String pointer, JsonNode node, Collection<String> allowedKeys) {
        if (!node.isObject()) throw invalid(pointer, "an object is expected", null);
        node.fieldNames().forEachRemaining(key -> {
            if (!allowedKeys.contains(key)) {
                throw invalid(
                        pointer + "/" + escapePointer(key),
                        "unknown key '" + key + "'",
                        NameSuggestions.suggest(key, allowedKeys, "keys are"));
            }
        });
    }

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    /** Passes the name and the pointer of each member of an object. */
    private void forEachMember(String pointer, BiConsumer<String, String> consumer) {
        JsonNode node = nodeAt(pointer);
        if (node.isMissingNode()) return;
        if (!node.isObject()) throw invalid(pointer, "an object is expected", null);
        node.fieldNames().forEachRemaining(name -> consumer.accept(name, pointer + "/" + escapePointer(name)));
    }

    private JsonNode nodeAt(String pointer) {
        return root.at(JsonPointer.compile(pointer));
    }

    private static String escapePointer(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private BakshException invalid(String pointer, String problem, String hint) {
        int line = lineNumbers.getOrDefault(pointer, 1);
        String location = pointer.replaceFirst("^/", "").replace('/', '.');
        return BakshException.usageError(
                file + ":" + line + ": " + (location.isEmpty() ? "" : location + ": ") + problem, hint);
    }
}
