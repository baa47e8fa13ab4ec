package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.HttpErrorException;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.QueryParameters;
import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Routes of Keycloak's admin API that read users and their roles (px-api 1.5). */
final class KeycloakAdmin {
    /** Handler of one route, with the values of the variables in the path by name. */
    interface Handler {
        ServerResponse handle(ServerRequest request, Map<String, String> path);
    }

    /** Keycloak's default for {@code max}. */
    private static final int MAX_USERS = 100;

    private final KeycloakRealm realm;
    private final KeycloakTokenService tokens;
    private final Router<Handler> router = new Router<>();

    KeycloakAdmin(KeycloakRealm realm, KeycloakTokenService tokens) {
        this.realm = realm;
        this.tokens = tokens;
        router.addRoute("GET", "users", (request, path) -> listUsers(request.query()))
                .addRoute(
                        "GET",
                        "users/count",
                        (request, path) ->
                                json(IntNode.valueOf(realm.visibleUsers().size())))
                .addRoute(
                        "GET",
                        "users/{id}",
                        (request, path) -> json(requireUser(path).toRow()))
                .addRoute("GET", "users/{id}/role-mappings/realm", (request, path) -> listRoles(path))
                .addRoute("GET", "users/{id}/role-mappings/realm/composite", (request, path) -> listRoles(path))
                .addRoute("GET", "roles", (request, path) -> json(JsonTrees.array(realm.roles())))
                .addRoute("GET", "roles/{name}", (request, path) -> findRole(path.get("name")));
        new KeycloakGroups(realm).registerRoutes(router);
    }

    /**
     * Handles a request.
     *
     * @param path path below {@code /auth/admin/realms/master/}
     */
    ServerResponse handle(ServerRequest request, String path) {
        JsonNode claims = tokens.authenticate(request);
        if (claims == null) throw KeycloakErrors.httpError(401, "Unauthorized");
        if (!PxPrincipal.of(claims).hasRole(KeycloakRealm.KEYCLOAK_ADMIN))
            throw KeycloakErrors.httpError(403, "Forbidden");
        Router.Match<Handler> match = router.find(request.method(), path);
        if (match != null) return match.handler().handle(request, match.variables());
        if (router.hasPath(path)) throw KeycloakErrors.httpError(405, "Method Not Allowed");
        throw KeycloakErrors.httpError(404, "Not Found");
    }

    private ServerResponse listUsers(QueryParameters query) {
        String search = query.get("search", "");
        String username = query.get("username", "");
        boolean exact = query.get("exact", "false").equals("true") && !username.isEmpty();
        List<ObjectNode> rows = realm.visibleUsers().stream()
                .filter(user -> user.username().contains(search))
                .filter(user -> exact
                        ? user.username().equals(username)
                        : user.username().contains(username))
                .sorted(Comparator.comparing(KeycloakUser::username))
                .map(KeycloakUser::toRow)
                .toList();
        return page(rows, query, MAX_USERS);
    }

    /** Returns the part of a list that {@code first} and {@code max} select. */
    static ServerResponse page(List<ObjectNode> rows, QueryParameters query, int defaultMax) {
        return json(JsonTrees.array(rows.stream()
                .skip(query.positiveInt("first", 0))
                .limit(query.positiveInt("max", defaultMax))
                .toList()));
    }

    static ServerResponse json(JsonNode body) {
        return ServerResponse.json(200, body);
    }

    private ServerResponse listRoles(Map<String, String> path) {
        return json(JsonTrees.array(
                realm.rolesOf(requireUser(path).id()).stream().map(realm::role).toList()));
    }

    private ServerResponse findRole(String name) {
        ObjectNode role = realm.role(name);
        if (role == null) throw notFound("Could not find role");
        return json(role);
    }

    private KeycloakUser requireUser(Map<String, String> path) {
        KeycloakUser user = realm.userById(path.get("id"));
        if (user == null) throw notFound("User not found");
        return user;
    }

    static HttpErrorException notFound(String message) {
        return new HttpErrorException(
                ServerResponse.json(404, JsonTrees.object().put("error", message)));
    }
}
