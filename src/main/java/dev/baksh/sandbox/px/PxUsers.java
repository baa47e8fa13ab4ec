package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.px.PxEnvelope.Failure;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.ArrayList;
import java.util.List;

/** Users of Portworx Backup, who live in Keycloak, and their roles (px-api 2, rows 5 to 7). */
final class PxUsers {
    private final KeycloakRealm realm;
    private final PxRoles roles;
    private final PxEnvelope envelope;
    private final boolean carryRoles;

    PxUsers(KeycloakRealm realm, PxRoles roles, PxEnvelope envelope, boolean carryRoles) {
        this.realm = realm;
        this.roles = roles;
        this.envelope = envelope;
        this.carryRoles = carryRoles;
    }

    /** The shape of a row is an assumption: Keycloak's, and the roles as id and name when they are carried. */
    ServerResponse list(ServerRequest ask, PxPrincipal caller) {
        must(caller);
        String part = ask.query().get("searchString", "");
        List<ObjectNode> rows = realm.people().stream()
                .filter(user -> user.username().contains(part))
                .map(this::row)
                .toList();
        return PxEnvelope.page(ask, rows, "Fetched all users");
    }

    /** Adds the roles to those that the user has; nothing is changed when one of them is wrong. */
    ServerResponse map(ServerRequest ask, PxPrincipal caller) {
        must(caller);
        KeycloakUser user = user(ask);
        JsonNode asked = roles.body(ask).path("roles");
        if (!asked.isArray() || asked.isEmpty()) throw envelope.invalid("roles", "The roles field is required.");
        List<String> names = new ArrayList<>();
        for (JsonNode role : asked) {
            names.add(mappable(role.path("id").asText(), role.path("name").asText(), caller));
        }
        names.forEach(name -> realm.map(user.id(), name));
        return PxEnvelope.success(JsonTrees.object(), "Roles mapped successfully");
    }

    /** A role that the user lacks is taken away just as well (assumption). */
    ServerResponse unmap(ServerRequest ask, PxPrincipal caller) {
        must(caller);
        KeycloakUser user = user(ask);
        String id = ask.query().get("role_id", "");
        realm.unmap(user.id(), mappable(id, ask.query().get("role_name", ""), caller));
        return PxEnvelope.success(JsonTrees.object(), "Role unmapped successfully");
    }

    private ObjectNode row(KeycloakUser user) {
        ObjectNode row = user.row();
        if (!carryRoles) return row;
        ArrayNode held = row.putArray("roles");
        for (String name : realm.rolesOf(user.id())) {
            ObjectNode role = roles.get(name);
            if (role != null)
                held.addObject().put("id", role.path("role_id").asText()).put("name", name);
        }
        return row;
    }

    /** Users and roles' holders are for the two kinds of administrators (px-api 4.4). */
    private void must(PxPrincipal caller) {
        if (caller.has(PxRoles.SUPER_ADMIN) || caller.has(PxRoles.INFRA_ADMIN)) return;
        // Assumption: the name of the resource; the form of the text is known.
        throw envelope.refusal(Failure.DENIED, "Access denied for [Resource: user]");
    }

    private KeycloakUser user(ServerRequest ask) {
        String id = ask.query().get("user_id");
        if (id == null) throw envelope.invalid("user_id", "The user id field is required.");
        KeycloakUser user = realm.userById(id);
        if (user == null) throw envelope.refusal(Failure.NOT_FOUND, "user " + id + " not found");
        return user;
    }

    /** Keycloak wants id and name, and both of the same role. */
    private String mappable(String id, String name, PxPrincipal caller) {
        ObjectNode role = realm.role(name);
        if (role == null || !role.path("id").asText().equals(id)) {
            throw envelope.refusal(Failure.NOT_FOUND, "role " + name + " not found");
        }
        // Assumption: only a super admin gives or takes super admin.
        if (name.equals(PxRoles.SUPER_ADMIN) && !caller.has(PxRoles.SUPER_ADMIN)) {
            throw envelope.refusal(Failure.DENIED, "Access denied for [Resource: user]");
        }
        return name;
    }
}
