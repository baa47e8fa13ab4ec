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

/** Groups in Keycloak's admin API: a create answers 201 and nothing, a change 204 (px-api 1.5). */
final class KeycloakGroups {
    /** Keycloak's own default for members; groups without max are given all. */
    private static final int MAX_MEMBERS = 100;

    private final KeycloakRealm realm;

    KeycloakGroups(KeycloakRealm realm) {
        this.realm = realm;
    }

    void routes(Router<KeycloakAdmin.Handler> router) {
        router.add("GET", "groups", (ask, path) -> groups(ask.query()));
        router.add("POST", "groups", (ask, path) -> create(ask));
        router.add(
                "GET",
                "groups/{id}",
                (ask, path) -> ServerResponse.json(200, group(path).row()));
        router.add("DELETE", "groups/{id}", (ask, path) -> {
            realm.removeGroup(group(path).id());
            return ServerResponse.empty(204);
        });
        router.add("GET", "groups/{id}/members", (ask, path) -> members(group(path), ask.query()));
        router.add("GET", "groups/{id}/role-mappings/realm", (ask, path) -> roles(group(path)));
        router.add("POST", "groups/{id}/role-mappings/realm", (ask, path) -> {
            group(path).roles().addAll(named(ask));
            return ServerResponse.empty(204);
        });
        router.add("DELETE", "groups/{id}/role-mappings/realm", (ask, path) -> {
            group(path).roles().removeAll(named(ask));
            return ServerResponse.empty(204);
        });
        router.add("PUT", "users/{user}/groups/{id}", (ask, path) -> {
            group(path).members().add(user(path).id());
            return ServerResponse.empty(204);
        });
        router.add("DELETE", "users/{user}/groups/{id}", (ask, path) -> {
            group(path).members().remove(user(path).id());
            return ServerResponse.empty(204);
        });
    }

    private ServerResponse groups(QueryParameters query) {
        String search = query.get("search", "");
        List<ObjectNode> rows = realm.groups().stream()
                .filter(group -> group.name().contains(search))
                .map(KeycloakGroup::row)
                .toList();
        return ServerResponse.json(200, JsonTrees.array(slice(rows, query, rows.size())));
    }

    private static List<ObjectNode> slice(List<ObjectNode> rows, QueryParameters query, int absent) {
        Integer first = query.positive("first");
        Integer max = query.positive("max");
        return rows.stream()
                .skip(first == null ? 0 : first)
                .limit(max == null ? absent : max)
                .toList();
    }

    private ServerResponse create(ServerRequest ask) {
        String name = read(ask).path("name").asText();
        if (name.isBlank()) throw error(400, "Group name is missing");
        if (realm.addGroup(name) == null) throw error(409, "Top level group named '" + name + "' already exists.");
        return ServerResponse.empty(201);
    }

    private ServerResponse members(KeycloakGroup group, QueryParameters query) {
        List<ObjectNode> rows = group.members().stream()
                .map(realm::userById)
                .filter(java.util.Objects::nonNull)
                .map(KeycloakUser::row)
                .toList();
        return ServerResponse.json(200, JsonTrees.array(slice(rows, query, MAX_MEMBERS)));
    }

    private ServerResponse roles(KeycloakGroup group) {
        return ServerResponse.json(
                200, JsonTrees.array(group.roles().stream().map(realm::role).toList()));
    }

    /** The names of the roles of a body, each of which must be there under its id. */
    private Collection<String> named(ServerRequest ask) {
        List<String> names = new ArrayList<>();
        for (JsonNode asked : read(ask)) {
            ObjectNode role = realm.role(asked.path("name").asText());
            if (role == null || !role.path("id").equals(asked.path("id"))) throw missing("Role not found");
            names.add(asked.path("name").asText());
        }
        return names;
    }

    private KeycloakGroup group(Map<String, String> path) {
        KeycloakGroup group = realm.group(path.get("id"));
        if (group == null) throw missing("Could not find group by id");
        return group;
    }

    private KeycloakUser user(Map<String, String> path) {
        KeycloakUser user = realm.userById(path.get("user"));
        if (user == null) throw missing("User not found");
        return user;
    }

    private static JsonNode read(ServerRequest ask) {
        try {
            return JsonTrees.read(ask.body());
        } catch (IOException e) {
            throw error(400, "unknown_error");
        }
    }

    private static HttpErrorException missing(String message) {
        return new HttpErrorException(
                ServerResponse.json(404, JsonTrees.object().put("error", message)));
    }

    private static HttpErrorException error(int status, String message) {
        return new HttpErrorException(
                ServerResponse.json(status, JsonTrees.object().put("errorMessage", message)));
    }
}
