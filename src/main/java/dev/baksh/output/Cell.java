package dev.baksh.output;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
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
        /** Text of a status. */
        STATUS
    }

    /** Text after an instant, as far as it fits. */
    enum TimestampDetail {
        NONE,
        /** Local time of the user, if it is not UTC. */
        LOCAL_TIME,
        /** Local time and age. */
        LOCAL_TIME_AND_AGE;

        /** Returns the next shorter detail of another than {@link #NONE}. */
        TimestampDetail shorter() {
            return values()[ordinal() - 1];
        }
    }

    /** Returns the cell as a status if the column is a status; other kinds stay. */
    Cell forColumn(String name) {
        return kind == Kind.TEXT && name.equals("status") ? new Cell(text, localTime, age, Kind.STATUS) : this;
    }

    boolean isText() {
        return kind == Kind.TEXT || kind == Kind.STATUS;
    }

    /** Maximum length of a cell in characters, a few screens. The other formats contain the complete value. */
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
                    formatInstant(instant),
                    formatLocalTime(instant, style),
                    DurationFormat.format(instant, style.now()),
                    Kind.INSTANT);
        Kind kind = value instanceof Number ? Kind.NUMBER : value instanceof Boolean ? Kind.BOOLEAN : Kind.TEXT;
        return new Cell(sanitize(formatValue(value, style, true, 0)), "", "", kind);
    }

    /**
     * Returns the value with all fields of a nested object, and one line for each element of a list whose objects have
     * more than a name.
     */
    static List<Cell> toLines(Object value, OutputStyle style) {
        Iterator<?> items = PlainValues.iteratorOrNull(value);
        if (items == null) return List.of(RowFields.isStructured(value) ? toLine(value, style) : of(value, style));
        List<Object> elements = new ArrayList<>();
        // Each line has at least one character, so this many lines exceed the longest text.
        while (items.hasNext() && elements.size() < MAX_LENGTH) elements.add(items.next());
        if (elements.stream().noneMatch(Cell::isDetailed)) return List.of(of(elements, style));
        return elements.stream().map(element -> toLine(element, style)).toList();
    }

    private static Cell toLine(Object value, OutputStyle style) {
        return ofText(sanitize(
                value instanceof Row row && hasNoun(row) ? row.toString() : formatValue(value, style, false, 0)));
    }

    /** True for a row of a noun; nested rows have no noun. */
    private static boolean hasNoun(Row row) {
        return row.noun() != null && !row.noun().server().isEmpty();
    }

    /** True for an object with more fields than id and name. */
    private static boolean isDetailed(Object element) {
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

    private static String sanitize(String text) {
        if (text.length() <= MAX_LENGTH) return TerminalEscaper.sanitize(text);
        boolean splitsPair = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1));
        return TerminalEscaper.sanitize(text.substring(0, splitsPair ? MAX_LENGTH - 1 : MAX_LENGTH)) + "…";
    }

    private static String formatInstant(Instant instant) {
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
        if (value instanceof Instant instant) return formatInstant(instant);
        if (value instanceof Duration duration) return DurationFormat.format(duration);
        if (depth > MAX_DEPTH) return "…";
        if (value instanceof Row row) return formatObject(labelField(row), row.toMap(), style, brief, depth);
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> fields = new LinkedHashMap<>();
            map.forEach((name, field) -> fields.put(String.valueOf(name), field));
            return formatObject("name", fields, style, brief, depth);
        }
        Iterator<?> items = PlainValues.iteratorOrNull(value);
        return items == null ? value.toString() : formatList(items, style, brief, depth);
    }

    private static String labelField(Row row) {
        Noun noun = row.noun();
        if (noun == null) return "name";
        return noun.label() != null ? noun.label() : noun.key();
    }

    private static String formatList(Iterator<?> items, OutputStyle style, boolean brief, int depth) {
        StringBuilder out = new StringBuilder();
        boolean hasObjects = false;
        while (items.hasNext() && out.length() <= MAX_LENGTH) {
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
            if (out.length() > MAX_LENGTH) break;
            if (!out.isEmpty()) out.append(", ");
            Object value = SecretFieldMask.mask(field.getKey(), field.getValue());
            boolean isNested = RowFields.isStructured(value);
            String text = value == null ? "null" : formatValue(value, style, true, depth + 1);
            out.append(field.getKey()).append(": ").append(isNested ? "{" + text + "}" : text);
        }
        return out.toString();
    }
}
