package dev.baksh.sandbox.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;

/** Utilities for JSON trees. The emulated servers store rows as trees, in the format of the responses. */
public final class JsonTrees {
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonTrees() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array(Collection<? extends JsonNode> nodes) {
        return JsonNodeFactory.instance.arrayNode().addAll(nodes);
    }

    public static ArrayNode array(JsonNode... nodes) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (JsonNode node : nodes) array.add(node);
        return array;
    }

    public static ArrayNode stringArray(Collection<String> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        return array;
    }

    public static ArrayNode stringArray(String... values) {
        return stringArray(java.util.List.of(values));
    }

    public static ArrayNode intArray(int... values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int number : values) array.add(number);
        return array;
    }

    /** Returns an object with one field. */
    public static ObjectNode object(String name, JsonNode value) {
        return object().set(name, value);
    }

    /** Returns the content of a JSON resource file of the sandbox. */
    public static JsonNode resource(String name) {
        try (InputStream in = JsonTrees.class.getResourceAsStream("/dev/baksh/sandbox/" + name)) {
            return MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] toBytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a JSON tree", e);
        }
    }

    /**
     * Parses a JSON value.
     *
     * @throws IOException if the bytes are not exactly one JSON value
     */
    public static JsonNode parse(byte[] bytes) throws IOException {
        return MAPPER.readTree(bytes);
    }
}
