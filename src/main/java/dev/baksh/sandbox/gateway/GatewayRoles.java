package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.px.PxPrincipal;
import dev.baksh.sandbox.px.PxRoles;
import dev.baksh.sandbox.px.PxServer;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.Router;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Routes of roles. The roles are those of the console backend, with times as strings and access by name. The gateway
 * does not create the Keycloak twin of a role, so a new role has no members until the twin is created in Keycloak.
 */
final class GatewayRoles {
    private final PxRoles roles;
    private final Clock clock;

    GatewayRoles(PxServer backend, Clock clock) {
        this.roles = backend.roles();
        this.clock = clock;
    }

    void registerRoutes(Router<GatewayHandler> router) {
        router.addRoute("GET", "role", (request, pathVariables, caller) -> permissions(caller))
                .addRoute(
                        "POST",
                        "role",
                        (request, pathVariables, caller) -> create(GatewayHandler.parseBody(request), caller))
                .addRoute(
                        "PUT",
                        "role",
                        (request, pathVariables, caller) -> update(GatewayHandler.parseBody(request), caller))
                .addRoute("GET", "role/{org_id}", (request, pathVariables, caller) -> {
                    requirePermission(caller, "enumerate");
                    List<ObjectNode> rows =
                            roles.all().stream().map(GatewayRoles::toGatewayRow).toList();
                    return EnumerateOptions.of(request.query()).buildListBody("roles", rows, false);
                })
                .addRoute("GET", "role/{org_id}/{name}", (request, pathVariables, caller) -> {
                    requirePermission(caller, "inspect");
                    return wrap(toGatewayRow(requireRole(pathVariables)));
                })
                .addRoute("DELETE", "role/{org_id}/{name}", (request, pathVariables, caller) -> {
                    requirePermission(caller, "delete");
                    ObjectNode role = requireRole(pathVariables);
                    if (PxRoles.BUILT_IN.contains(pathVariables.get("name")))
                        throw GatewayErrorBodies.permissionDenied("role");
                    roles.remove(role.path("metadata").path("name").asText());
                    return JsonTrees.object();
                });
    }

    /** Returns the permissions of the caller. Assumption: the keys of the map. */
    private JsonNode permissions(PxPrincipal caller) {
        ObjectNode response = JsonTrees.object();
        ObjectNode rules = response.putObject("rules");
        for (String service : List.of("schedulepolicy", "cloudcredential", "backuplocation", "rules", "role")) {
            if (roles.isAllowed(caller, service, "enumerate"))
                rules.putObject(service).put("full_access", roles.isAllowed(caller, service, "create"));
        }
        return response;
    }

    private JsonNode create(ObjectNode body, PxPrincipal caller) {
        requirePermission(caller, "create");
        String name = body.path("metadata").path("name").asText();
        if (name.isEmpty()) throw GatewayErrorBodies.invalidArgument("metadata.name cannot be empty");
        if (roles.get(name) != null) throw GatewayErrorBodies.alreadyExists("role " + name);
        ObjectNode role = roles.add(
                name,
                "",
                caller.id(),
                clock.instant(),
                body.path("rules").deepCopy(),
                body.path("role_id").asText());
        if (body.path("metadata").path("labels").isObject())
            ((ObjectNode) role.path("metadata"))
                    .set("labels", body.path("metadata").path("labels").deepCopy());
        return wrap(toGatewayRow(role));
    }

    private JsonNode update(ObjectNode body, PxPrincipal caller) {
        requirePermission(caller, "update");
        String name = body.path("metadata").path("name").asText();
        ObjectNode role = requireRole(Map.of("name", name)).deepCopy();
        if (PxRoles.BUILT_IN.contains(name)) throw GatewayErrorBodies.permissionDenied("role");
        role.set("rules", body.path("rules").deepCopy());
        ((ObjectNode) role.path("metadata")).set("last_update_time", PxRoles.toTimestamp(clock.instant()));
        roles.put(role);
        return JsonTrees.object();
    }

    private ObjectNode requireRole(Map<String, String> pathVariables) {
        ObjectNode role = roles.get(pathVariables.get("name"));
        if (role == null) throw GatewayErrorBodies.notFound("role " + pathVariables.get("name"));
        return role;
    }

    private void requirePermission(PxPrincipal caller, String api) {
        if (!roles.isAllowed(caller, "role", api)) throw GatewayErrorBodies.permissionDenied("role");
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
        metadata.put(
                "create_time_in_sec",
                Long.toString(metadata.path("create_time_in_sec").asLong()));
        if (!metadata.has("labels")) metadata.putObject("labels");
        ((ObjectNode) metadata.path("ownership")).putObject("public").put("type", "Read");
        return row;
    }

    private static ObjectNode wrap(ObjectNode role) {
        ObjectNode wrapper = JsonTrees.object();
        wrapper.set("role", role);
        return wrapper;
    }
}
