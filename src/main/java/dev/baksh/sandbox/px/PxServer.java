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

/**
 * Emulator of the Portworx host: Keycloak below /auth, the console's backend below /backend, otherwise the console's
 * page. One lock guards all state.
 */
public final class PxServer implements HttpHandler {
    interface Handler {
        ServerResponse handle(ServerRequest request, PxPrincipal caller);
    }

    private static final String REALM_PATH = "/auth/realms/";
    private static final String ADMIN_PATH = "/auth/admin/realms/master/";
    private static final String BACKEND_PATH = "/backend/api/pxBackup/";
    private static final String OPENID_PATH = "master/protocol/openid-connect/";
    /** Value of client_max_body_size in nginx in front of the backend. */
    private static final int MAX_BODY_BYTES = 8 << 20;

    private final PxBehavior behavior;
    private final KeycloakRealm realm;
    private final KeycloakTokenService tokens;
    private final KeycloakTokenEndpoint tokenEndpoint;
    private final KeycloakAdmin admin;
    private final PxEnvelope envelope;
    private final PxRoles roles;
    private final Router<Handler> backendRouter = new Router<>();

    public PxServer(SandboxOptions options, PxBehavior behavior, SeededRandom random) {
        this.behavior = behavior;
        envelope = new PxEnvelope(behavior);
        Instant installedAt =
                options.clock().instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(60));
        realm = new KeycloakRealm(random, installedAt);
        tokens = new KeycloakTokenService(realm, behavior, options, random);
        tokenEndpoint = new KeycloakTokenEndpoint(realm, tokens, behavior);
        admin = new KeycloakAdmin(realm, tokens);
        roles = new PxRoles(realm, envelope, options.clock(), random);
        new PxSeed(realm, roles, installedAt.plusNanos(332_422_260)).populate();
        PxUsers users = new PxUsers(realm, roles, envelope, options.pxUsersIncludeRoles());
        backendRouter
                .addRoute("GET", "rbac/roles/list", roles::list)
                .addRoute("POST", "rbac/roles/create", roles::create)
                .addRoute("PUT", "rbac/roles/update", roles::update)
                .addRoute("DELETE", "rbac/roles/delete", roles::delete)
                .addRoute("GET", "rbac/users/list", users::list)
                .addRoute("POST", "rbac/users/mapRoles/apply", users::mapRoles)
                .addRoute("DELETE", "rbac/users/mapRoles/delete", users::unmapRole);
    }

    @Override
    public String name() {
        return "px";
    }

    @Override
    public boolean isTokenRequest(ServerRequest request) {
        return request.path().equals(REALM_PATH + OPENID_PATH + "token");
    }

    @Override
    public ServerResponse unauthorizedResponse() {
        return envelope.unauthenticatedResponse();
    }

    @Override
    public ServerResponse throttledResponse(Duration retryAfter) {
        return ServerResponse.html(429, "429 Too Many Requests")
                .withHeader("Retry-After", Long.toString(retryAfter.toSeconds()));
    }

    @Override
    public ServerResponse handle(ServerRequest request) {
        synchronized (behavior) {
            return route(request);
        }
    }

    private ServerResponse route(ServerRequest request) {
        if (request.body().length > MAX_BODY_BYTES) return ServerResponse.html(413, "413 Request Entity Too Large");
        if (request.path().startsWith(ADMIN_PATH))
            return admin.handle(request, request.path().substring(ADMIN_PATH.length()));
        if (request.path().startsWith(REALM_PATH))
            return handleKeycloak(request, request.path().substring(REALM_PATH.length()));
        if (request.path().startsWith(BACKEND_PATH))
            return handleBackend(request, request.path().substring(BACKEND_PATH.length()));
        return consolePage(request);
    }

    private ServerResponse handleKeycloak(ServerRequest request, String path) {
        if (!path.startsWith("master/"))
            return ServerResponse.json(404, JsonTrees.object().put("error", "Realm does not exist"));
        if (path.equals(OPENID_PATH + "token")) return tokenEndpoint.handleTokenRequest(request);
        if (path.equals(OPENID_PATH + "logout")) return tokenEndpoint.handleLogout(request);
        throw KeycloakErrorBodies.httpError(404, "Not Found");
    }

    private ServerResponse handleBackend(ServerRequest request, String path) {
        JsonNode claims = tokens.authenticate(request);
        if (claims == null) return envelope.unauthenticatedResponse();
        Router.Match<Handler> match = backendRouter.find(request.method(), path);
        if (match != null) return match.handler().handle(request, PxPrincipal.of(claims));
        boolean pathExists = backendRouter.hasPath(path);
        // Messages of Laravel.
        String message = pathExists
                ? "The " + request.method() + " method is not supported for route api/pxBackup/" + path + "."
                : "The route api/pxBackup/" + path + " could not be found.";
        return ServerResponse.json(pathExists ? 405 : 404, JsonTrees.object().put("message", message));
    }

    /**
     * Returns the response of nginx for an unknown path such as /Backend: 404 as in the vendor's documentation, or the
     * console's start page with 200 as in its configuration (px-api 6, point 2).
     */
    private ServerResponse consolePage(ServerRequest request) {
        boolean servesStartPage = request.path().equals("/") || behavior.htmlForUnknownPaths;
        if (servesStartPage && request.method().equals("GET")) return ServerResponse.html(200, "Portworx Backup");
        return servesStartPage
                ? ServerResponse.html(405, "405 Not Allowed")
                : ServerResponse.html(404, "404 Not Found");
    }

    public KeycloakRealm realm() {
        return realm;
    }

    public KeycloakTokenService tokens() {
        return tokens;
    }

    public KeycloakTokenEndpoint tokenEndpoint() {
        return tokenEndpoint;
    }

    public PxRoles roles() {
        return roles;
    }
}
