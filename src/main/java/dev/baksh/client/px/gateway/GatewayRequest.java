package dev.baksh.client.px.gateway;

import dev.baksh.client.api.Field;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.resource.ArgumentMapper;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One verb of the gateway as it goes on the wire: what stands in the path, in the query, and in the body. */
final class GatewayRequest {
    private static final String DEFAULT_ORGANISATION = "default";

    private final ServerClient client;
    private final Operation operation;
    private final Row row;
    private final String name;
    private final FullUpdateBody fullUpdateBody;
    private final Map<String, Object> query = new LinkedHashMap<>();
    private final Map<String, Object> changes = new LinkedHashMap<>();

    /**
     * @param name of a thing that is to be made or looked up, or null
     * @param current  the thing that is to be replaced, as it is, or null
     */
    GatewayRequest(ServerClient client, Invocation invocation, String name, Row current) {
        this.client = client;
        this.operation = invocation.operation();
        this.row = current == null ? invocation.row() : current;
        this.fullUpdateBody = current == null ? null : new FullUpdateBody(operation, current);
        this.name = name != null ? name : row == null ? null : resource().displayName(row);
        invocation.namedArgs().forEach(this::addArgument);
        invocation.blockFields().forEach(this::addChange);
    }

    private void addArgument(String name, Object value) {
        boolean isOrganisation = name.equals("org_id") || name.equals("orgId");
        boolean isBodyField = !isOrganisation && GatewayVerbs.hasField(operation.body(), name);
        if (isBodyField) addChange(name, value);
        else if (isOrganisation) query.put("org_id", value);
        else
            query.put(
                    ArgumentMapper.requireField(operation, operation.query(), name, "argument")
                            .name(),
                    value);
    }

    private void addChange(String name, Object value) {
        Field field = ArgumentMapper.requireField(operation, operation.body(), name, "field");
        boolean isList = value instanceof Iterable<?> && field.type() == Field.Type.LIST;
        changes.put(field.name(), isList || field.type() != Field.Type.ID ? value : resolveReference(field, value));
    }

    /** A thing by its name or its row, as name and uid. */
    private Object resolveReference(Field field, Object value) {
        if (value instanceof Map || value == null) return value;
        Resource resource = client.resource(field.referencedNoun());
        Row target = value instanceof Row givenRow ? givenRow : resource.getByName(String.valueOf(value));
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("name", resource.displayName(target));
        reference.put("uid", resource.id(target));
        return reference;
    }

    /** The query, and what the holes of the path stand for. */
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

    /** What is to be changed, by the server's names. */
    Map<String, Object> changes() {
        return new LinkedHashMap<>(changes);
    }

    /**
     * The body, or null for none.
     *
     * @param labels to be put on a new thing
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
            // A full replacement is what PUT means: what is left out might be taken away.
            if (row.known().contains("labels") && row.get("labels") instanceof Row existing)
                allLabels.putAll(existing.toMap());
            if (row.known().contains("ownership") && row.get("ownership") instanceof Row existing)
                metadata.put("ownership", existing);
        }
        if (changes.get("metadata") instanceof Map<?, ?> requested) {
            requested.forEach((field, value) -> {
                if (field.equals("labels") && value instanceof Map<?, ?> map)
                    map.forEach((label, text) -> allLabels.put(String.valueOf(label), text));
                else metadata.put(String.valueOf(field), value);
            });
        }
        allLabels.putAll(labels);
        if (!allLabels.isEmpty()) metadata.put("labels", allLabels);
        return metadata;
    }

    private Object organisation() {
        Object requested = query.get("org_id");
        if (requested != null) return requested;
        Object rowOrganisation = row != null && row.known().contains("org_id") ? row.get("org_id") : null;
        return rowOrganisation == null || rowOrganisation.toString().isEmpty() ? DEFAULT_ORGANISATION : rowOrganisation;
    }

    private Object uid() {
        return row.known().contains("uid") ? row.get("uid") : null;
    }

    private Map<String, Object> ownReference() {
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("name", name);
        if (uid() != null) reference.put("uid", uid());
        return reference;
    }

    /** The verb with the name of the thing, for people. */
    String describe() {
        return operation.id() + (name == null ? "" : " '" + name + "'");
    }

    private Resource resource() {
        return client.resource(operation.noun());
    }

    /** The noun whose rows an answer holds, with the answer's wrapping documented too, so that it is read by its types. */
    static Noun withWrapperFields(Noun noun) {
        Map<String, Field> fields = new LinkedHashMap<>(noun.fields());
        for (String name :
                List.of(noun.singular().replace(' ', '_'), "backup_schedule", "license_resp_info", "role", "cluster")) {
            fields.putIfAbsent(name, new Field(name, null, Field.Type.OBJECT, null, false, null, noun.fields()));
        }
        return new Noun(
                noun.server(),
                noun.name(),
                noun.singular(),
                noun.key(),
                noun.label(),
                noun.liftedField(),
                noun.help(),
                noun.columns(),
                fields,
                noun.operations());
    }
}
