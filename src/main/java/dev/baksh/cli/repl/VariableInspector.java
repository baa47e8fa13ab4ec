package dev.baksh.cli.repl;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.dsl.ClassMembers;
import dev.baksh.dsl.DslType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Inspector of variable types for completion. Calls methods only of classes that cannot send a request. A list of
 * another class, for example, may send a request when its size is read.
 *
 * @param catalogs by the name in scripts: {@code n2ws}, {@code px}
 */
record VariableInspector(Map<String, Catalog> catalogs) {
    /** Returns the type of a value; null for null. */
    DslType inspect(Object value) {
        if (value == null) return null;
        Class<?> type = value.getClass();
        boolean isOwnClass = type.getName().startsWith("dev.baksh.");
        if (isOwnClass && value instanceof Row row) return nounType(row.noun()).element();
        if (isOwnClass && value instanceof Rows rows && rows.noun() != null) {
            DslType noun = nounType(rows.noun());
            return rows instanceof List<?> ? new DslType.ListType(noun.element()) : noun;
        }
        if (type == ArrayList.class) return inspectList((List<?>) value);
        if (type == LinkedHashMap.class || type == TreeMap.class) return inspectMap((Map<?, ?>) value);
        return new DslType.ValueType(ClassMembers.of(type));
    }

    private DslType nounType(Noun noun) {
        Catalog catalog = noun == null ? null : catalogs.get(noun.server());
        return catalog == null
                ? DslType.UnknownType.UNKNOWN
                : new DslType.NounType(new DslType.ServerType(catalog, null), noun);
    }

    private DslType inspectList(List<?> list) {
        DslType first = list.isEmpty() ? null : inspect(list.get(0));
        return first instanceof DslType.RowType ? new DslType.ListType(first) : null;
    }

    /** Includes only keys that can follow a dot. */
    private static DslType inspectMap(Map<?, ?> map) {
        return new DslType.MapType(map.keySet().stream()
                .filter(key -> key instanceof String text && text.matches("[A-Za-z_]\\w*"))
                .map(String::valueOf)
                .toList());
    }
}
