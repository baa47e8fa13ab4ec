package dev.baksh.client.px.gateway;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.SecretNames;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.protocol.ResponseWrapper;
import dev.baksh.client.resource.ArgumentMapper;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** Builder of the query and body of a gateway request. */
final class GatewayRequestBuilder {
    /** Fields of a bulk delete that select its objects. */
    private static final Set<String> SELECTION_FIELDS = Set.of("""
            name uid include_objects exclude_objects policy_ref include_filter exclude_filter cluster_scope
            filter_options delete_backups""".split("\\s+"));

    private static final String DEFAULT_ORGANISATION = "default";

    private final ServerClient client;
    private final Operation operation;
    private final Row row;
    private final String name;
    private final FullUpdateBody fullUpdateBody;
    private final Map<String, Object> query = new LinkedHashMap<>();
    private final Map<String, Object> changes = new LinkedHashMap<>();

    /**
     * @param name name of the object to create or look up, or null
     * @param current current state of the object to replace, or null
     */
    GatewayRequestBuilder(ServerClient client, Invocation invocation, String name, Row current) {
        this.client = client;
        this.operation = invocation.operation();
        this.row = current == null ? invocation.row() : current;
        this.fullUpdateBody = current == null ? null : new FullUpdateBody(operation, current);
        this.name = name != null ? name : row == null ? null : resource().displayName(row);
        invocation.namedArgs().forEach(this::addArgument);
        invocation.blockFields().forEach(this::addChange);
    }

    private void addArgument(String name, Object value) {
        boolean isBodyField = operation.body().keySet().stream()
                .anyMatch(field ->
                        field.equals(name) || NameSuggestions.toCamelCase(field).equals(name));
        if (name.equals("org_id") || name.equals("orgId")) query.put("org_id", value);
        else if (isBodyField) addChange(name, value);
        else {
            Field field = ArgumentMapper.requireField(operation, operation.query(), name, "argument");
            query.put(field.name(), value);
        }
    }

    private void addChange(String name, Object value) {
        Field field = ArgumentMapper.requireField(operation, operation.body(), name, "field");
        boolean isList = value instanceof Iterable<?> && field.type() == Field.Type.LIST;
        changes.put(field.name(), isList || field.type() != Field.Type.ID ? value : resolveReference(field, value));
    }

    /** Resolves an object, given as name or row, to name and uid. */
    private Object resolveReference(Field field, Object value) {
        if (value instanceof Map || value == null) return value;
        Resource resource = client.resource(field.referencedNoun());
        Row target = value instanceof Row givenRow ? givenRow : resource.getByName(String.valueOf(value));
        return Row.of("name", resource.displayName(target), "uid", resource.idOrPlaceholder(target))
                .toMap();
    }

