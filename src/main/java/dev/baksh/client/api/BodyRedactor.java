package dev.baksh.client.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Redactor of bodies: replaces the values of fields whose names mark a secret, and the known secrets in all other
 * values. A JSON body stays valid JSON. JSON within a string, forms and lists are redacted too, and text that is only a part
 * of JSON, or contains several lines of JSON or YAML.
 *
 * @param knownSecrets replaces the known secrets in a text
 * @param found receives each value of a field whose name marks a secret
 */
public record BodyRedactor(UnaryOperator<String> knownSecrets, Consumer<String> found) {
    private static final int MAX_DEPTH = 500;
    private static final Pattern FORM_PAIR = Pattern.compile("(^|[?&;\\s])([^=&?;\\s]++)=([^&;\\s#'\"]*)");
    /** Line of YAML, or a header. */
    private static final Pattern LINE = Pattern.compile("(?m)^([ \\t-]*+)([\\w.-]{1,100}+)(:[ \\t]++)(\\S.*)$");
    /** Name of a field in JSON, up to its value. */
    private static final Pattern FIELD = Pattern.compile("\"([^\"\\\\\\v]{1,200})\"\\s*+:\\s*+");

    /**
     * Holder that creates the mapper at its first use: the mapper takes a tenth of the time of a short call, and most
     * requests contain no text with JSON.
     */
    private static final class JsonMapperHolder {
        static final JsonMapper JSON = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** Passes the secrets of a body of maps, lists, rows and strings to the consumer. */
    public static void collect(Object body, Consumer<String> found) {
        new BodyRedactor(UnaryOperator.identity(), found).collect(body, false, 0);
    }

    private void collect(Object value, boolean isSecret, int depth) {
        if (depth > MAX_DEPTH || value == null || value instanceof Boolean) return;
        Object plain = value instanceof Row row ? row.toMap() : value;
        if (plain instanceof Map<?, ?> map) {
            map.forEach((name, element) -> collect(
                    element,
                    SecretNames.isSecretField(String.valueOf(name), sibling -> text(map.get(sibling)))
                            || isSecret && SecretNames.isValueName(String.valueOf(name)),
                    depth + 1));
        } else if (plain instanceof Iterable<?> list) {
            for (Object element : list) collect(element, isSecret, depth + 1);
        } else if (plain instanceof Object[] items) {
            collect(Arrays.asList(items), isSecret, depth);
        } else if (isSecret) {
            String text = plain instanceof char[] characters ? String.valueOf(characters) : plain.toString();
            if (!text.isBlank()) found.accept(text);
        } else if (plain instanceof CharSequence text && mayContainFields(text)) redact(text.toString());
    }

    private static boolean mayContainFields(CharSequence text) {
        String string = text.toString();
        return string.indexOf('=') >= 0 || string.indexOf('{') >= 0;
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }

    /** Returns the redacted body; the same text if the body contains no secret. Null for null. */
    public String redact(String body) {
        if (body == null) return null;
        String start = body.stripLeading();
        if (start.startsWith("{") || start.startsWith("[")) {
            try {
                JsonNode tree = JsonMapperHolder.JSON.readTree(body);
                JsonNode redacted = redact(tree, false);
                return redacted.equals(tree) ? body : JsonMapperHolder.JSON.writeValueAsString(redacted);
            } catch (IOException e) {
                return redactText(body); // A text that only looks like JSON.
            }
        }
        return redactText(body);
    }

    private String redactText(String text) {
        return knownSecrets.apply(redactLines(redactFields(redactPairs(text, found))));
    }

    /** Redacts the lines of YAML in a text of several lines, such as a kubeconfig in a field of another name. */
    private String redactLines(String text) {
        if (text.indexOf('\n') < 0) return text;
        return LINE.matcher(text).replaceAll(line -> {
            if (!SecretNames.isSecret(line.group(2))) return Matcher.quoteReplacement(line.group());
            found.accept(line.group(4).replaceAll("^[\"']|[\"']$", ""));
            return Matcher.quoteReplacement(line.group(1) + line.group(2) + line.group(3) + SecretNames.REDACTED);
        });
    }

