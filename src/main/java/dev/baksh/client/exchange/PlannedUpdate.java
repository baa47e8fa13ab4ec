package dev.baksh.client.exchange;

import dev.baksh.client.api.Row;
import java.util.LinkedHashMap;
import java.util.Map;

/** Row of an existing object that an update returns in a dry run: has the id and the fields of the object, with the changes on top. */
public final class PlannedUpdate extends Row {
    private final String callName;

    /**
     * @param row the object before the update
     * @param changes fields of the update by server name; a nested object keeps the fields that the update does not name
     * @param callName name of the update that was not sent
     */
    public PlannedUpdate(Row row, Map<?, ?> changes, String callName) {
        super(row.noun(), plannedValues(row, changes, callName));
        this.callName = callName;
    }

    private static Map<String, Object> plannedValues(Row row, Map<?, ?> changes, String callName) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(DryRunRow.DRY_RUN, callName);
        values.putAll(apply(row, changes));
        values.put(DryRunRow.DRY_RUN, callName); // The row can be the result of an earlier planned update.
        return values;
    }

    private static Map<String, Object> apply(Row row, Map<?, ?> changes) {
        Map<String, Object> values = row.toMap();
        changes.forEach((name, value) -> {
            Object current = values.get(String.valueOf(name));
            Object changed = current instanceof Row object && value instanceof Map<?, ?> fields
                    ? new Row(object.noun(), apply(object, fields))
                    : value;
            values.put(String.valueOf(name), changed);
        });
        return values;
    }

    @Override
    public String toString() {
        return "planned: " + callName;
    }
}
