package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.HttpErrorException;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.QueryParameters;
import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Routes of Keycloak's admin API for groups, their members and their realm roles: 201 without a body for a create, 204
 * for a change (px-api 1.5).
 */
record KeycloakGroups(KeycloakRealm realm) {
    /** Keycloak's default for {@code max} in the list of members; the list of groups has no default limit. */
    private static final int MAX_MEMBERS = 100;

    void registerRoutes(Router<KeycloakAdmin.Handler> router) {
        router.addRoute("GET", "groups", (request, path) -> listGroups(request.query()))
                .addRoute("POST", "groups", (request, path) -> createGroup(request))
                .addRoute(
                        "GET",
                        "groups/{id}",
                        (request, path) -> KeycloakAdmin.json(requireGroup(path).toRow()))
                .addRoute("DELETE", "groups/{id}", (request, path) -> deleteGroup(path))
                .addRoute("GET", "groups/{id}/members", (request, path) -> listMembers(request, requireGroup(path)))
                .addRoute("GET", "groups/{id}/role-mappings/realm", (request, path) -> listRoles(requireGroup(path)))
                .addRoute("POST", "groups/{id}/role-mappings/realm", this::addRoles)
                .addRoute("DELETE", "groups/{id}/role-mappings/realm", this::removeRoles)
                .addRoute("PUT", "users/{user}/groups/{id}", (request, path) -> addMember(path))
                .addRoute("DELETE", "users/{user}/groups/{id}", (request, path) -> removeMember(path));
    }

    private ServerResponse deleteGroup(Map<String, String> path) {
        realm.removeGroup(requireGroup(path).id());
        return ServerResponse.empty(204);
    }

    private ServerResponse addRoles(ServerRequest request, Map<String, String> path) {
        requireGroup(path).roles().addAll(readRoleNames(request));
        return ServerResponse.empty(204);
    }

    private ServerResponse removeRoles(ServerRequest request, Map<String, String> path) {
        requireGroup(path).roles().removeAll(readRoleNames(request));
        return ServerResponse.empty(204);
    }

    private ServerResponse addMember(Map<String, String> path) {
        requireGroup(path).members().add(requireUser(path).id());
        return ServerResponse.empty(204);
    }

    private ServerResponse removeMember(Map<String, String> path) {
        requireGroup(path).members().remove(requireUser(path).id());
        return ServerResponse.empty(204);
    }

    private ServerResponse listGroups(QueryParameters query) {
        String search = query.get("search", "");
        List<ObjectNode> rows = realm.groups().stream()
                .filter(group -> group.name().contains(search))
                .map(KeycloakGroup::toRow)
                .toList();
        return KeycloakAdmin.page(rows, query, rows.size());
    }

    private ServerResponse createGroup(ServerRequest request) {
        String name = parseBody(request).path("name").asText();
        if (name.isBlank()) throw error(400, "Group name is missing");
        if (realm.addGroup(name) == null) throw error(409, "Top level group named '" + name + "' already exists.");
        return ServerResponse.empty(201);
    }

    private ServerResponse listMembers(ServerRequest request, KeycloakGroup group) {
        List<ObjectNode> rows = group.members().stream()
                .map(realm::userById)
                .filter(Objects::nonNull)
                .map(KeycloakUser::toRow)
                .toList();
        return KeycloakAdmin.page(rows, request.query(), MAX_MEMBERS);
    }

    private ServerResponse listRoles(KeycloakGroup group) {
        return KeycloakAdmin.json(
                JsonTrees.array(group.roles().stream().map(realm::role).toList()));
    }

    /** Returns the role names in a body; each role must exist with the same id. */
    private Collection<String> readRoleNames(ServerRequest request) {
        List<String> names = new ArrayList<>();
        for (JsonNode roleRef : parseBody(request)) {
            ObjectNode role = realm.role(roleRef.path("name").asText());
            if (role == null || !role.path("id").equals(roleRef.path("id")))
                throw KeycloakAdmin.notFound("Role not found");
            names.add(roleRef.path("name").asText());
        }
        return names;
    }

    private KeycloakGroup requireGroup(Map<String, String> path) {
        KeycloakGroup group = realm.group(path.get("id"));
        if (group == null) throw KeycloakAdmin.notFound("Could not find group by id");
        return group;
    }

    private KeycloakUser requireUser(Map<String, String> path) {
        KeycloakUser user = realm.userById(path.get("user"));
        if (user == null) throw KeycloakAdmin.notFound("User not found");
        return user;
    }

    private static JsonNode parseBody(ServerRequest request) {
        try {
            return JsonTrees.parse(request.body());
        } catch (IOException e) {
            throw error(400, "unknown_error");
        }
    }

    private static HttpErrorException error(int status, String message) {
        return new HttpErrorException(
                ServerResponse.json(status, JsonTrees.object().put("errorMessage", message)));
    }
}
