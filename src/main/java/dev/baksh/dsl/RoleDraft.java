package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The block of a role. View only and full access mean what the console writes for them (px-api 4.2). */
public final class RoleDraft extends Draft {
    /** Words of the block beside the fields, and what they do; each takes services. */
    public static final Map<String, String> VERBS = Map.of(
            "viewOnly", "sees these services: viewOnly 'cloudcredential', 'backuplocation'",
            "fullAccess", "may do everything with these services",
            "allow", "may call these apis: allow 'role', apis: ['inspect*']");

    private static final List<String> VIEW = List.of("inspect*", "enumerate*");
    private static final List<String> ALL = List.of("*");

    private final List<Map<String, Object>> rules = new ArrayList<>();

    RoleDraft(Operation operation, Map<String, Object> set) {
        super(operation, set, null);
    }

    @Override
    List<Field> fields() {
        return super.fields().stream()
                .filter(field -> !field.name().equals("rules"))
                .toList();
    }

    @Override
    Set<String> verbs() {
        Set<String> verbs = new LinkedHashSet<>(super.verbs());
        verbs.addAll(List.of("viewOnly", "fullAccess", "allow"));
        return verbs;
    }

    /** Sees these services and their things: {@code inspect*} and {@code enumerate*}. */
    public void viewOnly(Object... services) {
        each("viewOnly", services, VIEW);
    }

    /** May do everything with these services. */
    public void fullAccess(Object... services) {
        each("fullAccess", services, ALL);
    }

    /** May call these apis of these services: {@code allow 'role', apis: ['inspect*']}. */
    public void allow(Map<String, ?> named, Object... services) {
        Object apis = named.get("apis");
        if (named.size() != 1 || apis == null) {
            throw BakshException.failed(
                    "allow takes apis:", "for example: allow 'role', apis: ['inspect*', 'enumerate*']");
        }
        List<String> list = new ArrayList<>();
        if (apis instanceof Iterable<?> many) many.forEach(api -> list.add(String.valueOf(api)));
        else list.add(String.valueOf(apis));
        each("allow", services, list);
    }

    /** Without {@code apis:} it would be a guess. */
    public void allow(Object... services) {
        allow(Map.of(), services);
    }

    /** One rule a service, as the console writes them. */
    private void each(String verb, Object[] given, List<String> apis) {
        List<Object> services = new ArrayList<>();
        for (Object one : given) {
            if (one instanceof Iterable<?> many) many.forEach(services::add);
            else services.add(one);
        }
        if (services.isEmpty())
            throw BakshException.failed(
                    verb + " takes one or more services", "for example: " + verb + " 'cloudcredential'");
        for (Object service : services) {
            if (!(service instanceof CharSequence name) || name.toString().isBlank()) {
                throw BakshException.failed(verb + " takes services as texts in quotes, not " + service, null);
            }
            Map<String, Object> rule = new LinkedHashMap<>();
            rule.put("services", List.of(name.toString()));
            rule.put("apis", apis);
            rules.add(rule);
        }
        put("rules", List.copyOf(rules));
    }
}
