package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import java.time.Duration;
import java.time.Instant;

/**
 * Seed data of the Portworx sandbox, from px.json: the four built-in roles, the vendor's sample role (px-api 4.4) and
 * the role mappings.
 */
record PxSeed(KeycloakRealm realm, PxRoles roles, Instant installedAt) {
    void populate() {
        JsonNode seed = JsonTrees.resource("px.json");
        seed.path("roles").forEach(this::addBuiltInRole);
        // The console writes one rule for each service when all permissions are View Only.
        String adminId = realm.user(KeycloakRealm.ADMIN).id();
        roles.add("test-role", "", adminId, installedAt.plus(Duration.ofDays(3)), seed.path("sampleRules"));
        seed.path("roleMappings").properties().forEach(mapping -> {
            String userId = realm.user(mapping.getKey()).id();
            mapping.getValue().forEach(role -> realm.assignRole(userId, role.asText()));
        });
    }

    /** Adds a built-in role. All four were created within 54 ms, and the service updated them 66 s later. */
    private void addBuiltInRole(JsonNode entry) {
        Instant createdAt =
                installedAt.plusMillis(entry.path("millisAfterInstallation").longValue());
        String ownerId = realm.user(KeycloakRealm.HIDDEN_ADMIN).id();
        String description = entry.path("description").asText();
        ObjectNode role = roles.add(entry.path("name").asText(), description, ownerId, createdAt, entry.path("rules"));
        ((ObjectNode) role.path("metadata")).set("last_update_time", PxRoles.toTimestamp(createdAt.plusSeconds(66)));
    }
}
