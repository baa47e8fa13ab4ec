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
 * The rows whose name contains a text, also of a server that does not look at its {@code name_filter}: a script that deletes
 * what a filter gives must not be given all. Upper and lower case are not told apart, since the server's own way is not public.
 */
record NameFilteredRows(Resource resource, String part, Rows rows) implements Rows {
    private static final String FILTER = "name_filter";

    /** The rows as they are where the call has no such filter. */
    static Rows narrowed(Resource resource, ApiCall call, Rows rows) {
        String part = filter("", call.query());
        if (part == null) part = filter("", call.body());
        return part == null || resource.noun().label() == null
                ? rows
                : new NameFilteredRows(resource, part.toLowerCase(Locale.ROOT), rows);
    }

    private static String filter(String name, Object value) {
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String found = filter(String.valueOf(entry.getKey()), entry.getValue());
                if (found != null) return found;
            }
            return null;
        }
        boolean filters = value != null && (name.equals(FILTER) || name.endsWith("." + FILTER));
        return filters ? value.toString() : null;
    }

    @Override
    public Noun noun() {
        return rows.noun();
    }

    @Override
    public Iterator<Row> iterator() {
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(this::fits)
                .iterator();
    }

    private boolean fits(Row row) {
        String name = resource.label(row);
        return name == null || name.toLowerCase(Locale.ROOT).contains(part);
    }
}
