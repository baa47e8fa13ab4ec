package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Row that a call that was not sent returns in a dry run: contains the fields of the request body, and no field of a response. */
public final class DryRunRow extends Row {
    /** Field that marks a row of a dry run. */
    static final String DRY_RUN = "dry_run";

    private static final Pattern PLACEHOLDER_ID = Pattern.compile("NEW_[A-Z0-9_]+_ID");

    private final String callName;

    DryRunRow(ApiCall call) {
        this(call.result(), plannedValues(call), call.description());
    }

    private DryRunRow(Noun noun, Map<String, Object> values, String callName) {
        super(noun, values);
        this.callName = callName;
    }

    /** Returns a row with the fields of this planned write, overwritten by the fields of a later planned write. */
    public DryRunRow mergeWith(DryRunRow later) {
        Map<String, Object> values = toMap();
        values.putAll(later.toMap());
        values.put(DRY_RUN, get(DRY_RUN));
        return new DryRunRow(noun(), values, callName);
    }

    /** Returns true for the row of a write that was not sent: of a new object, or of an existing object with its changes. */
    public static boolean isPlanned(Object row) {
        return row instanceof DryRunRow || row instanceof PlannedUpdate;
    }

    private static Map<String, Object> plannedValues(ApiCall call) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(DRY_RUN, call.description());
        if (call.body() instanceof Map<?, ?> body)
            body.forEach((name, value) -> values.put(String.valueOf(name), toRow(call.result(), name, value)));
        return values;
    }

    /** Returns the object whose fields are readable as fields of the row as a row, and other values unchanged. */
    private static Object toRow(Noun noun, Object name, Object value) {
        boolean isLifted = noun != null && name.equals(noun.liftedField()) && value instanceof Map<?, ?>;
        if (!isLifted) return value;
        Map<String, Object> fields = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((field, fieldValue) -> fields.put(String.valueOf(field), fieldValue));
        return new Row(null, fields);
    }

    /** Returns the placeholder of the id that the server would assign: {@code NEW_RECOVERY_ID}. */
    public static String placeholderId(Noun noun) {
        return "NEW_" + noun.singular().toUpperCase(Locale.ROOT).replace(' ', '_') + "_ID";
    }

    /** Returns the placeholder in the path, in the query or in the body of a request, or null. */
    static String findPlaceholderId(ApiCall call) {
        Stream<?> queryValues = call.query().values().stream()
                .flatMap(value -> value instanceof List<?> list ? list.stream() : Stream.of(String.valueOf(value)));
        Stream<String> words = Stream.of(call.path(), String.valueOf(call.body()))
                .flatMap(text -> Arrays.stream(text.split("[^A-Za-z0-9_]+")));
        return Stream.concat(words, queryValues)
                .map(String::valueOf)
                .filter(PLACEHOLDER_ID.asMatchPredicate())
                .findFirst()
                .orElse(null);
    }

    /**
     * Returns a field of the request, or the placeholder of the id.
     *
     * @throws BakshException if only the response of the server would contain the field
     */
    @Override
    public Object get(String name) {
        if (has(name)) return super.get(name);
        if (noun() != null && name.equals(noun().key())) return placeholderId(noun());
        throw BakshException.failure(
                "dry run: '" + name + "' is not known because " + callName + " was not sent",
                "a dry run cannot execute this part of the script");
    }

    @Override
    public String toString() {
        return "planned: " + callName;
    }
}
