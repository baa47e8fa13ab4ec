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

/** The part of Keycloak's admin API that reads users and their roles (px-api 1.5). */
final class KeycloakAdmin {
    interface Handler {
        ServerResponse answer(ServerRequest ask, Map<String, String> path);
    }

    /** Keycloak's own default. */
    private static final int MAX_USERS = 100;

    private final KeycloakRealm realm;
    private final KeycloakTokenService tokens;
    private final Router<Handler> router = new Router<>();

    KeycloakAdmin(KeycloakRealm realm, KeycloakTokenService tokens) {
        this.realm = realm;
        this.tokens = tokens;
        router.add("GET", "users", (ask, path) -> users(ask.query()));
        router.add(
                "GET",
                "users/count",
                (ask, path) -> ServerResponse.json(
                        200, JsonTrees.MAPPER.valueToTree(realm.people().size())));
        router.add(
                "GET",
                "users/{id}",
                (ask, path) -> ServerResponse.json(200, user(path).row()));
        router.add("GET", "users/{id}/role-mappings/realm", (ask, path) -> roles(user(path)));
        router.add("GET", "users/{id}/role-mappings/realm/composite", (ask, path) -> roles(user(path)));
        new KeycloakGroups(realm).routes(router);
        router.add("GET", "roles", (ask, path) -> ServerResponse.json(200, JsonTrees.array(realm.roles())));
        router.add("GET", "roles/{name}", (ask, path) -> role(path.get("name")));
    }

    /** @param path below {@code /auth/admin/realms/master/} */
    ServerResponse answer(ServerRequest ask, String path) {
        JsonNode claims = tokens.authenticated(ask);
        if (claims == null) throw KeycloakErrorBodies.http(401, "Unauthorized");
        if (!PxPrincipal.of(claims).has(KeycloakRealm.KEYCLOAK_ADMIN)) throw KeycloakErrorBodies.http(403, "Forbidden");
        Router.Found<Handler> found = router.find(ask.method(), path);
        if (found != null) return found.handler().answer(ask, found.variables());
        if (router.knows(path)) throw KeycloakErrorBodies.http(405, "Method Not Allowed");
        throw KeycloakErrorBodies.http(404, "Not Found");
    }

    private ServerResponse users(QueryParameters query) {
        int first = number(query, "first", 0);
        int max = number(query, "max", MAX_USERS);
        String search = query.get("search", "");
        String username = query.get("username", "");
        boolean exact = query.get("exact", "false").equals("true");
        Predicate<KeycloakUser> wanted = user -> user.username().contains(search)
                && (exact && !username.isEmpty()
                        ? user.username().equals(username)
                        : user.username().contains(username));
        List<ObjectNode> rows = realm.people().stream()
                .filter(wanted)
                .sorted(java.util.Comparator.comparing(KeycloakUser::username))
                .skip(first)
                .limit(max)
                .map(KeycloakUser::row)
                .toList();
        return ServerResponse.json(200, JsonTrees.array(rows));
    }

    private static int number(QueryParameters query, String name, int absent) {
        Integer number = query.positive(name);
        return number == null ? absent : number;
    }

    private ServerResponse roles(KeycloakUser user) {
        return ServerResponse.json(
                200,
                JsonTrees.array(
                        realm.rolesOf(user.id()).stream().map(realm::role).toList()));
    }

    private ServerResponse role(String name) {
        ObjectNode role = realm.role(name);
        if (role == null) throw missing("Could not find role");
        return ServerResponse.json(200, role);
    }

    private KeycloakUser user(Map<String, String> path) {
        KeycloakUser user = realm.userById(path.get("id"));
        if (user == null) throw missing("User not found");
        return user;
    }

    private static HttpErrorException missing(String message) {
        return new HttpErrorException(
                ServerResponse.json(404, JsonTrees.object().put("error", message)));
    }
}
