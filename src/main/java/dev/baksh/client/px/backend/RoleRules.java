package dev.baksh.client.px.backend;

import dev.baksh.client.api.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Converter of a role's rules to the form of a request, and to a form for comparison without order and grouping: rules for
 * one service add up (px-api 4.2).
 */
final class RoleRules {
    private RoleRules() {}

    /** Returns the apis of each service by path {@code rules.SERVICE}, sorted. */
    static Map<String, Object> byService(Object rules) {
        Map<String, TreeSet<String>> apis = new LinkedHashMap<>();
        for (Map<String, List<String>> rule : toPlain(rules))
            for (String service : rule.get("services"))
                apis.computeIfAbsent("rules." + service, key -> new TreeSet<>()).addAll(rule.get("apis"));
        Map<String, Object> result = new LinkedHashMap<>();
        apis.forEach((path, serviceApis) -> result.put(path, String.join(", ", serviceApis)));
        return result;
    }

    /** Returns the rules as plain maps for a request. */
    static List<Map<String, List<String>>> toPlain(Object rules) {
        List<Map<String, List<String>>> plainRules = new ArrayList<>();
        if (rules instanceof Iterable<?> ruleList) {
            for (Object rule : ruleList) {
                Map<String, List<String>> plainRule = new LinkedHashMap<>();
                plainRule.put("services", readStrings(rule, "services"));
                plainRule.put("apis", readStrings(rule, "apis"));
                plainRules.add(plainRule);
            }
        }
        return plainRules;
    }

    private static List<String> readStrings(Object rule, String name) {
        Object value = null;
        if (rule instanceof Row row && row.has(name)) value = row.get(name);
        else if (rule instanceof Map<?, ?> map) value = map.get(name);
        List<String> strings = new ArrayList<>();
        if (value instanceof Iterable<?> iterable) iterable.forEach(item -> strings.add(String.valueOf(item)));
        return strings;
    }
}
