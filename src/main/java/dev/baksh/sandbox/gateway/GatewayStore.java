package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.SeededRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Store of all objects of one resource type of the emulated gateway, by name. Assumption: names are unique in an
 * organisation.
 */
final class GatewayStore {
    /** Fields that responses omit unless the caller requests secrets. */
    private static final Set<String> SECRET_FIELDS = Set.of(("secret_key access_key password encryption_key kubeconfig"
                    + " service_token json_key client_secret account_key api_key token access_token auth_password"
                    + " gardener_kubeconfig")
            .split(" "));

    final GatewayResourceType type;
    private final Clock clock;
    private final SeededRandom random;
    private final Map<String, ObjectNode> rows = new LinkedHashMap<>();

    GatewayStore(GatewayResourceType type, Clock clock, SeededRandom random) {
        this.type = type;
        this.clock = clock;
        this.random = random;
    }

    /** Returns all rows in order of creation. */
    List<ObjectNode> rows() {
        return new ArrayList<>(rows.values());
    }

    /** Returns the row with this name, or null. */
    ObjectNode find(String name) {
        return rows.get(name);
    }

    /**
     * Returns a row.
     *
     * @param uid expected uid; empty or null matches every uid
     * @throws HttpErrorException 404 if no row matches
     */
    ObjectNode get(String name, String uid) {
        ObjectNode row = rows.get(name);
        boolean isAnyUid = uid == null || uid.isEmpty();
        boolean matches = row != null
                && (isAnyUid || uid.equals(row.path("metadata").path("uid").asText()));
        if (!matches) throw GatewayErrorBodies.notFound(type.objectKey + " " + name);
        return row;
    }

    /** Returns the row with this {@code name} and, if it is set, this {@code uid}; see {@link #get(String, String)}. */
    ObjectNode get(JsonNode reference) {
        return get(reference.path("name").asText(), reference.path("uid").asText());
    }

    ObjectNode create(JsonNode body, String ownerId) {
        JsonNode requestedMetadata = body.path("metadata");
        String name = requestedMetadata.path("name").asText();
        if (name.isEmpty()) throw GatewayErrorBodies.invalidArgument("metadata.name cannot be empty");
        boolean hasNoOrganization = type != GatewayResourceType.ORGANIZATION
                && requestedMetadata.path("org_id").asText().isEmpty();
        if (hasNoOrganization) throw GatewayErrorBodies.invalidArgument("metadata.org_id cannot be empty");
        if (rows.containsKey(name)) throw GatewayErrorBodies.alreadyExists(type.objectKey + " " + name);
        return add(requestedMetadata, type.extractInfo(body), ownerId, clock.instant());
    }

    /** Adds a row without checks. */
    ObjectNode add(JsonNode requestedMetadata, ObjectNode info, String ownerId, Instant createdAt) {
        JsonNode labels = requestedMetadata.path("labels");
        String time = formatTime(createdAt);
        ObjectNode row = JsonTrees.object();
        ObjectNode metadata = row.putObject("metadata")
                .put("name", requestedMetadata.path("name").asText())
                .put("uid", random.nextUuid())
                .put("owner", "")
                .put("org_id", requestedMetadata.path("org_id").asText("default"))
                .put("create_time", time)
                .put("last_update_time", time);
        metadata.set("labels", labels.isObject() ? labels.deepCopy() : JsonTrees.object());
        metadata.put("create_time_in_sec", Long.toString(createdAt.getEpochSecond()));
        ObjectNode ownership = metadata.putObject("ownership");
        if (requestedMetadata.path("ownership") instanceof ObjectNode requestedOwnership)
            ownership.setAll(requestedOwnership.deepCopy());
        ownership.put("owner", ownerId);
        metadata.put("last_update_time_in_sec", Long.toString(createdAt.getEpochSecond()));
        if (type.infoKey != null) row.set(type.infoKey, info);
        put(row);
        return row;
    }

    /**
     * Updates a row. A body with a nested object replaces the stored object, like a protobuf message. A flat body
     * replaces only the fields that it contains (assumption). Assumption: missing labels stay unchanged.
     */
    void update(JsonNode body) {
        JsonNode requestedMetadata = body.path("metadata");
        ObjectNode row = get(requestedMetadata).deepCopy();
        ObjectNode metadata = touch(row);
        if (requestedMetadata.path("labels").isObject())
            metadata.set("labels", requestedMetadata.path("labels").deepCopy());
        if (type.bodyKey != null) row.set(type.infoKey, type.extractInfo(body));
        else if (type.infoKey != null) ((ObjectNode) row.path(type.infoKey)).setAll(type.extractInfo(body));
        put(row);
    }

    void updateOwnership(JsonNode body) {
        ObjectNode row = get(body).deepCopy();
        ObjectNode metadata = touch(row);
        if (body.path("ownership") instanceof ObjectNode requestedOwnership)
            ((ObjectNode) metadata.path("ownership")).setAll(requestedOwnership.deepCopy());
        put(row);
    }

    void put(ObjectNode row) {
        rows.put(row.path("metadata").path("name").asText(), row);
    }

    void remove(JsonNode reference) {
        rows.remove(get(reference).path("metadata").path("name").asText());
    }

    void remove(String name, String uid) {
        get(name, uid);
        rows.remove(name);
    }

    /** Sets the time of the last update and returns the metadata of the row. */
    ObjectNode touch(ObjectNode row) {
        ObjectNode metadata = (ObjectNode) row.path("metadata");
        metadata.put("last_update_time", formatTime(clock.instant()));
        metadata.put("last_update_time_in_sec", Long.toString(clock.instant().getEpochSecond()));
        return metadata;
    }

    /** Returns a copy without the fields that only {@code include_secrets} shows. */
    static ObjectNode withoutSecrets(ObjectNode row) {
        ObjectNode copy = row.deepCopy();
        removeSecrets(copy);
        return copy;
    }

    private static void removeSecrets(JsonNode node) {
        if (node instanceof ObjectNode object) object.remove(SECRET_FIELDS);
        node.forEach(GatewayStore::removeSecrets);
    }

    static String formatTime(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).toString();
    }
}
