package dev.baksh.client.px.backend;

import dev.baksh.client.api.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The rules of a role, made comparable: order and grouping mean nothing, and rules for one service add up (px-api 4.2). */
final class RoleRules {
    private RoleRules() {}

    /** What each service may be asked for, by path {@code rules.SERVICE}; apis sorted. */
    static Map<String, Object> byService(Object rules) {
        Map<String, TreeSet<String>> apis = new LinkedHashMap<>();
        if (rules instanceof Iterable<?> list) {
            for (Object rule : list) {
                for (Object service : strings(rule, "services")) {
                    TreeSet<String> of = apis.computeIfAbsent("rules." + service, key -> new TreeSet<>());
                    strings(rule, "apis").forEach(of::add);
                }
            }
        }
        Map<String, Object> flat = new LinkedHashMap<>();
        apis.forEach((path, of) -> flat.put(path, String.join(", ", of)));
        return flat;
    }

    /** As plain maps, to be sent. */
    static List<Map<String, Object>> plain(Object rules) {
        List<Map<String, Object>> plain = new ArrayList<>();
        if (rules instanceof Iterable<?> list) {
            for (Object rule : list) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("services", strings(rule, "services"));
                one.put("apis", strings(rule, "apis"));
                plain.add(one);
            }
        }
        return plain;
    }

    private static List<String> strings(Object rule, String name) {
        Object value = null;
        if (rule instanceof Row row && row.has(name)) value = row.get(name);
        else if (rule instanceof Map<?, ?> map) value = map.get(name);
        List<String> strings = new ArrayList<>();
        if (value instanceof Iterable<?> many) many.forEach(item -> strings.add(String.valueOf(item)));
        return strings;
    }
}
