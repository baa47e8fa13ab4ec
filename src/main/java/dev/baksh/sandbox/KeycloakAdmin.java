package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The part of Keycloak's admin API that reads users and their roles (px-api 1.5). */
final class KeycloakAdmin {
    interface Handler {
        Answer answer(Ask ask, Map<String, String> path);
    }

    /** Keycloak's own default. */
    private static final int MAX_USERS = 100;

    private final PxRealm realm;
    private final PxTokens tokens;
    private final Router<Handler> router = new Router<>();

    KeycloakAdmin(PxRealm realm, PxTokens tokens) {
        this.realm = realm;
        this.tokens = tokens;
        router.add("GET", "users", (ask, path) -> users(ask.query()));
        router.add(
                "GET",
                "users/count",
                (ask, path) ->
                        Answer.json(200, Json.MAPPER.valueToTree(realm.people().size())));
        router.add(
                "GET", "users/{id}", (ask, path) -> Answer.json(200, user(path).row()));
        router.add("GET", "users/{id}/role-mappings/realm", (ask, path) -> roles(user(path)));
        router.add("GET", "users/{id}/role-mappings/realm/composite", (ask, path) -> roles(user(path)));
        new KeycloakGroups(realm).routes(router);
        router.add("GET", "roles", (ask, path) -> Answer.json(200, Json.array(realm.roles())));
        router.add("GET", "roles/{name}", (ask, path) -> role(path.get("name")));
    }

    /** @param path below {@code /auth/admin/realms/master/} */
    Answer answer(Ask ask, String path) {
        JsonNode claims = tokens.authenticated(ask);
        if (claims == null) throw KeycloakErrors.http(401, "Unauthorized");
        if (!PxCaller.of(claims).has(PxRealm.KEYCLOAK_ADMIN)) throw KeycloakErrors.http(403, "Forbidden");
        Router.Found<Handler> found = router.find(ask.method(), path);
        if (found != null) return found.handler().answer(ask, found.variables());
        if (router.knows(path)) throw KeycloakErrors.http(405, "Method Not Allowed");
        throw KeycloakErrors.http(404, "Not Found");
    }

    private Answer users(Params query) {
        int first = number(query, "first", 0);
        int max = number(query, "max", MAX_USERS);
        String search = query.get("search", "");
        String username = query.get("username", "");
        boolean exact = query.get("exact", "false").equals("true");
        Predicate<PxUser> wanted = user -> user.username().contains(search)
                && (exact && !username.isEmpty()
                        ? user.username().equals(username)
                        : user.username().contains(username));
        List<ObjectNode> rows = realm.people().stream()
                .filter(wanted)
                .sorted(java.util.Comparator.comparing(PxUser::username))
                .skip(first)
                .limit(max)
                .map(PxUser::row)
                .toList();
        return Answer.json(200, Json.array(rows));
    }

    private static int number(Params query, String name, int absent) {
        Integer number = query.positive(name);
        return number == null ? absent : number;
    }

    private Answer roles(PxUser user) {
        return Answer.json(
                200,
                Json.array(realm.rolesOf(user.id()).stream().map(realm::role).toList()));
    }

    private Answer role(String name) {
        ObjectNode role = realm.role(name);
        if (role == null) throw missing("Could not find role");
        return Answer.json(200, role);
    }

    private PxUser user(Map<String, String> path) {
        PxUser user = realm.userById(path.get("id"));
        if (user == null) throw missing("User not found");
        return user;
    }

    private static Refusal missing(String message) {
        return new Refusal(Answer.json(404, Json.object().put("error", message)));
    }
}
