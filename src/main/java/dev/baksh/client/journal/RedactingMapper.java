package dev.baksh.client.journal;

import dev.baksh.client.api.BodyRedactor;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.SecretNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Converter that turns journal data into JSON values and redacts every string, names of fields included. */
record RedactingMapper(UnaryOperator<String> redactor) {
    /** Responses of servers are less deep; a deeper value is a map that contains itself. */
    private static final int MAX_DEPTH = 500;
    /**
     * Names of the journal for texts that a resume compares with the script and with the other journal. Both journals redact
     * only the known secrets in these texts, so that {@code step('Token: renew')} stays the same step.
     */
    private static final Set<String> IDENTITIES =
            Set.of("step", "server", "what", "path", "from", "only", "skip", "resend", "accept", "agreed");

    /** Redacts a text, and the fields of a JSON text whose names mark a secret. */
    String redactBody(String body) {
        return new BodyRedactor(redactor, secret -> {}).redact(body);
    }

    /** Replaces the texts and numbers of a field whose name marks a secret. */
    private Object hide(Object value, int depth) {
        checkDepth(depth);
        if (value == null || value instanceof Boolean) return value;
        if (value instanceof Map<?, ?> || value instanceof Row) {
            Map<?, ?> map = value instanceof Row row ? row.toMap() : (Map<?, ?>) value;
            Map<String, Object> redacted = redactMap(map, depth);
            redacted.replaceAll((name, element) -> SecretNames.isValueName(name) ? hide(element, depth + 1) : element);
            return redacted;
        }
        if (value instanceof Collection<?> list)
            return list.stream().map(element -> hide(element, depth + 1)).toList();
        return value.toString().isEmpty() ? value : SecretNames.REDACTED;
    }

    String redactText(String text) {
        return text == null ? null : redactor.apply(text);
    }

    Map<String, Object> redactMap(Map<?, ?> map) {
        return redactMap(map, 0);
    }

    private Map<String, Object> redactMap(Map<?, ?> map, int depth) {
        Map<String, Object> redacted = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            // The names of the first level are those of the journal.
            boolean isSecret = depth == 0
                    ? SecretNames.isSecret(String.valueOf(name))
                    : SecretNames.isSecretField(String.valueOf(name), sibling -> textOf(map.get(sibling)));
            boolean isIdentity = depth == 0 && value instanceof String && IDENTITIES.contains(String.valueOf(name));
            Object redactedValue = isIdentity
                    ? redactText((String) value)
                    : isSecret ? hide(value, depth + 1) : redactValue(value, depth + 1);
            redacted.put(redactText(String.valueOf(name)), redactedValue);
        });
        return redacted;
    }

    /** Returns the text of a plain value, an empty text for any other value, and null for null. */
    private static String textOf(Object value) {
        if (value instanceof Map<?, ?> || value instanceof Row || value instanceof Collection<?>) return "";
        return value == null ? null : value.toString();
    }

    private static void checkDepth(int depth) {
        if (depth > MAX_DEPTH) throw new IllegalArgumentException("a value is nested more than " + MAX_DEPTH + " deep");
    }

    private Object redactValue(Object value, int depth) {
        checkDepth(depth);
        if (value instanceof Double || value instanceof Float)
            return Double.isFinite(((Number) value).doubleValue()) ? value : value.toString();
        if (value == null || value instanceof Boolean || value instanceof Number) return value;
        if (value instanceof Row row) return redactMap(row.toMap(), depth);
        if (value instanceof Map<?, ?> map) return redactMap(map, depth);
        if (!(value instanceof Collection<?> list)) return redactBody(value.toString());
        List<Object> redacted = new ArrayList<>();
        Object previous = null;
        for (Object element : list) {
            boolean isSecret = SecretNames.isOptionValue(previous, element);
            redacted.add(isSecret ? hide(element, depth + 1) : redactValue(element, depth + 1));
            previous = element;
        }
        return redacted;
    }
}
