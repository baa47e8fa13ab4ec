package dev.baksh.cli.repl;

import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.script.check.ClassMembers;
import dev.baksh.shell.complete.VariableInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What values are, for completion. Only of classes that are known to do nothing when they are looked at is more asked than
 * the class: a list of somebody's own may read a page of rows when it is asked how long it is.
 */
final class VariableInspector {
    private VariableInspector() {}

    /** Null for null. */
    static VariableInfo inspect(Object value) {
        if (value == null) return null;
        Class<?> type = value.getClass();
        boolean isOwnClass = type.getName().startsWith("dev.baksh.");
        if (isOwnClass && value instanceof Row row)
            return row.noun() == null ? null : VariableInfo.of(VariableInfo.Form.ROW, row.noun());
        if (isOwnClass && value instanceof Rows rows && rows.noun() != null) {
            return VariableInfo.of(
                    rows instanceof List<?> ? VariableInfo.Form.ROWS : VariableInfo.Form.NOUN, rows.noun());
        }
        if (type == ArrayList.class) return inspectList((List<?>) value);
        if (type == LinkedHashMap.class || type == TreeMap.class) return inspectMap((Map<?, ?>) value);
        return VariableInfo.value(ClassMembers.of(type));
    }

    private static VariableInfo inspectList(List<?> list) {
        VariableInfo first = list.isEmpty() ? null : inspect(list.get(0));
        return first == null || first.form() != VariableInfo.Form.ROW
                ? null
                : VariableInfo.of(VariableInfo.Form.ROWS, first.noun());
    }

    /** Only keys that may be written behind a dot. */
    private static VariableInfo inspectMap(Map<?, ?> map) {
        List<String> keys = new ArrayList<>();
        for (Object key : map.keySet()) {
            if (key instanceof String text && text.matches("[A-Za-z_]\\w*")) keys.add(text);
        }
        return VariableInfo.map(keys);
    }
}
