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

/** Reader that converts JSON from a Jackson parser to rows, with the field types of the catalogue. */
public final class RowReader {
    private final RowFactory rowFactory;
    private final Map<String, Field> fields;
    private final Map<String, RowReader> nestedDeserializers = new HashMap<>();
    private RowReader untypedDeserializer;
    private String[] lastNames = {};
    /** The same names as bytes; the parser compares them without creating a string. */
    private SerializedString[] lastEncodedNames = {};

    private Field[] lastFields = {};

    public RowReader(Noun noun) {
        this(new RowFactory(noun), noun == null ? Map.of() : noun.fields());
    }

    private RowReader(RowFactory rowFactory, Map<String, Field> fields) {
        this.rowFactory = rowFactory;
        this.fields = fields;
    }

    /** Reads a value. The parser is at the first token of the value, and afterwards at the last. */
    public Object readValue(JsonParser parser, Field field) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> convertInteger(parser.getNumberValue(), field);
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_STRING -> convertString(parser.getText(), field);
            case START_ARRAY -> readList(parser, field);
            case START_OBJECT -> readObject(parser, field);
            default -> throw new IOException("unexpected " + parser.currentToken());
        };
    }

    /** Reads a row. The parser is at START_OBJECT, and afterwards at END_OBJECT. */
    public Row readRow(JsonParser parser) throws IOException {
        SerializedString[] names = lastEncodedNames;
        Object[] values = new Object[names.length];
        int count = 0;
        while (count < names.length && parser.nextFieldName(names[count])) {
            parser.nextToken();
            values[count] = readValue(parser, lastFields[count]);
            count++;
        }
        if (count == names.length) parser.nextToken();
        if (parser.currentToken() == JsonToken.FIELD_NAME)
            return readRowWithNewNames(parser, parser.currentName(), count, values);
        return count == names.length ? rowFactory.create(values) : readRowWithNewNames(parser, null, count, values);
    }

    /** Reads the rest of a row. From this field on, the field names differ from those of the previous row. */
    private Row readRowWithNewNames(JsonParser parser, String name, int sharedCount, Object[] previousValues)
            throws IOException {
        List<String> names = new ArrayList<>(Arrays.asList(lastNames).subList(0, sharedCount));
        List<Object> values = new ArrayList<>(Arrays.asList(previousValues).subList(0, sharedCount));
        for (String fieldName = name; fieldName != null; fieldName = parser.nextFieldName()) {
            parser.nextToken();
            names.add(fieldName);
            values.add(readValue(parser, fields.get(fieldName)));
        }
        if (new HashSet<>(names).size() < names.size()) throw new IOException("a duplicate field");
        lastNames = names.toArray(new String[0]);
        lastEncodedNames = names.stream().map(SerializedString::new).toArray(SerializedString[]::new);
        lastFields = names.stream().map(fields::get).toArray(Field[]::new);
        return rowFactory.create(names, values);
    }

    private Object readObject(JsonParser parser, Field field) throws IOException {
        Row row = nestedDeserializer(field).readRow(parser);
        Instant instant = parseProtoTime(row);
        return instant == null ? row : instant;
    }

    private RowReader nestedDeserializer(Field field) {
        if (field == null || field.fields().isEmpty()) {
            if (untypedDeserializer == null) untypedDeserializer = new RowReader((Noun) null);
            return untypedDeserializer;
        }
        return nestedDeserializers.computeIfAbsent(
                field.name(), name -> new RowReader(RowFactory.forNestedField(field), field.fields()));
    }

    /** Reads a list; the objects of a list with documented fields are rows with these fields. */
    private List<Object> readList(JsonParser parser, Field field) throws IOException {
        Field element = field == null || field.fields().isEmpty() ? null : field;
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            boolean isObject = parser.currentToken() == JsonToken.START_OBJECT;
            list.add(readValue(parser, isObject ? element : null));
        }
        return Collections.unmodifiableList(list);
    }

    /** Converts a number; some servers write a boolean as 0 or 1. */
    private static Object convertInteger(Number number, Field field) {
        boolean isFlag = field != null
                && field.type() == Field.Type.BOOL
                && (number.longValue() == 0 || number.longValue() == 1);
        if (isFlag) return number.longValue() == 1;
        Instant instant = field != null && field.type() == Field.Type.INSTANT ? parseEpoch(number.toString()) : null;
        return instant == null ? number : instant;
    }

    /**
     * Converts a string. A field that the catalogue documents as a string stays a string, even if the text looks like a
     * time. Protobuf writes 64-bit numbers as strings.
     */
    private static Object convertString(String text, Field field) {
        if (field != null && field.type() == Field.Type.INT && text.matches("-?[0-9]{1,18}")) return Long.valueOf(text);
        boolean isFlag = field != null && field.type() == Field.Type.BOOL;
        if (isFlag && (text.equalsIgnoreCase("true") || text.equals("1"))) return true;
        if (isFlag && (text.equalsIgnoreCase("false") || text.equals("0"))) return false;
        boolean isTime = field != null && field.type() == Field.Type.INSTANT;
        if (isTime && text.isBlank()) return null; // An empty text means that the time is not set.
        if (isTime && parseEpoch(text) != null) return parseEpoch(text);
        boolean documented = field != null && !isTime;
        return documented ? text : parseInstant(text);
    }

    /** Parses a time as seconds (10 digits) or milliseconds (13 digits) since 1970; returns null for any other text. */
    private static Instant parseEpoch(String text) {
        if (text.matches("[1-9][0-9]{9}")) return Instant.ofEpochSecond(Long.parseLong(text));
        return text.matches("[1-9][0-9]{12}") ? Instant.ofEpochMilli(Long.parseLong(text)) : null;
    }

    private static Object parseInstant(String text) {
        boolean looksLikeInstant =
                text.length() >= 20 && text.charAt(4) == '-' && text.charAt(10) == 'T' && text.charAt(13) == ':';
        if (!looksLikeInstant) return text;
        Instant parsed = parseWholeSecond(text);
        if (parsed != null) return parsed;
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return text; // Not a time: keep the string of the server.
        }
    }

    /** Parses {@code 2026-11-02T04:00:00Z}, the usual form, without a formatter; returns null for any other form. */
    private static Instant parseWholeSecond(String text) {
        boolean matchesFormat =
                text.length() == 20 && text.charAt(7) == '-' && text.charAt(16) == ':' && text.charAt(19) == 'Z';
        if (!matchesFormat) return null;
        int year = parseDigits(text, 0, 4);
        int month = parseDigits(text, 5, 7);
        int day = parseDigits(text, 8, 10);
        int hour = parseDigits(text, 11, 13);
        int minute = parseDigits(text, 14, 16);
        int second = parseDigits(text, 17, 19);
        boolean validTime = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
        if (!validTime
                || year < 0
                || month < 1
                || month > 12
                || day < 1
                || day > 28 && day > YearMonth.of(year, month).lengthOfMonth()) return null;
        return Instant.ofEpochSecond(
                LocalDate.of(year, month, day).toEpochDay() * 86_400 + hour * 3600 + minute * 60 + second);
    }

    /** Parses digits; returns -1 if another character occurs. */
    private static int parseDigits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') return -1;
            number = number * 10 + digit - '0';
        }
        return number;
    }

    /**
     * Parses {@code {"seconds": 1729158677, "nanos": 332422260}}, the time format of the Portworx backend, in any order;
     * null for other rows. Protobuf writes 64-bit numbers as strings.
     */
    private static Instant parseProtoTime(Row row) {
        if (!row.has("seconds") || row.names().size() > (row.has("nanos") ? 2 : 1)) return null;
        Long seconds = parseLong(row.get("seconds"));
        if (seconds == null) return null;
        Long nanos = parseLong(row.valueOrNull("nanos"));
        try {
            return Instant.ofEpochSecond(seconds, nanos == null ? 0 : nanos);
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static Long parseLong(Object value) {
        if (value instanceof Number number) return number.longValue();
        return value instanceof String text && text.matches("-?[0-9]{1,18}") ? Long.valueOf(text) : null;
    }
}
