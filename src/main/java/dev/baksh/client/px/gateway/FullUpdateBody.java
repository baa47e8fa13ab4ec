package dev.baksh.client.px.gateway;

import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.resource.StateComparison;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Builder of the body of a gateway PUT: the complete current object with the changes applied, because protobuf JSON
 * cannot tell a missing field from an empty field. In a nested object, a change to null removes the field.
 *
 * @param currentState the current object, including its secrets
 */
record FullUpdateBody(Operation operation, Row currentState) {
    /** Fields that the server computes. Responses contain these fields among the settings; requests must not. */
    private static final Set<String> READ_ONLY_FIELDS = Set.of("""
            status sync_info cluster_status validation_started_at delete_backups delete_restores
            backup_share_status_info""".split("\\s+"));

    /** Returns the fields of the body, except the fields that name the object. */
    Map<String, Object> merge(Map<String, Object> changes) {
        Map<String, Object> merged = new LinkedHashMap<>();
        for (String field : operation.body().keySet()) {
            Object current = currentValue(field);
            if (changes.containsKey(field)) merged.put(field, mergeValue(current, changes.get(field)));
            else if (isPresent(current)) merged.put(field, writableValue(current));
        }
        return merged;
    }

    /** True if an update of the other state would send the same request. */
    boolean hasSameContent(Row otherState) {
        return isUpdateOf(otherState, Map.of());
    }

    /**
     * True if the object has the content of the other state with these changes, and no other. The metadata contain times that
     * the server sets, so only their labels and the ownership are compared.
     */
    boolean isUpdateOf(Row otherState, Map<String, Object> changes) {
        Map<String, Object> content = merge(Map.of());
        Map<String, Object> expected = new FullUpdateBody(operation, otherState).merge(changes);
        content.remove("metadata");
        expected.remove("metadata");
        Object labels = otherState.valueOrNull("labels");
        if (changes.get("metadata") instanceof Map<?, ?> metadata && metadata.containsKey("labels"))
            labels = mergeValue(labels, metadata.get("labels"));
        return isSame(content, expected)
                && isSame(expected, content)
                && isSame(currentState.valueOrNull("labels"), labels)
                && isSame(labels, currentState.valueOrNull("labels"))
                && isSame(currentState.valueOrNull("ownership"), otherState.valueOrNull("ownership"));
    }

    /** True if the object has each of these values. */
    boolean matches(Map<String, Object> expected) {
        return expected.entrySet().stream()
                .allMatch(entry -> isSame(writableValue(currentValue(entry.getKey())), entry.getValue()));
    }

    /**
     * Returns the current values of the changed fields, in the form that an update accepts, so that undo can restore
     * them.
     */
    Map<String, Object> previousValues(Map<String, Object> changes) {
        Map<String, Object> previousValues = new LinkedHashMap<>();
        changes.forEach(
                (field, value) -> previousValues.put(field, previousValues(writableValue(currentValue(field)), value)));
        return previousValues;
    }

    /** True if the object still has the state before these changes. */
    boolean isPreviousState(Row previous, Map<String, Object> changes) {
        Map<String, Object> shown = new LinkedHashMap<>(changes);
        shown.keySet().removeIf(field -> !isShown(field));
        return StateComparison.isPrevious(
                shown, new FullUpdateBody(operation, previous).previousValues(shown), previousValues(shown));
    }

    /** Returns the changes under the names that the object shows: {@code x}, {@code x_info}, or {@code x} in a nested object. */
    Map<String, Object> shownChanges(Map<String, Object> changes) {
        Map<String, Object> shown = new LinkedHashMap<>();
        changes.forEach((field, value) -> {
            if (currentState.has(field + "_info")) shown.put(field + "_info", value);
            else if (currentState.has(field) || outerField(field) == null) shown.put(field, value);
            else shown.merge(outerField(field), Collections.singletonMap(field, value), FullUpdateBody::mergeValue);
        });
        shown.keySet().removeIf(field -> !isShown(field));
        return shown;
    }

    /** Returns the name of the nested object that contains a field, or null. */
    private String outerField(String field) {
        for (String name : currentState.names())
            if (currentState.get(name) instanceof Row nested && nested.has(field)) return name;
        return null;
    }

    /** Returns true for a field of the object; a selection or a flag of the request is not in the object. */
    private boolean isShown(String field) {
        Row info = infoRow();
        return currentState.known().contains(field)
                || currentState.known().contains(field + "_info")
                || info != null && info.known().contains(field);
    }

    private static Object previousValues(Object current, Object changes) {
        Object plainCurrent = current instanceof Row row ? row.toMap() : current;
        if (!(plainCurrent instanceof Map<?, ?> currentState) || !(changes instanceof Map<?, ?> map))
            return plainCurrent;
        Map<String, Object> previousValues = new LinkedHashMap<>();
        map.forEach((name, value) ->
                previousValues.put(String.valueOf(name), previousValues(currentState.get(name), value)));
        return previousValues;
    }

    private static boolean isSame(Object current, Object expected) {
        if (expected instanceof Row row) return isSame(current, row.toMap());
        if (current instanceof Row row) return isSame(row.toMap(), expected);
        if (!(current instanceof Map<?, ?> currentFields) || !(expected instanceof Map<?, ?> map))
            return String.valueOf(current).equals(String.valueOf(expected))
                    || !isPresent(current) && !isPresent(expected);
        return map.entrySet().stream().allMatch(entry -> isSame(currentFields.get(entry.getKey()), entry.getValue()));
    }

    private static boolean isPresent(Object value) {
        return value != null && !value.toString().isEmpty();
    }

    /** Returns the current value for a field of the body. */
    private Object currentValue(String field) {
        // The field is a deprecated duplicate of the reference field (_ref), which is sent instead.
        if (operation.body().containsKey(field + "_ref")) return null;
        if (currentState.known().contains(field)) return currentState.valueOrNull(field);
        if (currentState.known().contains(field + "_info")) return currentState.valueOrNull(field + "_info");
        Row info = infoRow();
        return info == null ? null : info.valueOrNull(field);
    }

    /** Nested row with everything except the metadata: {@code backup_schedule_info, clusterInfo}. */
    private Row infoRow() {
        for (String name : currentState.names())
            if (name.toLowerCase(Locale.ROOT).endsWith("info") && currentState.get(name) instanceof Row info)
                return info;
        return null;
    }

    private static Object writableValue(Object current) {
        if (!(current instanceof Row row)) return current;
        Map<String, Object> settings = new LinkedHashMap<>(row.toMap());
        settings.keySet().removeAll(READ_ONLY_FIELDS);
        return settings;
    }

    private static Object mergeValue(Object current, Object changes) {
        boolean areObjects = (current instanceof Row || current instanceof Map) && changes instanceof Map;
        if (!areObjects) return changes;
        Map<String, Object> merged = new LinkedHashMap<>();
        Map<?, ?> currentFields = writableValue(current) instanceof Map<?, ?> map ? map : Map.of();
        currentFields.forEach((name, value) -> merged.put(String.valueOf(name), value));
        ((Map<?, ?>) changes).forEach((name, value) -> {
            if (value == null) merged.remove(String.valueOf(name));
            else merged.put(String.valueOf(name), mergeValue(merged.get(String.valueOf(name)), value));
        });
        return merged;
    }
}
