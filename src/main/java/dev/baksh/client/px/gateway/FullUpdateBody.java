package dev.baksh.client.px.gateway;

import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a PUT of the gateway has to say. Its messages hold the whole thing, and protobuf does not tell a field that was left
 * out from one that was emptied: so all that the thing is now goes along, and over it what is to be changed. A null takes a
 * field away.
 */
final class FullUpdateBody {
    /** The server's own findings, which stand among the settings; they are not told back. */
    private static final Set<String> FINDINGS = Set.of(
            "status",
            "sync_info",
            "cluster_status",
            "validation_started_at",
            "delete_backups",
            "delete_restores",
            "backup_share_status_info");

    private final Operation operation;
    private final Row now;

    /** @param now the thing as it is, its secrets included */
    FullUpdateBody(Operation operation, Row now) {
        this.operation = operation;
        this.now = now;
    }

    /** The fields of the body, but for those that name the thing. */
    Map<String, Object> with(Map<String, Object> told) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (String field : operation.body().keySet()) {
            Object current = current(field);
            if (told.containsKey(field)) all.put(field, over(current, told.get(field)));
            else if (filled(current)) all.put(field, settings(current));
        }
        return all;
    }

    /** True when each of these values is what the thing has now. */
    boolean has(Map<String, Object> wanted) {
        for (Map.Entry<String, Object> entry : wanted.entrySet()) {
            Object current = settings(current(entry.getKey()));
            if (!same(current, entry.getValue())) return false;
        }
        return true;
    }

    /** What the fields that are told are now, as an update takes it, so that it puts them back. */
    Map<String, Object> former(Map<String, Object> told) {
        Map<String, Object> former = new LinkedHashMap<>();
        told.forEach((field, value) -> former.put(field, former(settings(current(field)), value)));
        return former;
    }

    private static Object former(Object current, Object told) {
        Object there = current instanceof Row row ? row.toMap() : current;
        if (!(there instanceof Map<?, ?> now) || !(told instanceof Map<?, ?> map)) return there;
        Map<String, Object> former = new LinkedHashMap<>();
        map.forEach((name, value) -> former.put(String.valueOf(name), former(now.get(name), value)));
        return former;
    }

    private static boolean same(Object current, Object wanted) {
        if (wanted instanceof Row row) return same(current, row.toMap());
        if (current instanceof Row row) return same(row.toMap(), wanted);
        if (!(current instanceof Map<?, ?> there) || !(wanted instanceof Map<?, ?> map))
            return String.valueOf(current).equals(String.valueOf(wanted)) || !filled(current) && !filled(wanted);
        return map.entrySet().stream().allMatch(entry -> same(there.get(entry.getKey()), entry.getValue()));
    }

    private static boolean filled(Object value) {
        return value != null && !value.toString().isEmpty();
    }

    /** What the field of the body stands for in the thing. */
    private Object current(String field) {
        // The deprecated twin of a reference, which says it better.
        if (operation.body().containsKey(field + "_ref")) return null;
        if (now.known().contains(field)) return now.get(field);
        if (now.known().contains(field + "_info")) return now.get(field + "_info");
        Row info = info();
        return info != null && info.known().contains(field) ? info.get(field) : null;
    }

    /** Where the thing keeps all but its metadata: {@code backup_schedule_info, clusterInfo}. */
    private Row info() {
        for (String name : now.names())
            if (name.toLowerCase(java.util.Locale.ROOT).endsWith("info") && now.get(name) instanceof Row info)
                return info;
        return null;
    }

    private static Object settings(Object current) {
        if (!(current instanceof Row row)) return current;
        Map<String, Object> settings = new LinkedHashMap<>(row.toMap());
        settings.keySet().removeAll(FINDINGS);
        return settings;
    }

    private static Object over(Object current, Object told) {
        boolean both = (current instanceof Row || current instanceof Map) && told instanceof Map;
        if (!both) return told;
        Map<String, Object> all = new LinkedHashMap<>();
        Map<?, ?> there = settings(current) instanceof Map<?, ?> map ? map : Map.of();
        there.forEach((name, value) -> all.put(String.valueOf(name), value));
        ((Map<?, ?>) told).forEach((name, value) -> {
            if (value == null) all.remove(String.valueOf(name));
            else all.put(String.valueOf(name), over(all.get(String.valueOf(name)), value));
        });
        return all;
    }
}
