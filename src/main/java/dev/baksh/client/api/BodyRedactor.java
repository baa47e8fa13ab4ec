package dev.baksh.client.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baksh.client.text.NamedValueLexer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Redactor of bodies: replaces the values of fields whose names mark a secret, and the known secrets in all other
 * values. A JSON body stays valid JSON. The named values in a string, or in a text that is no valid JSON, are redacted too.
 *
 * @param knownSecrets replaces the known secrets in a text
 * @param found receives each value of a field whose name marks a secret
 */
public record BodyRedactor(UnaryOperator<String> knownSecrets, Consumer<String> found) {
    private static final int MAX_DEPTH = 500;
    /** Texts of which one is in each text with a named value. */
    private static final List<String> SIGNS = List.of(":", "=", "--", "</", "earer ");

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

    /** Holder that compiles the pattern at its first use. */
    private static final class SchemeHolder {
        /** Scheme of a header before its only word, and the signs before the lines of a block of YAML. */
        static final Pattern SCHEME = Pattern.compile(
                "(?i)^(?:bearer|basic|digest|negotiate|token|apikey) ++(?=\\S++$)|^(?:[!&]\\S*+ ++)*+[|>][-+0-9]*+ *+(?:#.*+)?+\\R");
    }

    /** Holder that compiles the pattern at its first use. */
    private static final class ProseHolder {
        /** Value of a sentence, which is no secret: {@code Password: required}, {@code Token: read only access}. */
        static final Pattern PROSE =
                Pattern.compile("(?i)\\p{L}++(?:[ ,]++\\p{L}++){1,2}+[.!?]?+|expired|required|optional|missing"
                        + "|invalid|revoked|unknown|default|changed|disabled|enabled|rotated|backup|password|secret");
        /** Number, time, or text without a letter and a digit, such as a row of asterisks. */
        static final Pattern PLAIN_VALUE = Pattern.compile("[-+]?[\\d.:TZ+-]+|[^\\p{L}\\p{N}]+");
    }

    /** Passes the secrets of a request, of maps, lists, rows and strings, to the consumer. */
    public static void collect(Object body, Consumer<String> found) {
        new BodyRedactor(UnaryOperator.identity(), found).collect(body, false, 0, BodyRedactor::mayContainValues);
    }

    /**
     * Passes the secrets of a row to the consumer, not the values in sentences: a server may write {@code token: expired}. A
     * number, a time and a row of asterisks are no secrets: {@code token_lifetime_max: 604800}.
     */
    public static void collectFields(Row row, Consumer<String> found) {
        Consumer<String> secrets = secret -> {
            if (!ProseHolder.PLAIN_VALUE.matcher(secret).matches()
                    && !ProseHolder.PROSE.matcher(secret).matches()) found.accept(secret);
        };
        new BodyRedactor(UnaryOperator.identity(), secrets)
                .collect(row, false, 0, text -> text.indexOf('=') >= 0 || text.indexOf('{') >= 0);
    }

    /** Returns true for a hint to a secret: hidden in its own field, but a common word elsewhere, such as in the name of a step. */
    private static boolean isHint(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith("hint");
    }

    private void collect(Object value, boolean isSecret, int depth, Predicate<String> isRead) {
        if (depth > MAX_DEPTH || value == null || value instanceof Boolean) return;
        Object plain = value instanceof Row row ? row.toMap() : value;
        if (plain instanceof Map<?, ?> map) {
            map.forEach((name, element) -> collect(
                    element,
                    !isHint(String.valueOf(name))
                                    && SecretNames.isSecretField(
                                            String.valueOf(name),
                                            // A tag without a value is a tag: {key: 'Environment', value: null}.
                                            sibling ->
                                                    map.containsKey(sibling) ? String.valueOf(map.get(sibling)) : null)
                            || isSecret && SecretNames.isValueName(String.valueOf(name)),
                    depth + 1,
                    isRead));
        } else if (plain instanceof Iterable<?> list) {
            Object previous = null;
            for (Object element : list) {
                collect(element, isSecret || SecretNames.isOptionValue(previous, element), depth + 1, isRead);
                previous = element;
            }
        } else if (plain instanceof Object[] items) {
            collect(Arrays.asList(items), isSecret, depth, isRead);
        } else if (isSecret) {
            String text = plain instanceof char[] characters ? String.valueOf(characters) : plain.toString();
            if (!text.isBlank()) addFound(text, true, found);
        } else if (plain instanceof CharSequence text && isRead.test(text.toString()))
            new BodyRedactor(knownSecrets, secret -> {
                        if (!ProseHolder.PROSE.matcher(secret).matches()) found.accept(secret);
                    })
                    .redact(text.toString());
    }

