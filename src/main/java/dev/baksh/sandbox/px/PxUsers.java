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

/** Routes of Portworx Backup users, which are stored in Keycloak, and their roles (px-api 2, rows 5 to 7). */
record PxUsers(KeycloakRealm realm, PxRoles roles, PxEnvelope envelope, boolean includeRoles) {
    /**
     * Returns the list of users. Assumption: the row has Keycloak's fields, and the optional roles have id and name.
     */
    ServerResponse list(ServerRequest request, PxPrincipal caller) {
        requireAdministrator(caller);
        String searchText = request.query().get("searchString", "");
        List<ObjectNode> rows = realm.visibleUsers().stream()
                .filter(user -> user.username().contains(searchText))
                .map(this::toRow)
                .toList();
        return PxEnvelope.page(request, rows, "Fetched all users");
    }

    /** Adds roles to a user. If one role is invalid, the whole request is refused. */
    ServerResponse mapRoles(ServerRequest request, PxPrincipal caller) {
        requireAdministrator(caller);
        KeycloakUser user = requireUser(request);
        JsonNode requestedRoles = PxRoles.parseBody(request).path("roles");
        if (!requestedRoles.isArray() || requestedRoles.isEmpty())
            throw envelope.invalidField("roles", "The roles field is required.");
        List<String> names = new ArrayList<>();
        for (JsonNode role : requestedRoles) {
            names.add(requireMappableRole(
                    role.path("id").asText(), role.path("name").asText(), caller));
        }
        names.forEach(name -> realm.assignRole(user.id(), name));
        return PxEnvelope.success(JsonTrees.object(), "Roles mapped successfully");
    }

    /** Removes a role from a user; succeeds if the user does not have the role (assumption). */
    ServerResponse unmapRole(ServerRequest request, PxPrincipal caller) {
        requireAdministrator(caller);
        KeycloakUser user = requireUser(request);
        String id = request.query().get("role_id", "");
        realm.unassignRole(user.id(), requireMappableRole(id, request.query().get("role_name", ""), caller));
        return PxEnvelope.success(JsonTrees.object(), "Role unmapped successfully");
    }

    private ObjectNode toRow(KeycloakUser user) {
        ObjectNode row = user.toRow();
        if (!includeRoles) return row;
        ArrayNode roleArray = row.putArray("roles");
        for (String name : realm.rolesOf(user.id())) {
            ObjectNode role = roles.get(name);
            if (role != null)
                roleArray.addObject().put("id", role.path("role_id").asText()).put("name", name);
        }
        return row;
    }

    /**
     * Checks that the caller is a super or infrastructure administrator. Other callers may not read users and role
     * mappings (px-api 4.4).
     */
    private void requireAdministrator(PxPrincipal caller) {
        if (caller.hasRole(PxRoles.SUPER_ADMIN) || caller.hasRole(PxRoles.INFRA_ADMIN)) return;
        // Known: the format of the message. Assumption: the name of the resource.
        throw envelope.exception(Failure.PERMISSION_DENIED, "Access denied for [Resource: user]");
    }

    private KeycloakUser requireUser(ServerRequest request) {
        String id = request.query().get("user_id");
        if (id == null) throw envelope.invalidField("user_id", "The user id field is required.");
        KeycloakUser user = realm.userById(id);
        if (user == null) throw envelope.exception(Failure.NOT_FOUND, "user " + id + " not found");
        return user;
    }

    /** Returns the name of an existing role. Keycloak requires that id and name belong to the same role. */
    private String requireMappableRole(String id, String name, PxPrincipal caller) {
        ObjectNode role = realm.role(name);
        if (role == null || !role.path("id").asText().equals(id)) {
            throw envelope.exception(Failure.NOT_FOUND, "role " + name + " not found");
        }
        // Assumption: only a super admin may assign or remove super admin.
        if (name.equals(PxRoles.SUPER_ADMIN) && !caller.hasRole(PxRoles.SUPER_ADMIN)) {
            throw envelope.exception(Failure.PERMISSION_DENIED, "Access denied for [Resource: user]");
        }
        return name;
    }
}