    /** Redacts the fields of a text that is not one valid JSON value: a cut response, or a line of JSON for each row. */
    private String redactFields(String text) {
        if (text.indexOf('"') < 0) return text;
        Matcher field = FIELD.matcher(text);
        StringBuilder redacted = new StringBuilder();
        int end = 0;
        while (field.find(end)) {
            int start = field.end();
            redacted.append(text, end, start);
            end = SecretNames.isSecret(field.group(1)) ? valueEnd(text, start) : start;
            if (end == start) continue;
            String value = text.substring(start, end).replaceAll("^\"|\"$", "");
            if (!value.isBlank()) found.accept(value);
            redacted.append('"')
                    .append(value.isBlank() ? value : SecretNames.REDACTED)
                    .append('"');
        }
        return redacted.append(text, end, text.length()).toString();
    }

    /** Returns the end of a string or of a number; the start for any other value. */
    private static int valueEnd(String text, int start) {
        if (start == text.length()) return start;
        int end = start + 1;
        if (text.charAt(start) == '"') {
            while (end < text.length() && text.charAt(end) != '"') end += text.charAt(end) == '\\' ? 2 : 1;
            return Math.min(text.length(), end + 1);
        }
        if ("-0123456789".indexOf(text.charAt(start)) < 0) return start;
        while (end < text.length() && "+-.eE0123456789".indexOf(text.charAt(end)) >= 0) end++;
        return end;
    }

    /** Returns a form, a query or a URL with {@code ***} in place of the values whose names mark a secret. */
    public static String redactPairs(String text, Consumer<String> found) {
        if (text.indexOf('=') < 0) return text;
        Matcher matcher = FORM_PAIR.matcher(text);
        StringBuilder redacted = new StringBuilder();
        int end = 0;
        while (matcher.find()) {
            boolean isSecret = !matcher.group(3).isEmpty()
                    && !matcher.group(3).equals(SecretNames.REDACTED)
                    && SecretNames.isSecret(matcher.group(2));
            if (!isSecret) continue;
            found.accept(matcher.group(3));
            redacted.append(text, end, matcher.start(3)).append(SecretNames.REDACTED);
            end = matcher.end(3);
        }
        return redacted.append(text, end, text.length()).toString();
    }

    /** Returns a copy of the node without secrets, or the node itself. */
    private JsonNode redact(JsonNode node, boolean isSecret) {
        if (node instanceof ObjectNode object) return redactObject(object, isSecret);
        if (node instanceof ArrayNode array) {
            ArrayNode redacted = JsonMapperHolder.JSON.createArrayNode();
            array.forEach(element -> redacted.add(redact(element, isSecret)));
            return redacted;
        }
        if (node.isNull() || node.isBoolean() || node.asText().isBlank()) return node;
        if (isSecret) {
            found.accept(node.asText());
            return TextNode.valueOf(SecretNames.REDACTED);
        }
        String text = node.isTextual() ? redact(node.asText()) : knownSecrets.apply(node.asText());
        return text.equals(node.asText()) ? node : TextNode.valueOf(text);
    }

    private ObjectNode redactObject(ObjectNode object, boolean isSecret) {
        ObjectNode redacted = JsonMapperHolder.JSON.createObjectNode();
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
        for (Map.Entry<String, JsonNode> field : fields) {
            boolean isSecretField =
                    SecretNames.isSecretField(field.getKey(), sibling -> siblingText(object.get(sibling)))
                            || isSecret && SecretNames.isValueName(field.getKey());
            redacted.set(knownSecrets.apply(field.getKey()), redact(field.getValue(), isSecretField));
        }
        return redacted;
    }

    private static String siblingText(JsonNode value) {
        return value == null || value.isNull() ? null : value.isValueNode() ? value.asText() : "";
    }
}
