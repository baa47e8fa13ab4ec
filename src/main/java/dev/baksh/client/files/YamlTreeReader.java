package dev.baksh.client.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.fasterxml.jackson.dataformat.yaml.snakeyaml.error.MarkedYAMLException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reader that parses a YAML file into a tree, with anchors, aliases and merge keys. A key that an object has twice is
 * refused: otherwise the last value would win without a message. A value of the object itself has priority over a merged
 * value, as YAML says.
 */
public final class YamlTreeReader {
    private static final YAMLFactory FACTORY = new YAMLFactory();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String MERGE_KEY = "<<";
    /** Limit of the values that aliases repeat: a short file could stand for billions of values. */
    private static final int MAX_REPEATED_VALUES = 100_000;

    private final YAMLParser parser;
    private final Map<String, JsonNode> anchors = new HashMap<>();
    private final Map<String, Integer> sizes = new HashMap<>();
    private int values;
    private int repeatedValues;

    private YamlTreeReader(YAMLParser parser) {
        this.parser = parser;
    }

    /** Exception of a document that is refused, with the line and the cause. */
    public static final class InvalidYamlException extends IOException {
        InvalidYamlException(int line, String problem) {
            super(line + ": " + problem);
        }
    }

    /**
     * Returns the value of the document, or the missing node for an empty document.
     *
     * @throws InvalidYamlException the text is not YAML, contains a second document, or an object has a key twice; the
     *     message begins with the number of the line
     */
    public static JsonNode read(String text) throws IOException {
        try (YAMLParser parser = FACTORY.createParser(text)) {
            YamlTreeReader reader = new YamlTreeReader(parser);
            if (parser.nextToken() == null) return MissingNode.getInstance();
            JsonNode root = reader.readValue();
            if (parser.nextToken() != null) throw reader.failure("not valid YAML: a second document");
            return root;
        } catch (JsonProcessingException e) {
            int line = lineOf(e);
            throw new InvalidYamlException(
                    line, "not valid YAML" + (isIndentedByTab(text, line) ? ": a tab in place of blanks" : ""));
        }
    }

    /** Returns the line of the problem; the location of the exception is that of the last token before the problem. */
    @SuppressWarnings("deprecation") // Jackson has no other class with this line.
    private static int lineOf(JsonProcessingException e) {
        if (e instanceof MarkedYAMLException marked && marked.getProblemMark() != null)
            return marked.getProblemMark().getLine() + 1;
        return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
    }

    private static boolean isIndentedByTab(String text, int line) {
        return text.lines().skip(line - 1L).findFirst().orElse("").matches(" *\t.*");
    }

    private JsonNode readValue() throws IOException {
        values++;
        if (parser.isCurrentAlias()) return resolveAlias(parser.getText());
        String anchor =
                parser.getObjectId() == null ? null : parser.getObjectId().toString();
        int valuesBefore = values;
        JsonNode value = switch (parser.currentToken()) {
            case START_OBJECT -> readObject();
            case START_ARRAY -> readArray();
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NUMBER_INT -> readInteger(parser.getText());
            case VALUE_NULL -> NODES.nullNode();
            default -> NODES.textNode(parser.getText());
        };
        if (anchor != null) {
            anchors.put(anchor, value);
            sizes.put(anchor, values - valuesBefore + 1);
        }
        return value;
    }

    /** Keeps a number in another notation as text: {@code 0123}, read as an octal number, would be another user name. */
    private static JsonNode readInteger(String text) {
        boolean isDecimal = text.matches("-?(0|[1-9]\\d*)");
        return isDecimal ? NODES.numberNode(new BigInteger(text)) : NODES.textNode(text);
    }

    private JsonNode resolveAlias(String anchor) throws IOException {
        JsonNode value = anchors.get(anchor);
        if (value == null) throw failure("no anchor '" + anchor + "' above");
        repeatedValues += sizes.get(anchor);
        values += sizes.get(anchor);
        if (repeatedValues > MAX_REPEATED_VALUES) throw failure("the aliases stand for too many values");
        return value;
    }

    private ObjectNode readObject() throws IOException {
        ObjectNode object = NODES.objectNode();
        List<JsonNode> merged = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int line = parser.currentTokenLocation().getLineNr();
            Integer firstLine = lines.putIfAbsent(name, line);
            if (firstLine != null)
                throw new InvalidYamlException(line, "duplicate name '" + name + "', also in line " + firstLine);
            parser.nextToken();
            JsonNode value = readValue();
            if (name.equals(MERGE_KEY)) addMerged(value, merged);
            else object.set(name, value);
        }
        for (JsonNode source : merged)
            source.properties().forEach(entry -> {
                if (!object.has(entry.getKey())) object.set(entry.getKey(), entry.getValue());
            });
        return object;
    }

    private void addMerged(JsonNode value, List<JsonNode> merged) throws IOException {
        if (value.isObject()) merged.add(value);
        else if (value.isArray()) for (JsonNode element : value) addMerged(element, merged);
        else throw failure("<< takes a map, or a list of maps");
    }

    private ArrayNode readArray() throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) array.add(readValue());
        return array;
    }

    private InvalidYamlException failure(String problem) {
        return new InvalidYamlException(parser.currentTokenLocation().getLineNr(), problem);
    }
}
