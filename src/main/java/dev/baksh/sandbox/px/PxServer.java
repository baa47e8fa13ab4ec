package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.sandbox.server.EmulatedServer;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/**
 * Emulator of the Portworx host: Keycloak below /auth, the console's backend below /backend, otherwise the console's
 * page. One lock guards all state.
 */
public final class PxServer extends EmulatedServer {
    interface Handler {
        ServerResponse handle(ServerRequest request, PxPrincipal caller);
    }

    private static final String REALM_PATH = "/auth/realms/";
    private static final String ADMIN_PATH = "/auth/admin/realms/master/";
    private static final String BACKEND_PATH = "/backend/api/pxBackup/";
    private static final String OPENID_PATH = "master/protocol/openid-connect/";
    /** Value of client_max_body_size in nginx in front of the backend. */
    private static final int MAX_BODY_BYTES = 8 << 20;

    /** Settings that specs change while the server runs. */
    public final PxBehavior behavior = new PxBehavior();

    private final KeycloakRealm realm;
    private final KeycloakTokenService tokens;
    private final KeycloakTokenEndpoint tokenEndpoint;
    private final KeycloakAdmin admin;
    private final PxEnvelope envelope = new PxEnvelope(behavior);
    private final PxRoles roles;
    private final Router<Handler> backendRouter = new Router<>();

    public PxServer(SandboxOptions options, SeededRandom random) {
        super("px");
        Instant installedAt = installationTime(options.clock);
        realm = new KeycloakRealm(random, installedAt);
        tokens = new KeycloakTokenService(realm, behavior, options, random);
        tokenEndpoint = new KeycloakTokenEndpoint(realm, tokens, behavior);
        admin = new KeycloakAdmin(realm, tokens);
        roles = new PxRoles(realm, envelope, options.clock, random);
        new PxSeed(realm, roles, installedAt.plusNanos(332_422_260)).populate();
        PxUsers users = new PxUsers(realm, roles, envelope, options.pxUsersIncludeRoles);
        backendRouter
                .addRoute("GET", "rbac/roles/list", roles::list)
                .addRoute("POST", "rbac/roles/create", roles::create)
                .addRoute("PUT", "rbac/roles/update", roles::update)
                .addRoute("DELETE", "rbac/roles/delete", roles::delete)
                .addRoute("GET", "rbac/users/list", users::list)
                .addRoute("POST", "rbac/users/mapRoles/apply", users::mapRoles)
                .addRoute("DELETE", "rbac/users/mapRoles/delete", users::unmapRole);
    }

    /** Returns the time of the installation of Portworx Backup and its gateway. */
    public static Instant installationTime(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(60));
    }

    @Override
    protected boolean isTokenRequest(ServerRequest request) {
        return request.path().equals(REALM_PATH + OPENID_PATH + "token");
    }

    @Override
    protected ServerResponse unauthorizedResponse() {
        return envelope.unauthenticatedResponse();
    }

    @Override
    protected synchronized ServerResponse handle(ServerRequest request) {
        String path = request.path();
        if (request.body().length > MAX_BODY_BYTES) return ServerResponse.html(413, "413 Request Entity Too Large");
        if (path.startsWith(ADMIN_PATH)) return admin.handle(request, path.substring(ADMIN_PATH.length()));
        if (path.startsWith(REALM_PATH)) return handleKeycloak(request, path.substring(REALM_PATH.length()));
        if (path.startsWith(BACKEND_PATH)) return handleBackend(request, path.substring(BACKEND_PATH.length()));
        return consolePage(request);
    }

    private ServerResponse handleKeycloak(ServerRequest request, String path) {
        if (!path.startsWith("master/"))
            return ServerResponse.json(404, JsonTrees.object().put("error", "Realm does not exist"));
        if (path.equals(OPENID_PATH + "token")) return tokenEndpoint.handleTokenRequest(request);
        if (path.equals(OPENID_PATH + "logout")) return tokenEndpoint.handleLogout(request);
        throw KeycloakErrors.httpError(404, "Not Found");
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

    /** Returns the claims of a valid access token, otherwise null. */
    public JsonNode authenticate(ServerRequest request) {
        return tokens.authenticate(request);
    }

    public PxRoles roles() {
        return roles;
    }

    /** Disables login and refresh of a user. */
    public synchronized void disableUser(String username) {
        realm.disableUser(username);
    }

    /** Disables the tokens of a client. */
    public synchronized void disableClient(String id) {
        realm.disableClient(id);
    }

    /** Revokes all access tokens; refresh tokens stay valid. */
    public synchronized void revokeAccessTokens() {
        tokens.revokeAccessTokens();
    }

    /** Revokes all access and refresh tokens. */
    public synchronized void revokeAllTokens() {
        tokens.revokeAllTokens();
    }

    /** Returns the number of logins with client credentials. */
    public synchronized int clientGrantCount() {
        return tokenEndpoint.clientGrantCount;
    }

    /** Returns the number of logins with a password. */
    public synchronized int passwordGrantCount() {
        return tokenEndpoint.passwordGrantCount;
    }

    /** Returns the number of refreshes. */
    public synchronized int refreshCount() {
        return tokenEndpoint.refreshCount;
    }

    /** Adds a user without roles. */
    public synchronized void addUser(String username) {
        realm.addUser(username);
    }

    /** Removes a role and its mappings from Keycloak; the backend keeps the role. */
    public synchronized void removeKeycloakRole(String role) {
        realm.removeRole(role);
    }

    /**
     * Returns the password of a user.
     *
     * @throws IllegalArgumentException if the user does not exist or has no password
     */
    public synchronized String password(String username) {
        KeycloakUser user = realm.user(username);
        if (user != null && !user.isServiceAccount()) return user.password();
        throw new IllegalArgumentException("the sandbox has no password of user " + username);
    }

    /**
     * Returns the secret of a confidential client: baksh, or portal, which has no service account.
     *
     * @throws IllegalArgumentException if the client does not exist or has no secret
     */
    public synchronized String clientSecret(String id) {
        KeycloakClient client = realm.client(id);
        if (client != null && client.secret() != null) return client.secret();
        throw new IllegalArgumentException("the sandbox has no secret of client " + id);
    }

    /** Returns the id of a user in Keycloak. */
    public synchronized String userId(String username) {
        return realm.user(username).id();
    }

    /** Returns the role names in order of creation. */
    public synchronized List<String> roleNames() {
        return roles.names();
    }

    /** Returns the role as in lists, or null. */
    public synchronized JsonNode role(String name) {
        return roles.get(name);
    }

    /** Returns the names of all realm roles of a user, Keycloak's own roles included. */
    public synchronized Set<String> rolesOf(String username) {
        return realm.rolesOf(userId(username));
    }
}
