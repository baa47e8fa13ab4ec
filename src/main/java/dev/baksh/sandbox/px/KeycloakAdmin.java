package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.HttpErrorException;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.QueryParameters;
import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Routes of Keycloak's admin API that read users and their roles (px-api 1.5). */
final class KeycloakAdmin {
    interface Handler {
        ServerResponse handle(ServerRequest request, Map<String, String> pathVariables);
    }

    /** Default of Keycloak. */
    private static final int MAX_USERS = 100;

    private final KeycloakRealm realm;
    private final KeycloakTokenService tokens;
    private final Router<Handler> router = new Router<>();

    KeycloakAdmin(KeycloakRealm realm, KeycloakTokenService tokens) {
        this.realm = realm;
        this.tokens = tokens;
        router.addRoute("GET", "users", (request, pathVariables) -> listUsers(request.query()));
        router.addRoute(
                "GET",
                "users/count",
                (request, pathVariables) -> ServerResponse.json(
                        200, JsonTrees.MAPPER.valueToTree(realm.visibleUsers().size())));
        router.addRoute(
                "GET",
                "users/{id}",
                (request, pathVariables) ->
                        ServerResponse.json(200, requireUser(pathVariables).toRow()));
        router.addRoute(
                "GET",
                "users/{id}/role-mappings/realm",
                (request, pathVariables) -> listRoles(requireUser(pathVariables)));
        router.addRoute(
                "GET",
                "users/{id}/role-mappings/realm/composite",
                (request, pathVariables) -> listRoles(requireUser(pathVariables)));
        new KeycloakGroups(realm).registerRoutes(router);
        router.addRoute(
                "GET", "roles", (request, pathVariables) -> ServerResponse.json(200, JsonTrees.array(realm.roles())));
        router.addRoute("GET", "roles/{name}", (request, pathVariables) -> findRole(pathVariables.get("name")));
    }

    /**
     * Handles a request.
     *
     * @param path path below {@code /auth/admin/realms/master/}
     */
    ServerResponse handle(ServerRequest request, String path) {
        JsonNode claims = tokens.authenticate(request);
        if (claims == null) throw KeycloakErrorBodies.httpError(401, "Unauthorized");
        if (!PxPrincipal.of(claims).hasRole(KeycloakRealm.KEYCLOAK_ADMIN))
            throw KeycloakErrorBodies.httpError(403, "Forbidden");
        Router.Match<Handler> match = router.find(request.method(), path);
        if (match != null) return match.handler().handle(request, match.variables());
        if (router.hasPath(path)) throw KeycloakErrorBodies.httpError(405, "Method Not Allowed");
        throw KeycloakErrorBodies.httpError(404, "Not Found");
    }

    private ServerResponse listUsers(QueryParameters query) {
        int first = intParameter(query, "first", 0);
        int max = intParameter(query, "max", MAX_USERS);
        String search = query.get("search", "");
        String username = query.get("username", "");
        boolean exact = query.get("exact", "false").equals("true");
        Predicate<KeycloakUser> matchesQuery = user -> user.username().contains(search)
                && (exact && !username.isEmpty()
                        ? user.username().equals(username)
                        : user.username().contains(username));
        List<ObjectNode> rows = realm.visibleUsers().stream()
                .filter(matchesQuery)
                .sorted(java.util.Comparator.comparing(KeycloakUser::username))
                .skip(first)
                .limit(max)
                .map(KeycloakUser::toRow)
                .toList();
        return ServerResponse.json(200, JsonTrees.array(rows));
    }

    private static int intParameter(QueryParameters query, String name, int defaultValue) {
        Integer value = query.positiveInt(name);
        return value == null ? defaultValue : value;
    }

    private ServerResponse listRoles(KeycloakUser user) {
        return ServerResponse.json(
                200,
                JsonTrees.array(
                        realm.rolesOf(user.id()).stream().map(realm::role).toList()));
    }

    private ServerResponse findRole(String name) {
        ObjectNode role = realm.role(name);
        if (role == null) throw notFound("Could not find role");
        return ServerResponse.json(200, role);
    }

    private KeycloakUser requireUser(Map<String, String> pathVariables) {
        KeycloakUser user = realm.userById(pathVariables.get("id"));
        if (user == null) throw notFound("User not found");
        return user;
    }

    private static HttpErrorException notFound(String message) {
        return new HttpErrorException(
                ServerResponse.json(404, JsonTrees.object().put("error", message)));
    }
}
