package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Seed data of the emulated gateway: the objects in gateway.json (clusters, a bucket, a schedule, its backups and
 * others), each created one day after the previous one. All values are fictitious.
 */
record GatewaySeed(GatewayServer server, String ownerId, Instant installedAt) {
    void populate() {
        Instant createdAt = installedAt;
        for (JsonNode object : JsonTrees.resource("gateway.json")) {
            ObjectNode metadata = JsonTrees.object().put("org_id", "default");
            metadata.set("name", object.path("name"));
            ObjectNode info = (ObjectNode) object.path("info");
            info.properties().forEach(this::completeReference);
            server.store(object.path("type").asText()).add(metadata, info, ownerId, createdAt);
            createdAt = createdAt.plus(Duration.ofDays(1));
        }
    }

    /** Adds the uid of the referenced object to a field such as {@code cluster_ref}. The object must already exist. */
    private void completeReference(Map.Entry<String, JsonNode> field) {
        if (!field.getKey().endsWith("_ref")) return;
        String objectKey = field.getKey().replace("_ref", "");
        for (GatewayResourceType type : GatewayResourceType.values()) {
            if (!type.objectKey.equals(objectKey)) continue;
            ObjectNode reference = (ObjectNode) field.getValue();
            reference.set(
                    "uid", server.store(type).get(reference).path("metadata").path("uid"));
        }
    }

    /** Adds an object without details, created one day before all others. */
    void addMinimal(GatewayStore store, String name) {
        JsonNode metadata = JsonTrees.object().put("name", name);
        store.add(metadata, JsonTrees.object(), ownerId, installedAt.minus(Duration.ofDays(1)));
    }
}
