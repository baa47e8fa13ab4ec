package dev.baksh.output;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.SecretNames;
import dev.baksh.client.api.StatusMeaning;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Value of one table cell: short, on one line, and safe for a terminal.
 *
 * @param text  the value; an instant in UTC
 * @param localTime {@code "10:51 local"} for an instant, or empty; only on a terminal, and only if local time is not
 *     UTC
 * @param age   {@code "3 h ago"} for an instant, or empty
 * @param kind  kind of the value, for colour and alignment
 */
record Cell(String text, String localTime, String age, Kind kind) {
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        INSTANT,
        /** Status whose meaning is neither a success nor a failure, or is not known. */
        STATUS,
        STATUS_SUCCESS,
        STATUS_FAILURE;

        boolean isStatus() {
            return this == STATUS || this == STATUS_SUCCESS || this == STATUS_FAILURE;
        }

        boolean isText() {
            return this != NUMBER && this != BOOLEAN && this != INSTANT;
        }
    }

    /** Text after an instant, as far as it fits. */
    enum TimestampDetail {
        NONE,
        /** Local time of the user, if it is not UTC. */
        LOCAL_TIME,
        /** Local time and age. */
        LOCAL_TIME_AND_AGE;

        /** Returns the next shorter detail; must not be called on {@link #NONE}. */
        TimestampDetail shorter() {
            return values()[ordinal() - 1];
        }
    }

    /**
     * Returns the cell of a column of an element: a value whose meaning is documented gets its word, as {@code B
     * (success)}, and a reference the name, as {@code main (1)}.
     */
    static Cell ofField(Object element, String name, OutputStyle style) {
        String reference = element instanceof Row row ? row.describeReference(name) : null;
        if (reference != null) return ofText(sanitize(reference, style));
        Object value = RowFields.get(element, name);
        if (value == null && element instanceof Row row) return ofText(row.nullText());
        Cell cell = of(value, style);
        if (cell.kind != Kind.TEXT && cell.kind != Kind.NUMBER || cell.text.isEmpty()) return cell;
        String word = RowFields.word(element, name);
        String text = word == null ? cell.text : cell.text + " (" + sanitize(word, style) + ")";
        boolean isStatus = name.equals("status") || name.endsWith(".status");
        if (!isStatus || word == null && cell.kind == Kind.NUMBER) return word == null ? cell : ofText(text);
        StatusMeaning meaning = RowFields.statusMeaning(element, name);
        Kind kind = meaning == StatusMeaning.SUCCESS
                ? Kind.STATUS_SUCCESS
                : meaning == StatusMeaning.FAILED ? Kind.STATUS_FAILURE : Kind.STATUS;
        return new Cell(text, "", "", kind);
    }

    boolean isText() {
        return kind.isText();
    }

    /** Maximum length of a cell on a terminal in characters, a few screens. Files and pipes get the complete value. */
    private static final int MAX_LENGTH = 2_000;

    private static final int MAX_DEPTH = 6;
    private static final DateTimeFormatter INSTANT_FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssXXX", Locale.ROOT);
    private static final DateTimeFormatter TIME_FORMAT = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_TIME_FORMAT =
            DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT);

    private static final Cell EMPTY = new Cell("", "", "", Kind.TEXT);

    static Cell of(Object value, OutputStyle style) {
        if (value == null) return EMPTY;
        if (value instanceof Instant instant)
            return new Cell(
                    formatInstant(instant, style),
                    formatLocalTime(instant, style),
                    style.terminal() ? DurationFormat.format(instant, style.now()) : "",
                    Kind.INSTANT);
        Kind kind = value instanceof Number ? Kind.NUMBER : value instanceof Boolean ? Kind.BOOLEAN : Kind.TEXT;
        return new Cell(sanitize(formatValue(value, style, true, 0), style), "", "", kind);
    }

    /**
     * Returns the value with all fields of a nested object, and one line for each element of a list of sentences or of
     * objects that have more than a name.
     */
    static List<Cell> toLines(Object value, OutputStyle style) {
        Iterator<?> items = PlainValues.iteratorOrNull(value);
        if (items == null) return List.of(RowFields.isStructured(value) ? toLine(value, style) : of(value, style));
        List<Object> elements = new ArrayList<>();
        // Each line has at least one character, so this many lines exceed the longest text.
        while (items.hasNext() && elements.size() < maxLength(style)) elements.add(items.next());
        if (elements.stream().noneMatch(Cell::isDetailed)) return List.of(of(elements, style));
        return elements.stream().map(element -> toLine(element, style)).toList();
    }

    private static Cell toLine(Object value, OutputStyle style) {
        return ofText(sanitize(
                value instanceof Row row && hasVerbs(row) ? row.toString() : formatValue(value, style, false, 0),
                style));
    }

    /** True for a row of a noun in scripts; nested rows and rows of a mere list have no verbs. */
    private static boolean hasVerbs(Row row) {
        return row.noun() != null && row.noun().hasVerbs();
    }

    /** True for a text with several words, and for an object with more fields than id and name. */
    private static boolean isDetailed(Object element) {
        if (element instanceof CharSequence text) return text.toString().strip().indexOf(' ') > 0;
        return RowFields.isStructured(element) && !Set.of("id", "name").containsAll(RowFields.names(element));
    }

    String format(TimestampDetail detail) {
        String suffix = switch (detail) {
            case NONE -> "";
            case LOCAL_TIME -> localTime;
            case LOCAL_TIME_AND_AGE -> localTime.isEmpty() || age.isEmpty() ? localTime + age : localTime + ", " + age;
        };
        return suffix.isEmpty() ? text : text + " (" + suffix + ")";
    }

    /** Creates a cell from safe text. */
    static Cell ofText(String text) {
        return new Cell(text, "", "", Kind.TEXT);
    }

    private static int maxLength(OutputStyle style) {
        return style.terminal() ? MAX_LENGTH : Integer.MAX_VALUE;
    }

    /** Redacts the text before a layout can cut it: the redactor finds only a whole secret. */
    private static String sanitize(String value, OutputStyle style) {
        String text = style.redactor().apply(value);
        if (text.length() <= maxLength(style)) return TerminalEscaper.sanitize(text);
        boolean splitsPair = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1));
        return TerminalEscaper.sanitize(text.substring(0, splitsPair ? MAX_LENGTH - 1 : MAX_LENGTH)) + "…";
    }

    /** Returns the time in UTC; in a file or a pipe with the complete fraction and in ISO 8601. */
    private static String formatInstant(Instant instant, OutputStyle style) {
        if (!style.terminal()) return instant.toString();
        try {
            return INSTANT_FORMAT.format(instant.atOffset(ZoneOffset.UTC));
        } catch (DateTimeException outOfRange) {
            return instant.toString(); // The minimum and maximum instants have no local time.
        }
    }

    /**
     * Returns {@code 10:51 local}, with the date if the local date differs; empty if local time is UTC or the output
     * is no terminal.
     */
    static String formatLocalTime(Instant instant, OutputStyle style) {
        if (!style.terminal()) return "";
        try {
            ZonedDateTime localDateTime = instant.atZone(style.zone());
            if (localDateTime.getOffset().equals(ZoneOffset.UTC)) return "";
            boolean sameDay = localDateTime.toLocalDate().equals(LocalDate.ofInstant(instant, ZoneOffset.UTC));
            return (sameDay ? TIME_FORMAT : DAY_AND_TIME_FORMAT).format(localDateTime) + " local";
        } catch (DateTimeException outOfRange) {
            return ""; // The minimum and maximum instants have no local time.
        }
    }

    /**
     * Formats a value; the result is not sanitized yet. A {@code brief} object is shown as its label, if it has one.
     */
    private static String formatValue(Object value, OutputStyle style, boolean brief, int depth) {
        if (value == null) return "";
        if (value instanceof Instant instant) return formatInstant(instant, style);
        if (value instanceof Duration duration)
            return style.terminal() ? DurationFormat.format(duration) : duration.toString();
        if (depth > MAX_DEPTH) return style.terminal() ? "…" : JsonWriter.toCompactJson(PlainValues.of(value));
        if (value instanceof Row row) return formatObject(labelField(row), withWords(row), style, brief, depth);
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> fields = new LinkedHashMap<>();
            map.forEach((name, field) -> fields.put(String.valueOf(name), field));
            return formatObject("name", fields, style, brief, depth);
        }
        Iterator<?> items = PlainValues.iteratorOrNull(value);
        return items == null ? value.toString() : formatList(items, style, brief, depth);
    }

    /** Returns the fields of a row; a value whose meaning is documented has its word. */
    private static Map<String, Object> withWords(Row row) {
        Map<String, Object> fields = row.toMap();
        fields.replaceAll((name, value) -> {
            String word = RowFields.word(row, name);
            return word == null ? value : value + " (" + word + ")";
        });
        return fields;
    }

    private static String labelField(Row row) {
        Noun noun = row.noun();
        if (noun == null) return "name";
        return noun.label() != null ? noun.label() : noun.key();
    }

    private static String formatList(Iterator<?> items, OutputStyle style, boolean brief, int depth) {
        StringBuilder out = new StringBuilder();
        boolean hasObjects = false;
        while (items.hasNext() && out.length() <= maxLength(style)) {
            Object item = items.next();
            String text = formatValue(item, style, brief, depth + 1);
            hasObjects |= RowFields.isStructured(item) && text.contains(": ");
            if (!out.isEmpty()) out.append(hasObjects ? "; " : ", ");
            out.append(text);
        }
        return out.toString();
    }

    private static String formatObject(
            String label, Map<String, ?> fields, OutputStyle style, boolean brief, int depth) {
        // A rule of a role: both field values are shown without the field names.
        if (fields.size() == 2 && fields.containsKey("services") && fields.containsKey("apis"))
            return formatValue(fields.get("services"), style, true, depth + 1)
                    + ": "
                    + formatValue(fields.get("apis"), style, true, depth + 1);
        if (brief && fields.get(label) != null) return formatValue(fields.get(label), style, true, depth + 1);
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, ?> field : fields.entrySet()) {
            if (out.length() > maxLength(style)) break;
            if (!out.isEmpty()) out.append(", ");
            Object value = SecretNames.mask(field.getKey(), field.getValue(), fields);
            boolean isNested = RowFields.isStructured(value);
            String text = value == null ? "null" : formatValue(value, style, true, depth + 1);
            out.append(field.getKey()).append(": ").append(isNested ? "{" + text + "}" : text);
        }
        return out.toString();
    }
}