    /**
     * Passes a secret on, without a scheme such as {@code Bearer}; of a list, each item.
     *
     * @param mayBePassword true if a text in brackets may also be one password
     */
    private static void addFound(String secret, boolean mayBePassword, Consumer<String> found) {
        if (secret.startsWith("[")) {
            if (mayBePassword) found.accept(secret);
            for (String item : secret.split("[\\[\\],\"'\\s]+")) if (!item.isEmpty()) found.accept(item);
            return;
        }
        String text = SchemeHolder.SCHEME.matcher(secret).replaceFirst("");
        found.accept(text);
        String lines =
                text.lines().map(line -> line.strip().replaceFirst("^- +", "")).collect(Collectors.joining("\n"));
        if (!lines.equals(text.strip())) found.accept(lines);
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }

    /** Returns the redacted body; the same text if the body contains no secret. Null for null. */
    public String redact(String body) {
        if (body == null) return null;
        String start = body.stripLeading();
        if (start.startsWith("{") || start.startsWith("[") || start.startsWith("\"")) {
            try {
                JsonNode tree = JsonMapperHolder.JSON.readTree(body);
                JsonNode redacted = redact(tree, false);
                return redacted.equals(tree) ? body : JsonMapperHolder.JSON.writeValueAsString(redacted);
            } catch (IOException e) {
                // A text that only looks like JSON.
            }
        }
        return knownSecrets.apply(redactValues(body, found));
    }

    private static boolean mayContainValues(String text) {
        return SIGNS.stream().anyMatch(text::contains);
    }

    /** Returns true for a text with a value whose name marks a secret; not for a placeholder: {@code token: $TOKEN}. */
    static boolean containsSecret(String text) {
        List<String> secrets = new ArrayList<>();
        redactValues(text, secrets::add);
        return secrets.stream().anyMatch(secret -> !secret.startsWith("$"));
    }

    /** Returns a text with {@code ***} in place of the named values whose names mark a secret. */
    public static String redactValues(String text, Consumer<String> found) {
        if (!mayContainValues(text)) return text;
        NamedValueLexer values = new NamedValueLexer(text);
        Map<String, String> siblings = new HashMap<>();
        StringBuilder redacted = new StringBuilder();
        int end = 0;
        while (values.next()) {
            if (values.startsObject()) siblings.clear();
            String name = values.name();
            if (SecretNames.isNameField(name)) siblings.put(name.toLowerCase(Locale.ROOT), values.shortValue());
            boolean isSecret = SecretNames.isSecret(name)
                    || values.isNested() && SecretNames.isValueName(name)
                    || SecretNames.isNamedSecret(name, siblings::get);
            if (!isSecret || !values.readValue()) continue;
            addFound(values.value(), !values.quote().isEmpty(), found);
            redacted.append(text, end, values.start())
                    .append(values.quote())
                    .append(SecretNames.REDACTED)
                    .append(values.quote());
            end = values.end();
        }
        return redacted.append(text, end, text.length()).toString();
    }

    /** Returns a copy of the node without secrets, or the node itself. */
    private JsonNode redact(JsonNode node, boolean isSecret) {
        if (node instanceof ObjectNode object) return redactObject(object, isSecret);
        if (node instanceof ArrayNode array) {
            ArrayNode redacted = JsonMapperHolder.JSON.createArrayNode();
            String previous = null;
            for (JsonNode element : array) {
                String text = siblingText(element);
                redacted.add(redact(element, isSecret || SecretNames.isOptionValue(previous, text)));
                previous = text;
            }
            return redacted;
        }
        if (node.isNull() || node.isBoolean() || node.asText().isBlank()) return node;
        if (isSecret) {
            addFound(node.asText(), true, found);
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