    /** Returns the query and the path parameters. */
    Map<String, Object> buildQuery() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        String path = operation.path("");
        if (operation.query().containsKey("org_id")) parameters.put("org_id", organisation());
        if (path.contains("{include_secrets}")) {
            parameters.put("include_secrets", false);
            parameters.put("type", "EMAIL");
        }
        parameters.putAll(query);
        if (!operation.query().containsKey("org_id")) parameters.remove("org_id");
        if (path.contains("{name}")) parameters.put("name", name);
        if (row != null && operation.query().containsKey("uid")) parameters.putIfAbsent("uid", uid());
        return parameters;
    }

    /** Returns the changed fields by server name. */
    Map<String, Object> changes() {
        return new LinkedHashMap<>(changes);
    }

    /**
     * Returns the body, or null for none.
     *
     * @param labels labels for a new object
     */
    Map<String, Object> buildBody(Map<String, Object> labels) {
        if (operation.body().isEmpty()) return null;
        Map<String, Object> body = new LinkedHashMap<>();
        if (operation.body().containsKey("metadata")) body.put("metadata", buildMetadata(labels));
        putIfSupported(body, "org_id", organisation());
        if (row != null) {
            putIfSupported(body, "name", name);
            putIfSupported(body, "uid", uid());
            putIfSupported(body, "cluster_ref", ownReference());
            putIfSupported(body, "config_ref", ownReference());
        }
        Map<String, Object> fields = fullUpdateBody == null ? changes : fullUpdateBody.merge(changes);
        fields.forEach((field, value) -> {
            if (!field.equals("metadata")) body.put(field, value);
        });
        return body;
    }

    private void putIfSupported(Map<String, Object> body, String field, Object value) {
        boolean applies = !field.equals("cluster_ref") || operation.noun().equals("clusters");
        if (applies && value != null && operation.body().containsKey(field)) body.put(field, value);
    }

    private Map<String, Object> buildMetadata(Map<String, Object> labels) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        if (name != null) metadata.put("name", name);
        metadata.put("org_id", organisation());
        Map<String, Object> allLabels = new LinkedHashMap<>();
        if (row != null) {
            metadata.put("uid", uid());
            // PUT replaces the whole object: the server may remove a field that the body does not contain.
            if (row.valueOrNull("labels") instanceof Row existing) allLabels.putAll(existing.toMap());
            if (row.valueOrNull("ownership") instanceof Row existing) metadata.put("ownership", existing);
        }
        if (changes.get("metadata") instanceof Map<?, ?> requested) {
            requested.forEach((field, value) -> {
                if (field.equals("labels") && value instanceof Map<?, ?> map)
                    map.forEach((label, text) -> allLabels.put(String.valueOf(label), text));
                else if (field.equals("ownership") && value instanceof Map<?, ?> parts)
                    metadata.put("ownership", mergeOwnership(metadata.get("ownership"), parts));
                else metadata.put(String.valueOf(field), value);
            });
        }
        allLabels.putAll(labels);
        if (!allLabels.isEmpty()) metadata.put("labels", allLabels);
        return metadata;
    }

    /** Returns the current ownership with the named parts replaced: an update leaves all other access unchanged. */
    private static Map<String, Object> mergeOwnership(Object current, Map<?, ?> parts) {
        Map<String, Object> merged = new LinkedHashMap<>();
        if (current instanceof Row existing) merged.putAll(existing.toMap());
        parts.forEach((part, value) -> merged.put(String.valueOf(part), value));
        return merged;
    }

    private Object organisation() {
        Object requested = query.get("org_id");
        if (requested != null) return requested;
        Object rowOrganisation = row == null ? null : row.valueOrNull("org_id");
        return rowOrganisation == null || rowOrganisation.toString().isEmpty() ? DEFAULT_ORGANISATION : rowOrganisation;
    }

    private Object uid() {
        return row instanceof DryRunRow ? resource().idOrPlaceholder(row) : row.valueOrNull("uid");
    }

    private Map<String, Object> ownReference() {
        Row reference = uid() == null ? Row.of("name", name) : Row.of("name", name, "uid", uid());
        return reference.toMap();
    }

    /** Describes the verb with the name of the object, for messages. */
    String describe() {
        return operation.id() + (name == null ? "" : " '" + name + "'");
    }

    /** Returns the changed object. */
    ApiCall.Target target() {
        return new ApiCall.Target(operation.id(), row == null ? null : uid(), name, List.of());
    }

    /**
     * Returns a text for the confirmation prompt of a request without a row: the referenced objects, or the selection
     * of a bulk delete. Empty if the body names no object.
     */
    static String identify(Operation operation, Map<String, Object> body) {
        if (body == null) return "";
        StringJoiner parts = new StringJoiner(", ");
        body.forEach((field, value) -> {
            if (field.equals("metadata") || field.equals("org_id") || SecretNames.isSecret(field)) return;
            if (value instanceof Map<?, ?> reference && reference.get("name") != null)
                parts.add(field.replaceFirst("_ref$", "").replace('_', ' ') + " '" + reference.get("name") + "'"
                        + (reference.get("uid") == null ? "" : " (uid " + reference.get("uid") + ")"));
            else if (SELECTION_FIELDS.contains(field) && value != null)
                parts.add(field + " " + NameSuggestions.abbreviate(String.valueOf(value)));
        });
        boolean isBulkDelete = operation.verb().equals("deleteMany");
        return parts.length() == 0 && isBulkDelete ? "without a filter" : parts.toString();
    }

    private Resource resource() {
        return client.resource(operation.noun());
    }

    /**
     * Returns the noun with the wrapper fields of a response added, so that the fields inside get their documented
     * types.
     */
    static Noun withWrapperFields(Noun noun) {
        Map<String, Field> fields = new LinkedHashMap<>(noun.fields());
        for (String name : ResponseWrapper.namesOf(noun)) {
            fields.putIfAbsent(name, Field.of(name, Field.Type.OBJECT, null, noun.fields()));
        }
        return noun.withFields(fields);
    }
}
