package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.sandbox.server.HttpHandler;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The Portworx host: Keycloak below /auth, the console's backend below /backend, else the console's page. One lock for all. */
public final class PxServer implements HttpHandler {
    interface Handler {
        ServerResponse answer(ServerRequest ask, PxPrincipal caller);
    }

    private static final String REALM = "/auth/realms/";
    private static final String ADMIN = "/auth/admin/realms/master/";
    private static final String BACKEND = "/backend/api/pxBackup/";
    private static final String OPENID = "master/protocol/openid-connect/";
    /** nginx' client_max_body_size in front of the backend. */
    private static final int MAX_BODY_BYTES = 8 << 20;

    private final PxBehavior switches = new PxBehavior();
    private final KeycloakRealm realm;
    private final KeycloakTokenService tokens;
    private final KeycloakTokenEndpoint grants;
    private final KeycloakAdmin admin;
    private final PxEnvelope envelope = new PxEnvelope(switches);
    private final PxRoles roles;
    private final Router<Handler> backend = new Router<>();

    public PxServer(SandboxOptions options, SeededRandom dice) {
        Instant installed =
                options.clock().instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(60));
        realm = new KeycloakRealm(dice, installed);
        tokens = new KeycloakTokenService(realm, switches, options, dice);
        grants = new KeycloakTokenEndpoint(realm, tokens, switches);
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
    public boolean asksForToken(ServerRequest ask) {
        return ask.path().equals(REALM + OPENID + "token");
    }

    @Override
    public ServerResponse unauthorized() {
        return envelope.unauthenticated();
    }

    @Override
    public ServerResponse throttled(Duration retryAfter) {
        return ServerResponse.html(429, "429 Too Many Requests")
                .with("Retry-After", Long.toString(retryAfter.toSeconds()));
    }

    @Override
    public synchronized ServerResponse answer(ServerRequest ask) {
        if (ask.body().length > MAX_BODY_BYTES) return ServerResponse.html(413, "413 Request Entity Too Large");
        if (ask.path().startsWith(ADMIN)) return admin.answer(ask, ask.path().substring(ADMIN.length()));
        if (ask.path().startsWith(REALM)) return keycloak(ask, ask.path().substring(REALM.length()));
        if (ask.path().startsWith(BACKEND)) return backend(ask, ask.path().substring(BACKEND.length()));
        return page(ask);
    }

    private ServerResponse keycloak(ServerRequest ask, String path) {
        if (!path.startsWith("master/"))
            return ServerResponse.json(404, JsonTrees.object().put("error", "Realm does not exist"));
        if (path.equals(OPENID + "token")) return grants.token(ask);
        if (path.equals(OPENID + "logout")) return grants.logout(ask);
        throw KeycloakErrorBodies.http(404, "Not Found");
    }

    private ServerResponse backend(ServerRequest ask, String path) {
        JsonNode claims = tokens.authenticated(ask);
        if (claims == null) return envelope.unauthenticated();
        Router.Found<Handler> found = backend.find(ask.method(), path);
        if (found != null) return found.handler().answer(ask, PxPrincipal.of(claims));
        boolean known = backend.knows(path);
        // Laravel's own words.
        String message = known
                ? "The " + ask.method() + " method is not supported for route api/pxBackup/" + path + "."
                : "The route api/pxBackup/" + path + " could not be found.";
        return ServerResponse.json(known ? 405 : 404, JsonTrees.object().put("message", message));
    }

    /**
     * What nginx does with an address of nobody, such as /Backend: 404 as the vendor's pages say, or the console's start page
     * with 200 as its configuration says (px-api 6, point 2).
     */
    private ServerResponse page(ServerRequest ask) {
        boolean start = ask.path().equals("/") || switches.pageForWrongCase();
        if (start && ask.method().equals("GET")) return ServerResponse.html(200, "Portworx Backup");
        return start ? ServerResponse.html(405, "405 Not Allowed") : ServerResponse.html(404, "404 Not Found");
    }

    public PxBehavior switches() {
        return switches;
    }

    public KeycloakRealm realm() {
        return realm;
    }

    public KeycloakTokenService tokens() {
        return tokens;
    }

    public KeycloakTokenEndpoint grants() {
        return grants;
    }

    public PxRoles roles() {
        return roles;
    }
}
