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
 * The same roles as the console's, in the gateway's words: times as text, access by name. It makes no twin in Keycloak, so a
 * role made here is one that nobody can hold until somebody does.
 */
final class GatewayRoles {
    private final PxRoles roles;
    private final Clock clock;

    GatewayRoles(PxServer backend, Clock clock) {
        this.roles = backend.roles();
        this.clock = clock;
    }

    void routes(Router<GatewayHandler> router) {
        router.add("GET", "role", (ask, path, caller) -> permission(caller))
                .add("POST", "role", (ask, path, caller) -> create(GatewayHandler.body(ask), caller))
                .add("PUT", "role", (ask, path, caller) -> update(GatewayHandler.body(ask), caller))
                .add("GET", "role/{org_id}", (ask, path, caller) -> {
                    must(caller, "enumerate");
                    List<ObjectNode> rows =
                            roles.all().stream().map(GatewayRoles::row).toList();
                    return EnumerateOptions.of(ask.query()).answer("roles", rows, false);
                })
                .add("GET", "role/{org_id}/{name}", (ask, path, caller) -> {
                    must(caller, "inspect");
                    return under(row(get(path)));
                })
                .add("DELETE", "role/{org_id}/{name}", (ask, path, caller) -> {
                    must(caller, "delete");
                    ObjectNode role = get(path);
                    if (PxRoles.BUILT_IN.contains(path.get("name"))) throw GatewayErrorBodies.denied("role");
                    roles.drop(role.path("metadata").path("name").asText());
                    return JsonTrees.object();
                });
    }

    /** Assumption: the names of the map's keys. */
    private JsonNode permission(PxPrincipal caller) {
        ObjectNode answer = JsonTrees.object();
        ObjectNode rules = answer.putObject("rules");
        for (String service : List.of("schedulepolicy", "cloudcredential", "backuplocation", "rules", "role")) {
            if (roles.allow(caller, service, "enumerate"))
                rules.putObject(service).put("full_access", roles.allow(caller, service, "create"));
        }
        return answer;
    }

    private JsonNode create(ObjectNode body, PxPrincipal caller) {
        must(caller, "create");
        String name = body.path("metadata").path("name").asText();
        if (name.isEmpty()) throw GatewayErrorBodies.invalid("metadata.name cannot be empty");
        if (roles.get(name) != null) throw GatewayErrorBodies.exists("role " + name);
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
        return under(row(role));
    }

    private JsonNode update(ObjectNode body, PxPrincipal caller) {
        must(caller, "update");
        String name = body.path("metadata").path("name").asText();
        ObjectNode role = get(Map.of("name", name)).deepCopy();
        if (PxRoles.BUILT_IN.contains(name)) throw GatewayErrorBodies.denied("role");
        role.set("rules", body.path("rules").deepCopy());
        ((ObjectNode) role.path("metadata")).set("last_update_time", PxRoles.time(clock.instant()));
        roles.put(role);
        return JsonTrees.object();
    }

    private ObjectNode get(Map<String, String> path) {
        ObjectNode role = roles.get(path.get("name"));
        if (role == null) throw GatewayErrorBodies.notFound("role " + path.get("name"));
        return role;
    }

    private void must(PxPrincipal caller, String api) {
        if (!roles.allow(caller, "role", api)) throw GatewayErrorBodies.denied("role");
    }

    private static ObjectNode row(ObjectNode kept) {
        ObjectNode row = kept.deepCopy();
        ObjectNode metadata = (ObjectNode) row.path("metadata");
        metadata.remove("description");
        for (String name : List.of("create_time", "last_update_time")) {
            JsonNode time = metadata.path(name);
            Instant instant = Instant.ofEpochSecond(
                    time.path("seconds").asLong(), time.path("nanos").asLong());
            metadata.put(name, GatewayStore.time(instant));
        }
        metadata.put(
                "create_time_in_sec",
                Long.toString(metadata.path("create_time_in_sec").asLong()));
        if (!metadata.has("labels")) metadata.putObject("labels");
        ((ObjectNode) metadata.path("ownership")).putObject("public").put("type", "Read");
        return row;
    }

    private static ObjectNode under(ObjectNode role) {
        ObjectNode answer = JsonTrees.object();
        answer.set("role", role);
        return answer;
    }
}
