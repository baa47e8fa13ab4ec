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

/** Routes of groups in Keycloak's admin API: 201 without a body for a create, 204 for a change (px-api 1.5). */
final class KeycloakGroups {
    /** Default of Keycloak for members; the list of groups has no default limit. */
    private static final int MAX_MEMBERS = 100;

    private final KeycloakRealm realm;

    KeycloakGroups(KeycloakRealm realm) {
        this.realm = realm;
    }

    void registerRoutes(Router<KeycloakAdmin.Handler> router) {
        router.addRoute("GET", "groups", (request, pathVariables) -> listGroups(request.query()));
        router.addRoute("POST", "groups", (request, pathVariables) -> createGroup(request));
        router.addRoute(
                "GET",
                "groups/{id}",
                (request, pathVariables) ->
                        ServerResponse.json(200, requireGroup(pathVariables).toRow()));
        router.addRoute("DELETE", "groups/{id}", (request, pathVariables) -> {
            realm.removeGroup(requireGroup(pathVariables).id());
            return ServerResponse.empty(204);
        });
        router.addRoute(
                "GET",
                "groups/{id}/members",
                (request, pathVariables) -> listMembers(requireGroup(pathVariables), request.query()));
        router.addRoute(
                "GET",
                "groups/{id}/role-mappings/realm",
                (request, pathVariables) -> listRoles(requireGroup(pathVariables)));
        router.addRoute("POST", "groups/{id}/role-mappings/realm", (request, pathVariables) -> {
            requireGroup(pathVariables).roles().addAll(readRoleNames(request));
            return ServerResponse.empty(204);
        });
        router.addRoute("DELETE", "groups/{id}/role-mappings/realm", (request, pathVariables) -> {
            requireGroup(pathVariables).roles().removeAll(readRoleNames(request));
            return ServerResponse.empty(204);
        });
        router.addRoute("PUT", "users/{user}/groups/{id}", (request, pathVariables) -> {
            requireGroup(pathVariables).members().add(requireUser(pathVariables).id());
            return ServerResponse.empty(204);
        });
        router.addRoute("DELETE", "users/{user}/groups/{id}", (request, pathVariables) -> {
            requireGroup(pathVariables)
                    .members()
                    .remove(requireUser(pathVariables).id());
            return ServerResponse.empty(204);
        });
    }

    private ServerResponse listGroups(QueryParameters query) {
        String search = query.get("search", "");
        List<ObjectNode> rows = realm.groups().stream()
                .filter(group -> group.name().contains(search))
                .map(KeycloakGroup::toRow)
                .toList();
        return ServerResponse.json(200, JsonTrees.array(page(rows, query, rows.size())));
    }

    private static List<ObjectNode> page(List<ObjectNode> rows, QueryParameters query, int defaultMax) {
        Integer first = query.positiveInt("first");
        Integer max = query.positiveInt("max");
        return rows.stream()
                .skip(first == null ? 0 : first)
                .limit(max == null ? defaultMax : max)
                .toList();
    }

    private ServerResponse createGroup(ServerRequest request) {
        String name = parseBody(request).path("name").asText();
        if (name.isBlank()) throw error(400, "Group name is missing");
        if (realm.addGroup(name) == null) throw error(409, "Top level group named '" + name + "' already exists.");
        return ServerResponse.empty(201);
    }

    private ServerResponse listMembers(KeycloakGroup group, QueryParameters query) {
        List<ObjectNode> rows = group.members().stream()
                .map(realm::userById)
                .filter(java.util.Objects::nonNull)
                .map(KeycloakUser::toRow)
                .toList();
        return ServerResponse.json(200, JsonTrees.array(page(rows, query, MAX_MEMBERS)));
    }

    private ServerResponse listRoles(KeycloakGroup group) {
        return ServerResponse.json(
                200, JsonTrees.array(group.roles().stream().map(realm::role).toList()));
    }

    /** Returns the role names in a body; each role must exist with the same id. */
    private Collection<String> readRoleNames(ServerRequest request) {
        List<String> names = new ArrayList<>();
        for (JsonNode roleRef : parseBody(request)) {
            ObjectNode role = realm.role(roleRef.path("name").asText());
            if (role == null || !role.path("id").equals(roleRef.path("id"))) throw notFound("Role not found");
            names.add(roleRef.path("name").asText());
        }
        return names;
    }

    private KeycloakGroup requireGroup(Map<String, String> pathVariables) {
        KeycloakGroup group = realm.group(pathVariables.get("id"));
        if (group == null) throw notFound("Could not find group by id");
        return group;
    }

    private KeycloakUser requireUser(Map<String, String> pathVariables) {
        KeycloakUser user = realm.userById(pathVariables.get("user"));
        if (user == null) throw notFound("User not found");
        return user;
    }

    private static JsonNode parseBody(ServerRequest request) {
        try {
            return JsonTrees.parse(request.body());
        } catch (IOException e) {
            throw error(400, "unknown_error");
        }
    }

    private static HttpErrorException notFound(String message) {
        return new HttpErrorException(
                ServerResponse.json(404, JsonTrees.object().put("error", message)));
    }

    private static HttpErrorException error(int status, String message) {
        return new HttpErrorException(
                ServerResponse.json(status, JsonTrees.object().put("errorMessage", message)));
    }
}
