package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Draft of a Portworx role: the object that the block of a create or an update fills; its verbs viewOnly, fullAccess
 * and allow add the rules. View only and full access have the meaning of the console (px-api 4.2).
 */
public final class RoleDraft extends Draft {
    /** Verbs of the block beside the fields, with their help; each takes services. */
    static final Map<String, String> VERBS = new LinkedHashMap<>();

    static {
        VERBS.put("viewOnly", "allows reads of these services: viewOnly 'cloudcredential', 'backuplocation'");
        VERBS.put("fullAccess", "allows all calls of these services: fullAccess 'schedulepolicy'");
        VERBS.put("allow", "allows these APIs of the services: allow 'role', apis: ['inspect*']");
    }

    private static final List<String> READ_APIS = List.of("inspect*", "enumerate*");
    private static final List<String> ALL_APIS = List.of("*");

    private final List<Map<String, Object>> rules = new ArrayList<>();

    RoleDraft(Operation operation, Map<String, Object> fieldValues) {
        super(operation, fieldValues, null);
    }

    @Override
    List<Field> verbFields() {
        return super.verbFields().stream()
                .filter(field -> !field.name().equals("rules"))
                .toList();
    }

    @Override
    Set<String> verbs() {
        Set<String> verbs = new LinkedHashSet<>(super.verbs());
        verbs.addAll(VERBS.keySet());
        return verbs;
    }

    /** Allows reads of these services: {@code inspect*} and {@code enumerate*}. */
    public void viewOnly(Object... services) {
        addRules("viewOnly", services, READ_APIS);
    }

    /** Allows all calls of these services. */
    public void fullAccess(Object... services) {
        addRules("fullAccess", services, ALL_APIS);
    }

    /** Allows these APIs of these services: {@code allow 'role', apis: ['inspect*']}. */
    public void allow(Map<String, ?> namedArguments, Object... services) {
        List<Object> apis = flatten(Collections.singletonList(namedArguments.get("apis")));
        if (namedArguments.size() != 1 || apis.isEmpty() || apis.contains(null)) {
            throw BakshException.failure(
                    "allow takes apis:", "for example: allow 'role', apis: ['inspect*', 'enumerate*']");
        }
        addRules("allow", services, apis.stream().map(String::valueOf).toList());
    }

    /** Refuses {@code allow} without {@code apis:}. */
    public void allow(Object... services) {
        allow(Map.of(), services);
    }

    /** Adds one rule for each service, as the console does. */
    private void addRules(String verb, Object[] serviceArgs, List<String> apis) {
        List<Object> services = flatten(Arrays.asList(serviceArgs));
        if (services.isEmpty())
            throw BakshException.failure(
                    verb + " takes one or more services", "for example: " + verb + " 'cloudcredential'");
        for (Object service : services) {
            if (!(service instanceof CharSequence name) || name.toString().isBlank()) {
                throw BakshException.failure(verb + " takes services as strings in quotes, not " + service, null);
            }
            Map<String, Object> rule = new LinkedHashMap<>();
            rule.put("services", List.of(name.toString()));
            rule.put("apis", apis);
            rules.add(rule);
        }
        setField("rules", List.copyOf(rules));
    }
}
