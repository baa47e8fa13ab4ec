package dev.baksh.client.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Reader that parses JSON into a tree without Jackson's ObjectMapper: an ObjectMapper with its serializers, dates and
 * locales takes 100 ms of every start.
 */
public final class JsonTreeReader {
    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonTreeReader() {}

    /**
     * Returns the first value of a document, or the missing node for an empty document; ignores text after the value.
     *
     * @throws IOException (a {@link com.fasterxml.jackson.core.JsonProcessingException}) the document is not JSON
     */
    public static JsonNode read(byte[] json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            return read(parser);
        }
    }

    /**
     * Returns the first value of a file of this machine, like {@link #read(byte[])}.
     *
     * @throws IOException (a {@link com.fasterxml.jackson.core.JsonProcessingException}) the document is not JSON, or an
     *     object has a name twice
     */
    public static JsonNode readFile(byte[] json) throws IOException {
        try (JsonParser parser = STRICT.createParser(json)) {
            return read(parser);
        }
    }

    /** Returns the next value of a parser, or the missing node at its end. */
    public static JsonNode read(JsonParser parser) throws IOException {
        return parser.nextToken() == null ? MissingNode.getInstance() : readValue(parser);
    }

    private static JsonNode readValue(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NUMBER_INT -> readInteger(parser);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            default -> NODES.nullNode();
        };
    }

    private static ObjectNode readObject(JsonParser parser) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.set(name, readValue(parser));
        }
        return object;
    }

    private static ArrayNode readArray(JsonParser parser) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) array.add(readValue(parser));
        return array;
    }

    private static JsonNode readInteger(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }
}
