package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.px.PxRoles;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.Router;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Routes of the gateway for roles. The roles are those of the console backend. The gateway writes times as strings, and
 * the type of the public access as a name. The gateway does not create the Keycloak twin of a role, so a new role has
 * no members until the twin is created in Keycloak.
 */
record GatewayRoles(PxRoles roles, Clock clock) {
    void registerRoutes(Router<GatewayCall.Handler> router) {
        router.addRoute("GET", "role", this::permissions)
                .addRoute("POST", "role", this::create)
                .addRoute("PUT", "role", this::update)
                .addRoute("GET", "role/{org_id}", this::list)
                .addRoute("GET", "role/{org_id}/{name}", this::inspect)
                .addRoute("DELETE", "role/{org_id}/{name}", this::delete);
    }

    /** Returns the permissions of the caller. Assumption: the keys of the map. */
    private JsonNode permissions(GatewayCall call) {
        ObjectNode rules = JsonTrees.object();
        for (String service : List.of("schedulepolicy", "cloudcredential", "backuplocation", "rules", "role")) {
            if (roles.isAllowed(call.caller(), service, "enumerate"))
                rules.putObject(service).put("full_access", roles.isAllowed(call.caller(), service, "create"));
        }
        return JsonTrees.object("rules", rules);
    }

    private JsonNode create(GatewayCall call) {
        ObjectNode body = call.body();
        requirePermission(call, "create");
        JsonNode requestedMetadata = body.path("metadata");
        String name = requestedMetadata.path("name").asText();
        if (name.isEmpty()) throw GatewayErrorBodies.invalidArgument("metadata.name cannot be empty");
        if (roles.get(name) != null) throw GatewayErrorBodies.alreadyExists("role " + name);
        JsonNode rules = body.path("rules").deepCopy();
        String roleId = body.path("role_id").asText();
        ObjectNode role = roles.add(name, "", call.caller().id(), clock.instant(), rules, roleId);
        if (requestedMetadata.path("labels").isObject())
            ((ObjectNode) role.path("metadata"))
                    .set("labels", requestedMetadata.path("labels").deepCopy());
        return JsonTrees.object("role", toGatewayRow(role));
    }

    private JsonNode update(GatewayCall call) {
        ObjectNode body = call.body();
        requirePermission(call, "update");
        String name = body.path("metadata").path("name").asText();
        ObjectNode role = requireRole(name).deepCopy();
        if (PxRoles.BUILT_IN.contains(name)) throw GatewayErrorBodies.permissionDenied("role");
        role.set("rules", body.path("rules").deepCopy());
        ((ObjectNode) role.path("metadata")).set("last_update_time", PxRoles.toTimestamp(clock.instant()));
        roles.put(role);
        return JsonTrees.object();
    }

    private JsonNode list(GatewayCall call) {
        requirePermission(call, "enumerate");
        List<ObjectNode> rows =
                roles.all().stream().map(GatewayRoles::toGatewayRow).toList();
        return EnumerateOptions.of(call.request().query()).buildListBody("roles", rows, false);
    }

    private JsonNode inspect(GatewayCall call) {
        requirePermission(call, "inspect");
        return JsonTrees.object("role", toGatewayRow(requireRole(call.name())));
    }

    private JsonNode delete(GatewayCall call) {
        requirePermission(call, "delete");
        requireRole(call.name());
        if (PxRoles.BUILT_IN.contains(call.name())) throw GatewayErrorBodies.permissionDenied("role");
        roles.remove(call.name());
        return JsonTrees.object();
    }

    private ObjectNode requireRole(String name) {
        ObjectNode role = roles.get(name);
        if (role == null) throw GatewayErrorBodies.notFound("role " + name);
        return role;
    }

    private void requirePermission(GatewayCall call, String api) {
        if (!roles.isAllowed(call.caller(), "role", api)) throw GatewayErrorBodies.permissionDenied("role");
    }

    private static ObjectNode toGatewayRow(ObjectNode backendRow) {
        ObjectNode row = backendRow.deepCopy();
        ObjectNode metadata = (ObjectNode) row.path("metadata");
        metadata.remove("description");
        for (String name : List.of("create_time", "last_update_time")) {
            JsonNode time = metadata.path(name);
            Instant instant = Instant.ofEpochSecond(
                    time.path("seconds").asLong(), time.path("nanos").asLong());
            metadata.put(name, GatewayStore.formatTime(instant));
        }
        metadata.put("create_time_in_sec", metadata.path("create_time_in_sec").asText());
        if (!metadata.has("labels")) metadata.putObject("labels");
        ((ObjectNode) metadata.path("ownership")).putObject("public").put("type", "Read");
        return row;
    }
}
