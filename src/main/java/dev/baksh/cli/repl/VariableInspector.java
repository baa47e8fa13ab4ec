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
 * Inspector of variable types for completion. Calls methods only of classes that are known to have no effect: a list of
 * another class may send a request when its size is read.
 */
final class VariableInspector {
    private VariableInspector() {}

    /** Returns the type of a value; null for null. */
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

    /** Includes only keys that can follow a dot. */
    private static VariableInfo inspectMap(Map<?, ?> map) {
        List<String> keys = new ArrayList<>();
        for (Object key : map.keySet()) {
            if (key instanceof String text && text.matches("[A-Za-z_]\\w*")) keys.add(text);
        }
        return VariableInfo.map(keys);
    }
}
