package dev.baksh.client.px.backend;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Row;
import dev.baksh.client.resource.ServerClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Operations on the rules of a role: conversion to a request, merge, comparison, and the rights that a change takes
 * away. Order and grouping have no meaning: rules for one service add up (px-api 4.2). Rules are alternatives of
 * positive patterns; a pattern that begins with {@code !} denies and wins over all others.
 */
public final class RoleRules {
    private RoleRules() {}

    /** Returns the apis of each service by path {@code rules.SERVICE}, sorted. */
    static Map<String, Object> byService(Object rules) {
        Map<String, Object> result = new LinkedHashMap<>();
        apisByService(rules).forEach((service, apis) -> result.put("rules." + service, String.join(", ", apis)));
        return result;
    }

    private static Map<String, Set<String>> apisByService(Object rules) {
        Map<String, Set<String>> apis = new LinkedHashMap<>();
        for (Map<String, List<String>> rule : toPlain(rules))
            for (String service : rule.get("services"))
                apis.computeIfAbsent(service, key -> new TreeSet<>()).addAll(rule.get("apis"));
        return apis;
    }

    /** Returns the rules as plain maps for a request. */
    public static List<Map<String, List<String>>> toPlain(Object rules) {
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

    /**
     * Returns the current rules, in which the changed rules replace all rules for the services that the changed rules
     * name.
     */
    public static List<Map<String, List<String>>> merge(Object currentRules, Object changedRules) {
        Set<String> changedServices = services(changedRules);
        List<Map<String, List<String>>> merged = new ArrayList<>();
        for (Map<String, List<String>> rule : toPlain(currentRules)) {
            rule.get("services").removeIf(service -> changedServices.contains(normalize(service)));
            if (!rule.get("services").isEmpty()) merged.add(rule);
        }
        merged.addAll(toPlain(changedRules));
        return merged;
    }

    /** Returns the rules for the services that the other rules name. */
    static List<Map<String, List<String>>> select(Object rules, Object namingRules) {
        Set<String> named = services(namingRules);
        List<Map<String, List<String>>> selected = toPlain(rules);
        selected.forEach(rule -> rule.get("services").removeIf(service -> !named.contains(normalize(service))));
        selected.removeIf(rule -> rule.get("services").isEmpty());
        return selected;
    }

    private static Set<String> services(Object rules) {
        Set<String> services = new LinkedHashSet<>();
        for (Map<String, List<String>> rule : toPlain(rules))
            rule.get("services").forEach(service -> services.add(normalize(service)));
        return services;
    }

    /**
     * Returns the rules of a role after a change of the named services.
     *
     * @throws BakshException a current rule for more services gives more rights than the change; nothing was sent
     */
    public static Object mergeNamed(ServerClient client, String role, Object currentRules, Object changedRules) {
        String pattern = widerPattern(currentRules, changedRules);
        if (pattern == null) return merge(currentRules, changedRules);
        throw client.failure(
                "role \"" + role + "\" has a rule for the services '" + pattern
                        + "', which gives more rights than the block; nothing was sent",
                "name '" + pattern + "' in the block too, or replace all rules with only: true");
    }

    /**
     * Returns a service pattern of the current rules that also matches a service of the changed rules and gives more
     * rights than the changed rules, so that a change of this service alone has no effect; or null.
     */
    private static String widerPattern(Object currentRules, Object changedRules) {
        Set<String> named = services(changedRules);
        for (Map<String, List<String>> rule : toPlain(currentRules))
            for (String pattern : rule.get("services")) {
                if (!pattern.contains("*") || pattern.startsWith("!") || named.contains(normalize(pattern))) continue;
                for (String service : named) {
                    boolean isWider = covers(pattern, service)
                            && rule.get("apis").stream()
                                    .anyMatch(api -> !api.startsWith("!") && !grants(changedRules, service, api));
                    if (isWider) return pattern;
                }
            }
        return null;
    }

    /**
     * Returns the rights of the previous rules that the new rules do not give, as {@code role: * -> inspect*}; empty if
     * every previous right stays. A right that cannot be compared counts as taken away.
     */
    public static List<String> losses(Object previousRules, Object newRules) {
        List<String> losses = new ArrayList<>();
        Map<String, Set<String>> newApis = apisByService(newRules);
        apisByService(previousRules).forEach((service, apis) -> {
            boolean isKept = service.startsWith("!")
                    || apis.stream().allMatch(api -> api.startsWith("!") || grants(newRules, service, api));
            if (isKept) return;
            Set<String> remaining = newApis.getOrDefault(service, Set.of());
            losses.add(service + ": " + String.join(", ", apis) + " -> "
                    + (remaining.isEmpty() ? "none" : String.join(", ", remaining)));
        });
        Set<String> newDenials = denials(newRules);
        newDenials.removeAll(denials(previousRules));
        newDenials.forEach(denial -> losses.add("all that " + denial + " denies"));
        return losses;
    }

    private static Set<String> denials(Object rules) {
        Set<String> denials = new LinkedHashSet<>();
        for (Map<String, List<String>> rule : toPlain(rules)) {
            for (String name : List.of("services", "apis"))
                for (String pattern : rule.get(name)) if (pattern.strip().startsWith("!")) denials.add(pattern);
        }
        return denials;
    }

    private static boolean grants(Object rules, String service, String api) {
        for (Map<String, List<String>> rule : toPlain(rules)) {
            boolean matches = rule.get("services").stream().anyMatch(pattern -> covers(pattern, service))
                    && rule.get("apis").stream().anyMatch(pattern -> covers(pattern, api));
            if (matches) return true;
        }
        return false;
    }

    /** True if the pattern matches everything that the other pattern matches; a denial matches nothing. */
    private static boolean covers(String pattern, String other) {
        String wide = normalize(pattern);
        String narrow = normalize(other);
        return !wide.startsWith("!") && matches(wide, narrow);
    }

    /** True if the pattern, with {@code *} at its start or end for any text, matches the value. Both are normalized. */
    static boolean matches(String pattern, String value) {
        boolean isOpenStart = pattern.startsWith("*");
        boolean isOpenEnd = pattern.endsWith("*");
        if (pattern.equals("*")) return true;
        String literal = pattern.substring(isOpenStart ? 1 : 0, pattern.length() - (isOpenEnd ? 1 : 0));
        if (isOpenStart && isOpenEnd) return value.contains(literal);
        if (isOpenStart) return value.endsWith(literal);
        return isOpenEnd ? value.startsWith(literal) : value.equals(literal);
    }

    private static String normalize(String pattern) {
        return pattern.strip().toLowerCase(Locale.ROOT);
    }
}
