package dev.baksh.client.px.gateway;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.resource.Resource;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Rows whose name contains a string, for servers that ignore {@code name_filter}: a script that deletes filtered rows
 * must not get all rows. The comparison ignores case, because the server's rule is not public (assumption).
 */
record NameFilteredRows(Resource resource, String namePart, Rows rows) implements Rows {
    private static final String FILTER_PARAMETER = "name_filter";

    /** Returns the rows unchanged if the request has no name filter. */
    static Rows filterByCall(Resource resource, ApiCall call, Rows rows) {
        String namePart = findFilter("", call.query());
        if (namePart == null) namePart = findFilter("", call.body());
        return namePart == null || resource.noun().label() == null
                ? rows
                : new NameFilteredRows(resource, namePart.toLowerCase(Locale.ROOT), rows);
    }

    private static String findFilter(String name, Object value) {
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String found = findFilter(String.valueOf(entry.getKey()), entry.getValue());
                if (found != null) return found;
            }
            return null;
        }
        boolean isFilter = value != null && (name.equals(FILTER_PARAMETER) || name.endsWith("." + FILTER_PARAMETER));
        return isFilter ? value.toString() : null;
    }

    @Override
    public Noun noun() {
        return rows.noun();
    }

    @Override
    public Iterator<Row> iterator() {
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(this::matches)
                .iterator();
    }

    private boolean matches(Row row) {
        String name = resource.displayName(row);
        return name == null || name.toLowerCase(Locale.ROOT).contains(namePart);
    }
}
