package dev.baksh.client.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.RowFactory;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Turns JSON into values: objects into rows, times into instants, by what the catalogue documents. */
public final class RowDeserializer {
    private final RowFactory maker;
    private final Map<String, Field> fields;
    private final Map<String, RowDeserializer> nested = new HashMap<>();
    private RowDeserializer loose;
    private String[] lastNames = {};
    /** The same as bytes, which the parser compares without making a name of what it reads. */
    private SerializedString[] lastBytes = {};

    private Field[] lastFields = {};

    public RowDeserializer(Noun noun) {
        this(new RowFactory(noun), noun == null ? Map.of() : noun.fields());
    }

    private RowDeserializer(RowFactory maker, Map<String, Field> fields) {
        this.maker = maker;
        this.fields = fields;
    }

    /** The parser stands on the value's first token; afterwards on its last. */
    public Object value(JsonParser parser, Field field) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_STRING -> text(parser.getText(), field);
            case START_ARRAY -> list(parser);
            case START_OBJECT -> object(parser, field);
            default -> throw new IOException("unexpected " + parser.currentToken());
        };
    }

    /** The parser stands on START_OBJECT; afterwards on END_OBJECT. */
    public Row row(JsonParser parser) throws IOException {
        SerializedString[] names = lastBytes;
        Object[] values = new Object[names.length];
        int n = 0;
        while (n < names.length && parser.nextFieldName(names[n])) {
            parser.nextToken();
            values[n] = value(parser, lastFields[n]);
            n++;
        }
        if (n == names.length) parser.nextToken();
        if (parser.currentToken() == JsonToken.FIELD_NAME) return other(parser, parser.currentName(), n, values);
        return n == names.length ? maker.make(values) : other(parser, null, n, values);
    }

    /** A row that has other names than the one before it, from the field of this name on. */
    private Row other(JsonParser parser, String name, int same, Object[] before) throws IOException {
        List<String> names = new ArrayList<>(Arrays.asList(lastNames).subList(0, same));
        List<Object> values = new ArrayList<>(Arrays.asList(before).subList(0, same));
        for (String next = name; next != null; next = parser.nextFieldName()) {
            parser.nextToken();
            names.add(next);
            values.add(value(parser, fields.get(next)));
        }
        if (new HashSet<>(names).size() < names.size()) throw new IOException("a field is named twice");
        lastNames = names.toArray(new String[0]);
        lastBytes = names.stream().map(SerializedString::new).toArray(SerializedString[]::new);
        lastFields = names.stream().map(fields::get).toArray(Field[]::new);
        return maker.make(names, values);
    }

    private Object object(JsonParser parser, Field field) throws IOException {
        Row row = nested(field).row(parser);
        Instant instant = protoTime(row);
        return instant == null ? row : instant;
    }

    private RowDeserializer nested(Field field) {
        if (field == null || field.fields().isEmpty()) {
            if (loose == null) loose = new RowDeserializer((Noun) null);
            return loose;
        }
        return nested.computeIfAbsent(
                field.name(), name -> new RowDeserializer(RowFactory.nested(field), field.fields()));
    }

    private List<Object> list(JsonParser parser) throws IOException {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) list.add(value(parser, null));
        return Collections.unmodifiableList(list);
    }

    /**
     * A documented string stays one, whatever it looks like; a name may look like a time. Protobuf writes numbers of 64 bits as
     * texts.
     */
    private static Object text(String text, Field field) {
        if (field != null && field.type() == Field.Type.INT && text.matches("-?[0-9]{1,18}")) return Long.valueOf(text);
        boolean documented = field != null && field.type() != Field.Type.INSTANT;
        return documented ? text : instant(text);
    }

    private static Object instant(String text) {
        boolean likely =
                text.length() >= 20 && text.charAt(4) == '-' && text.charAt(10) == 'T' && text.charAt(13) == ':';
        if (!likely) return text;
        Instant whole = wholeSecond(text);
        if (whole != null) return whole;
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return text; // Not a time after all: kept as the server wrote it.
        }
    }

    /** {@code 2026-11-02T04:00:00Z}, as nearly all times come, without a formatter; null for any other form. */
    private static Instant wholeSecond(String text) {
        boolean form = text.length() == 20 && text.charAt(7) == '-' && text.charAt(16) == ':' && text.charAt(19) == 'Z';
        if (!form) return null;
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        boolean time = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
        if (!time
                || year < 0
                || month < 1
                || month > 12
                || day < 1
                || day > 28 && day > YearMonth.of(year, month).lengthOfMonth()) return null;
        return Instant.ofEpochSecond(
                LocalDate.of(year, month, day).toEpochDay() * 86_400 + hour * 3600 + minute * 60 + second);
    }

    /** The digits from here to there, or -1. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') return -1;
            number = number * 10 + digit - '0';
        }
        return number;
    }

    /** {@code {"seconds": 1729158677, "nanos": 332422260}}, as Portworx' backend writes times. */
    private static Instant protoTime(Row row) {
        List<String> names = row.names();
        boolean time = names.equals(List.of("seconds", "nanos")) || names.equals(List.of("seconds"));
        if (!time || !(row.get("seconds") instanceof Number seconds)) return null;
        long nanos = row.has("nanos") && row.get("nanos") instanceof Number number ? number.longValue() : 0;
        try {
            return Instant.ofEpochSecond(seconds.longValue(), nanos);
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }
}
