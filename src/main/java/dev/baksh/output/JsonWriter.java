package dev.baksh.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;

/**
 * Writer of JSON and of JSON lines (NDJSON): streams a list element by element, and indents objects on a terminal.
 * After an exception the array is not closed, so that a JSON parser rejects the incomplete output.
 */
record JsonWriter(TextOutput out, boolean terminal) {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final ObjectWriter COMPACT = MAPPER.writer();
    private static final ObjectWriter PRETTY = COMPACT.with(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withArrayValueSpacing(Separators.Spacing.AFTER)
                    .withArrayEmptySeparator("")
                    .withObjectEmptySeparator(""))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultPrettyPrinter.NopIndenter()));

    void print(Object value) {
        Iterator<?> items = PlainValues.iteratorOrNull(value);
        if (items != null) writeArray(items);
        else out.appendLine(toJson(PlainValues.of(value), terminal));
    }

    void printLines(Object value) {
        PlainValues.iterator(value).forEachRemaining(item -> out.appendLine(toJson(PlainValues.of(item), false)));
    }

    /** Returns compact JSON of a plain value, for a cell of another format. */
    static String toCompactJson(Object plain) {
        return PlainValues.serialize(COMPACT, plain);
    }

    private void writeArray(Iterator<?> items) {
        boolean pretty = false;
        String separator = "[";
        while (items.hasNext()) {
            Object plain = PlainValues.of(items.next());
            if (separator.equals("[")) pretty = terminal && plain instanceof Map;
            String item = toJson(plain, pretty);
            out.append(separator).append(pretty ? "\n  " + item.replace("\n", "\n  ") : item);
            separator = ",";
        }
        out.appendLine(separator.equals("[") ? "[]" : pretty ? "\n]" : "]");
    }

    private String toJson(Object plain, boolean pretty) {
        boolean isObject = plain instanceof Map;
        return TerminalEscaper.escapeQuoted(
                PlainValues.serialize(pretty && isObject ? PRETTY : COMPACT, plain), terminal, false);
    }

    /**
     * Returns the plain value of a tree. The method is in this class, because the creation of a mapper is slow and most
     * outputs need no mapper.
     */
    static Object readTree(JsonNode node) {
        try {
            return MAPPER.treeToValue(node, Object.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
