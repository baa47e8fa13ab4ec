package dev.baksh.client.resource;

import dev.baksh.client.api.Row;
import dev.baksh.client.api.SecretNames;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Comparison of an object before and after a write. Only a clear sign counts as the previous state: a server may show
 * fewer fields, or change a sent value in its own way, such as a name in lower case.
 */
public final class StateComparison {
    /** Ways in which servers write a boolean. A value that is not in the map is no clear sign. */
    private static final Map<String, Boolean> FLAGS = Map.ofEntries(
            Map.entry("true", true),
            Map.entry("1", true),
            Map.entry("y", true),
            Map.entry("yes", true),
            Map.entry("on", true),
            Map.entry("false", false),
            Map.entry("0", false),
            Map.entry("n", false),
            Map.entry("no", false),
            Map.entry("off", false));

    /** At most 40 digits: an exponent could make a number of any length. */
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,20}(\\.\\d{1,20})?");

    private StateComparison() {}

    /**
     * Returns true if every sent value that differs from the previous value still has the previous value, and there is
     * such a value.
     *
     * @param sent values of the request, in nested maps
     * @param before values before the write; a missing boolean, number or list is false, 0 or empty, and any other missing
     *     value may be hidden
     * @param after values after the write, in the same form
     */
    public static boolean isPrevious(Map<?, ?> sent, Map<?, ?> before, Map<?, ?> after) {
        List<Boolean> kept = new ArrayList<>();
        compare(sent, before, after, kept);
        return !kept.isEmpty() && !kept.contains(false);
    }

    private static void compare(Object sent, Object before, Object after, List<Boolean> kept) {
        if (sent instanceof Map<?, ?> fields
                && before instanceof Map<?, ?> earlier
                && after instanceof Map<?, ?> later) {
            fields.forEach((name, value) -> {
                if (!SecretNames.isSecret(String.valueOf(name))) // A server shows a mask in place of a secret.
                compare(value, plain(earlier.get(name)), plain(later.get(name)), kept);
            });
            return;
        }
        Object previous = orMissing(before, sent);
        Object current = orMissing(after, sent);
        boolean isShown = previous != null || current != null;
        if (isShown && !contains(previous, sent))
            kept.add(!contains(current, sent) && text(current).equals(text(previous)));
    }

    /** Returns a shown value, or the value that a missing or empty boolean, number or list stands for. */
    private static Object orMissing(Object value, Object sent) {
        Object missing = sent instanceof Boolean
                ? "false"
                : sent instanceof Number ? "0" : sent instanceof List ? List.of() : null;
        return value == null || missing != null && value.equals("") ? missing : plain(value);
    }

    /** Returns true if a shown value has the sent value: a server may add fields to the objects of a list. */
    private static boolean contains(Object value, Object sent) {
        Object shown = orMissing(value, sent);
        if (sent instanceof Map<?, ?> fields && shown instanceof Map<?, ?> map)
            return fields.entrySet().stream().allMatch(field -> contains(map.get(field.getKey()), field.getValue()));
        if (sent instanceof List<?> values && shown instanceof List<?> list && values.size() == list.size())
            return values.stream().allMatch(item -> list.stream().anyMatch(other -> contains(other, item)));
        String shownText = text(shown);
        String sentText = text(sent);
        if (sent instanceof Boolean flag) {
            Boolean shownFlag = FLAGS.get(shownText.toLowerCase(Locale.ROOT));
            return shownFlag == null || shownFlag.equals(flag);
        }
        boolean isNumeric = sent instanceof Number || shown instanceof Number;
        if (isNumeric
                && NUMBER.matcher(shownText).matches()
                && NUMBER.matcher(sentText).matches())
            return new BigDecimal(shownText).compareTo(new BigDecimal(sentText)) == 0;
        return spelling(shownText).equals(spelling(sentText));
    }

    /** Returns the text in one spelling: servers rewrite times, line ends and upper case. */
    private static String spelling(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toString();
        } catch (DateTimeException e) {
            String oneCase = text.replace("\r\n", "\n").toLowerCase(Locale.ROOT);
            return oneCase.matches("\\d\\d:\\d\\d:00") ? oneCase.substring(0, 5) : oneCase;
        }
    }

    private static Object plain(Object value) {
        return value instanceof Row row ? row.toMap() : value;
    }

    /** Returns a text that ignores the order of lists and fields; an object with an id is compared by its id. */
    private static String text(Object value) {
        if (value == null) return "";
        if (value instanceof Row row) return text(row.toMap());
        if (value instanceof Map<?, ?> map)
            return map.get("id") != null
                    ? text(map.get("id"))
                    : map.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + text(entry.getValue()))
                            .sorted()
                            .toList()
                            .toString();
        if (value instanceof List<?> list)
            return list.stream().map(StateComparison::text).sorted().toList().toString();
        return value.toString().strip();
    }
}
