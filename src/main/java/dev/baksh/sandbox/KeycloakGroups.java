package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Groups in Keycloak's admin API: a create answers 201 and nothing, a change 204 (px-api 1.5). */
final class KeycloakGroups {
    /** Keycloak's own default for members; groups without max are given all. */
    private static final int MAX_MEMBERS = 100;

    private final PxRealm realm;

    KeycloakGroups(PxRealm realm) {
        this.realm = realm;
    }

    void routes(Router<KeycloakAdmin.Handler> router) {
        router.add("GET", "groups", (ask, path) -> groups(ask.query()));
        router.add("POST", "groups", (ask, path) -> create(ask));
        router.add(
                "GET",
                "groups/{id}",
                (ask, path) -> Answer.json(200, group(path).row()));
        router.add("DELETE", "groups/{id}", (ask, path) -> {
            realm.removeGroup(group(path).id());
            return Answer.empty(204);
        });
        router.add("GET", "groups/{id}/members", (ask, path) -> members(group(path), ask.query()));
        router.add("GET", "groups/{id}/role-mappings/realm", (ask, path) -> roles(group(path)));
        router.add("POST", "groups/{id}/role-mappings/realm", (ask, path) -> {
            group(path).roles().addAll(named(ask));
            return Answer.empty(204);
        });
        router.add("DELETE", "groups/{id}/role-mappings/realm", (ask, path) -> {
            group(path).roles().removeAll(named(ask));
            return Answer.empty(204);
        });
        router.add("PUT", "users/{user}/groups/{id}", (ask, path) -> {
            group(path).members().add(user(path).id());
            return Answer.empty(204);
        });
        router.add("DELETE", "users/{user}/groups/{id}", (ask, path) -> {
            group(path).members().remove(user(path).id());
            return Answer.empty(204);
        });
    }

    private Answer groups(Params query) {
        String search = query.get("search", "");
        List<ObjectNode> rows = realm.groups().stream()
                .filter(group -> group.name().contains(search))
                .map(PxGroup::row)
                .toList();
        return Answer.json(200, Json.array(slice(rows, query, rows.size())));
    }

    private static List<ObjectNode> slice(List<ObjectNode> rows, Params query, int absent) {
        Integer first = query.positive("first");
        Integer max = query.positive("max");
        return rows.stream()
                .skip(first == null ? 0 : first)
                .limit(max == null ? absent : max)
                .toList();
    }

    private Answer create(Ask ask) {
        String name = read(ask).path("name").asText();
        if (name.isBlank()) throw error(400, "Group name is missing");
        if (realm.addGroup(name) == null) throw error(409, "Top level group named '" + name + "' already exists.");
        return Answer.empty(201);
    }

    private Answer members(PxGroup group, Params query) {
        List<ObjectNode> rows = group.members().stream()
                .map(realm::userById)
                .filter(java.util.Objects::nonNull)
                .map(PxUser::row)
                .toList();
        return Answer.json(200, Json.array(slice(rows, query, MAX_MEMBERS)));
    }

    private Answer roles(PxGroup group) {
        return Answer.json(
                200, Json.array(group.roles().stream().map(realm::role).toList()));
    }

    /** The names of the roles of a body, each of which must be there under its id. */
    private Collection<String> named(Ask ask) {
        List<String> names = new ArrayList<>();
        for (JsonNode asked : read(ask)) {
            ObjectNode role = realm.role(asked.path("name").asText());
            if (role == null || !role.path("id").equals(asked.path("id"))) throw missing("Role not found");
            names.add(asked.path("name").asText());
        }
        return names;
    }

    private PxGroup group(Map<String, String> path) {
        PxGroup group = realm.group(path.get("id"));
        if (group == null) throw missing("Could not find group by id");
        return group;
    }

    private PxUser user(Map<String, String> path) {
        PxUser user = realm.userById(path.get("user"));
        if (user == null) throw missing("User not found");
        return user;
    }

    private static JsonNode read(Ask ask) {
        try {
            return Json.read(ask.body());
        } catch (IOException e) {
            throw error(400, "unknown_error");
        }
    }

    private static Refusal missing(String message) {
        return new Refusal(Answer.json(404, Json.object().put("error", message)));
    }

    private static Refusal error(int status, String message) {
        return new Refusal(Answer.json(status, Json.object().put("errorMessage", message)));
    }
}
