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
    private static final String ORGANISATION = "default";

    private final ServerClient client;
    private final Operation operation;
    private final Row row;
    private final String name;
    private final FullUpdateBody whole;
    private final Map<String, Object> query = new LinkedHashMap<>();
    private final Map<String, Object> told = new LinkedHashMap<>();

    /**
     * @param name of a thing that is to be made or looked up, or null
     * @param now  the thing that is to be replaced, as it is, or null
     */
    GatewayRequest(ServerClient client, Invocation said, String name, Row now) {
        this.client = client;
        this.operation = said.operation();
        this.row = now == null ? said.row() : now;
        this.whole = now == null ? null : new FullUpdateBody(operation, now);
        this.name = name != null ? name : row == null ? null : resource().label(row);
        said.named().forEach(this::argument);
        said.block().forEach(this::tell);
    }

    private void argument(String name, Object value) {
        boolean organisation = name.equals("org_id") || name.equals("orgId");
        boolean told = !organisation && GatewayVerbs.has(operation.body(), name);
        if (told) tell(name, value);
        else if (organisation) query.put("org_id", value);
        else
            query.put(
                    ArgumentMapper.field(operation, operation.query(), name, "argument")
                            .name(),
                    value);
    }

    private void tell(String name, Object value) {
        Field field = ArgumentMapper.field(operation, operation.body(), name, "field");
        boolean many = value instanceof Iterable<?> && field.type() == Field.Type.LIST;
        told.put(field.name(), many || field.type() != Field.Type.ID ? value : reference(field, value));
    }

    /** A thing by its name or its row, as name and uid. */
    private Object reference(Field field, Object value) {
        if (value instanceof Map || value == null) return value;
        Resource of = client.resource(field.ref());
        Row found = value instanceof Row one ? one : of.named(String.valueOf(value));
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("name", of.label(found));
        reference.put("uid", of.key(found));
        return reference;
    }

    /** The query, and what the holes of the path stand for. */
    Map<String, Object> query() {
        Map<String, Object> all = new LinkedHashMap<>();
        String path = operation.path("");
        if (operation.query().containsKey("org_id")) all.put("org_id", organisation());
        if (path.contains("{include_secrets}")) {
            all.put("include_secrets", false);
            all.put("type", "EMAIL");
        }
        all.putAll(query);
        if (!operation.query().containsKey("org_id")) all.remove("org_id");
        if (path.contains("{name}")) all.put("name", name);
        if (row != null && operation.query().containsKey("uid")) all.putIfAbsent("uid", uid());
        return all;
    }

    /** What is to be changed, by the server's names. */
    Map<String, Object> told() {
        return new LinkedHashMap<>(told);
    }

    /**
     * The body, or null for none.
     *
     * @param labels to be put on a new thing
     */
    Map<String, Object> body(Map<String, Object> labels) {
        if (operation.body().isEmpty()) return null;
        Map<String, Object> body = new LinkedHashMap<>();
        if (operation.body().containsKey("metadata")) body.put("metadata", metadata(labels));
        put(body, "org_id", organisation());
        if (row != null) {
            put(body, "name", name);
            put(body, "uid", uid());
            put(body, "cluster_ref", reference());
            put(body, "config_ref", reference());
        }
        Map<String, Object> fields = whole == null ? told : whole.with(told);
        fields.forEach((field, value) -> {
            if (!field.equals("metadata")) body.put(field, value);
        });
        return body;
    }

    private void put(Map<String, Object> body, String field, Object value) {
        boolean own = !field.equals("cluster_ref") || operation.noun().equals("clusters");
        if (own && value != null && operation.body().containsKey(field)) body.put(field, value);
    }

    private Map<String, Object> metadata(Map<String, Object> labels) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        if (name != null) metadata.put("name", name);
        metadata.put("org_id", organisation());
        Map<String, Object> all = new LinkedHashMap<>();
        if (row != null) {
            metadata.put("uid", uid());
            // A full replacement is what PUT means: what is left out might be taken away.
            if (row.known().contains("labels") && row.get("labels") instanceof Row kept) all.putAll(kept.toMap());
            if (row.known().contains("ownership") && row.get("ownership") instanceof Row kept)
                metadata.put("ownership", kept);
        }
        if (told.get("metadata") instanceof Map<?, ?> given) {
            given.forEach((field, value) -> {
                if (field.equals("labels") && value instanceof Map<?, ?> map)
                    map.forEach((label, text) -> all.put(String.valueOf(label), text));
                else metadata.put(String.valueOf(field), value);
            });
        }
        all.putAll(labels);
        if (!all.isEmpty()) metadata.put("labels", all);
        return metadata;
    }

    private Object organisation() {
        Object given = query.get("org_id");
        if (given != null) return given;
        Object own = row != null && row.known().contains("org_id") ? row.get("org_id") : null;
        return own == null || own.toString().isEmpty() ? ORGANISATION : own;
    }

    private Object uid() {
        return row.known().contains("uid") ? row.get("uid") : null;
    }

    private Map<String, Object> reference() {
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("name", name);
        if (uid() != null) reference.put("uid", uid());
        return reference;
    }

    /** The verb with the name of the thing, for people. */
    String what() {
        return operation.id() + (name == null ? "" : " '" + name + "'");
    }

    private Resource resource() {
        return client.resource(operation.noun());
    }

    /** The noun whose rows an answer holds, with the answer's wrapping documented too, so that it is read by its types. */
    static Noun wrapped(Noun noun) {
        Map<String, Field> fields = new LinkedHashMap<>(noun.fields());
        for (String name :
                List.of(noun.one().replace(' ', '_'), "backup_schedule", "license_resp_info", "role", "cluster")) {
            fields.putIfAbsent(name, new Field(name, null, Field.Type.OBJECT, null, false, null, noun.fields()));
        }
        return new Noun(
                noun.server(),
                noun.name(),
                noun.one(),
                noun.key(),
                noun.label(),
                noun.lift(),
                noun.help(),
                noun.columns(),
                fields,
                noun.operations());
    }
}
