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
 * A value as a person reads it in a table: short, on one line, safe.
 *
 * @param text  the value; an instant in UTC
 * @param local {@code "10:51 local"} beside an instant, or empty: on a terminal alone, and where local time is not UTC
 * @param age   {@code "3 h ago"} beside an instant, or empty
 * @param kind  how it is set
 */
record Cell(String text, String local, String age, Kind kind) {
    enum Kind {
        TEXT,
        NUMBER,
        BOOL,
        INSTANT,
        /** A text that says how a thing stands. */
        STATE
    }

    /** A status is coloured by what it says; a number or a date is set as such. */
    Cell inColumn(String name) {
        return kind == Kind.TEXT && name.equals("status") ? new Cell(text, local, age, Kind.STATE) : this;
    }

    boolean words() {
        return kind == Kind.TEXT || kind == Kind.STATE;
    }

    /** Characters of one cell: some screens full. All the rest of a longer value is in the other formats. */
    private static final int LONGEST = 2_000;

    private static final int DEPTH = 6;
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssXXX", Locale.ROOT);
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT);

    private static final Cell EMPTY = new Cell("", "", "", Kind.TEXT);

    static Cell of(Object value, OutputStyle style) {
        if (value == null) return EMPTY;
        if (value instanceof Instant instant)
            return new Cell(
                    moment(instant), local(instant, style), RelativeTime.of(instant, style.now()), Kind.INSTANT);
        Kind kind = value instanceof Number ? Kind.NUMBER : value instanceof Boolean ? Kind.BOOL : Kind.TEXT;
        return new Cell(safe(text(value, style, true, 0)), "", "", kind);
    }

    /** The same with all fields of a nested object, and one line an element for a list of objects that hold more than a name. */
    static List<Cell> lines(Object value, OutputStyle style) {
        Iterator<?> items = PlainValues.items(value);
        if (items == null) return List.of(RowFields.structured(value) ? line(value, style) : of(value, style));
        List<Object> elements = new ArrayList<>();
        // A line is at least one character, so this many lines are more than the longest text.
        while (items.hasNext() && elements.size() < LONGEST) elements.add(items.next());
        if (elements.stream().noneMatch(Cell::large)) return List.of(of(elements, style));
        return elements.stream().map(element -> line(element, style)).toList();
    }

    private static Cell line(Object value, OutputStyle style) {
        return text(safe(value instanceof Row row && named(row) ? row.toString() : text(value, style, false, 0)));
    }

    /** A row of a noun; what is nested in one has no noun to be called by. */
    private static boolean named(Row row) {
        return row.noun() != null && !row.noun().server().isEmpty();
    }

    /** An object with more to say than its id and name. */
    private static boolean large(Object element) {
        return RowFields.structured(element) && !Set.of("id", "name").containsAll(RowFields.names(element));
    }

    String with(TimestampDetail beside) {
        String words = switch (beside) {
            case NOTHING -> "";
            case LOCAL -> local;
            case AGE -> local.isEmpty() || age.isEmpty() ? local + age : local + ", " + age;
        };
        return words.isEmpty() ? text : text + " (" + words + ")";
    }

    /** A text that is safe already. */
    static Cell text(String text) {
        return new Cell(text, "", "", Kind.TEXT);
    }

    private static String safe(String text) {
        if (text.length() <= LONGEST) return TerminalEscaper.safe(text);
        boolean split = Character.isHighSurrogate(text.charAt(LONGEST - 1));
        return TerminalEscaper.safe(text.substring(0, split ? LONGEST - 1 : LONGEST)) + "…";
    }

    private static String moment(Instant instant) {
        try {
            return MOMENT.format(instant.atOffset(ZoneOffset.UTC));
        } catch (DateTimeException outOfRange) {
            return instant.toString(); // the ends of time, which have no place in a zone
        }
    }

    /** {@code 10:51 local}, with the day where it is another one there; empty where it would say the same, or may not stand. */
    static String local(Instant instant, OutputStyle style) {
        if (!style.terminal()) return "";
        try {
            ZonedDateTime here = instant.atZone(style.zone());
            if (here.getOffset().equals(ZoneOffset.UTC)) return "";
            boolean sameDay = here.toLocalDate().equals(LocalDate.ofInstant(instant, ZoneOffset.UTC));
            return (sameDay ? HOUR : DAY).format(here) + " local";
        } catch (DateTimeException outOfRange) {
            return ""; // the ends of time, which have no place in a zone
        }
    }

    /** Not safe yet. A {@code brief} object is its label where it has one. */
    private static String text(Object value, OutputStyle style, boolean brief, int depth) {
        if (value == null) return "";
        if (value instanceof Instant instant) return moment(instant);
        if (value instanceof Duration length) return RelativeTime.of(length);
        if (depth > DEPTH) return "…";
        if (value instanceof Row row) return object(label(row), row.toMap(), style, brief, depth);
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> fields = new LinkedHashMap<>();
            map.forEach((name, field) -> fields.put(String.valueOf(name), field));
            return object("name", fields, style, brief, depth);
        }
        Iterator<?> items = PlainValues.items(value);
        return items == null ? value.toString() : list(items, style, brief, depth);
    }

    private static String label(Row row) {
        Noun noun = row.noun();
        if (noun == null) return "name";
        return noun.label() != null ? noun.label() : noun.key();
    }

    private static String list(Iterator<?> items, OutputStyle style, boolean brief, int depth) {
        StringBuilder out = new StringBuilder();
        boolean objects = false;
        while (items.hasNext() && out.length() <= LONGEST) {
            Object item = items.next();
            String text = text(item, style, brief, depth + 1);
            objects |= RowFields.structured(item) && text.contains(": ");
            if (!out.isEmpty()) out.append(objects ? "; " : ", ");
            out.append(text);
        }
        return out.toString();
    }

    private static String object(String label, Map<String, ?> fields, OutputStyle style, boolean brief, int depth) {
        // A rule of a role, the one shape that both its fields are needed of and neither's name.
        if (fields.size() == 2 && fields.containsKey("services") && fields.containsKey("apis"))
            return text(fields.get("services"), style, true, depth + 1)
                    + ": "
                    + text(fields.get("apis"), style, true, depth + 1);
        if (brief && fields.get(label) != null) return text(fields.get(label), style, true, depth + 1);
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, ?> field : fields.entrySet()) {
            if (out.length() > LONGEST) break;
            if (!out.isEmpty()) out.append(", ");
            Object value = SecretFields.over(field.getKey(), field.getValue());
            boolean nested = RowFields.structured(value);
            String text = value == null ? "null" : text(value, style, true, depth + 1);
            out.append(field.getKey()).append(": ").append(nested ? "{" + text + "}" : text);
        }
        return out.toString();
    }
}
