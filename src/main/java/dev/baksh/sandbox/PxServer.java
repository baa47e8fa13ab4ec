package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The Portworx host: Keycloak below /auth, the console's backend below /backend, else the console's page. One lock for all. */
final class PxServer implements Site {
    interface Handler {
        Answer answer(Ask ask, PxCaller caller);
    }

    private static final String REALM = "/auth/realms/";
    private static final String ADMIN = "/auth/admin/realms/master/";
    private static final String BACKEND = "/backend/api/pxBackup/";
    private static final String OPENID = "master/protocol/openid-connect/";
    /** nginx' client_max_body_size in front of the backend. */
    private static final int MAX_BODY_BYTES = 8 << 20;

    private final PxSwitches switches = new PxSwitches();
    private final PxRealm realm;
    private final PxTokens tokens;
    private final PxGrants grants;
    private final KeycloakAdmin admin;
    private final PxEnvelope envelope = new PxEnvelope(switches);
    private final PxRoles roles;
    private final Router<Handler> backend = new Router<>();

    PxServer(SandboxOptions options, Dice dice) {
        Instant installed =
                options.clock().instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(60));
        realm = new PxRealm(dice, installed);
        tokens = new PxTokens(realm, switches, options, dice);
        grants = new PxGrants(realm, tokens, switches);
        admin = new KeycloakAdmin(realm, tokens);
        roles = new PxRoles(realm, envelope, options.clock(), dice);
        new PxSeed(realm, roles, installed.plusNanos(332_422_260)).plant();
        PxUsers users = new PxUsers(realm, roles, envelope, options.pxUsersCarryRoles());
        backend.add("GET", "rbac/roles/list", roles::list)
                .add("POST", "rbac/roles/create", roles::create)
                .add("PUT", "rbac/roles/update", roles::update)
                .add("DELETE", "rbac/roles/delete", roles::delete)
                .add("GET", "rbac/users/list", users::list)
                .add("POST", "rbac/users/mapRoles/apply", users::map)
                .add("DELETE", "rbac/users/mapRoles/delete", users::unmap);
    }

    @Override
    public String name() {
        return "px";
    }

    @Override
    public boolean asksForToken(Ask ask) {
        return ask.path().equals(REALM + OPENID + "token");
    }

    @Override
    public Answer unauthorized() {
        return envelope.unauthenticated();
    }

    @Override
    public Answer throttled(Duration retryAfter) {
        return Answer.html(429, "429 Too Many Requests").with("Retry-After", Long.toString(retryAfter.toSeconds()));
    }

    @Override
    public synchronized Answer answer(Ask ask) {
        if (ask.body().length > MAX_BODY_BYTES) return Answer.html(413, "413 Request Entity Too Large");
        if (ask.path().startsWith(ADMIN)) return admin.answer(ask, ask.path().substring(ADMIN.length()));
        if (ask.path().startsWith(REALM)) return keycloak(ask, ask.path().substring(REALM.length()));
        if (ask.path().startsWith(BACKEND)) return backend(ask, ask.path().substring(BACKEND.length()));
        return page(ask);
    }

    private Answer keycloak(Ask ask, String path) {
        if (!path.startsWith("master/")) return Answer.json(404, Json.object().put("error", "Realm does not exist"));
        if (path.equals(OPENID + "token")) return grants.token(ask);
        if (path.equals(OPENID + "logout")) return grants.logout(ask);
        throw KeycloakErrors.http(404, "Not Found");
    }

    private Answer backend(Ask ask, String path) {
        JsonNode claims = tokens.authenticated(ask);
        if (claims == null) return envelope.unauthenticated();
        Router.Found<Handler> found = backend.find(ask.method(), path);
        if (found != null) return found.handler().answer(ask, PxCaller.of(claims));
        boolean known = backend.knows(path);
        // Laravel's own words.
        String message = known
                ? "The " + ask.method() + " method is not supported for route api/pxBackup/" + path + "."
                : "The route api/pxBackup/" + path + " could not be found.";
        return Answer.json(known ? 405 : 404, Json.object().put("message", message));
    }

    /**
     * What nginx does with an address of nobody, such as /Backend: 404 as the vendor's pages say, or the console's start page
     * with 200 as its configuration says (px-api 6, point 2).
     */
    private Answer page(Ask ask) {
        boolean start = ask.path().equals("/") || switches.pageForWrongCase();
        if (start && ask.method().equals("GET")) return Answer.html(200, "Portworx Backup");
        return start ? Answer.html(405, "405 Not Allowed") : Answer.html(404, "404 Not Found");
    }

    PxSwitches switches() {
        return switches;
    }

    PxRealm realm() {
        return realm;
    }

    PxTokens tokens() {
        return tokens;
    }

    PxGrants grants() {
        return grants;
    }

    PxRoles roles() {
        return roles;
    }
}
