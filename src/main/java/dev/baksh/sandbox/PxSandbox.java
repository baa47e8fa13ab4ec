package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.sandbox.px.KeycloakClient;
import dev.baksh.sandbox.px.KeycloakUser;
import dev.baksh.sandbox.px.PxBehavior;
import dev.baksh.sandbox.px.PxServer;
import dev.baksh.sandbox.server.FaultInjector;
import dev.baksh.sandbox.server.HttpHandler;
import dev.baksh.sandbox.server.HttpServer;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.sandbox.server.SeededRandom;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Control interface of the Portworx emulator for specs: behavior, faults, users, tokens and roles. */
public final class PxSandbox extends PxBehavior {
    private final PxServer server;
    private final HttpServer httpServer;

    PxSandbox(SandboxOptions options, SeededRandom random, Function<HttpHandler, HttpServer> httpServerStarter) {
        server = new PxServer(options, this, random);
        httpServer = httpServerStarter.apply(server);
    }

    PxServer server() {
        return server;
    }

    HttpServer httpServer() {
        return httpServer;
    }

    /** Returns the injector of faults. */
    public FaultInjector faults() {
        return httpServer.faults();
    }

    /** Disables login and refresh of a user. */
    public synchronized void disableUser(String username) {
        server.realm().disableUser(username);
    }

    /** Disables the tokens of a client. */
    public synchronized void disableClient(String id) {
        server.realm().disableClient(id);
    }

    /** Revokes an access token, or the whole session of a refresh token. */
    public synchronized void revokeToken(String token) {
        server.tokens().revoke(token);
    }

    /** Revokes all access tokens; refresh tokens stay valid. */
    public synchronized void revokeAccessTokens() {
        server.tokens().revokeAccessTokens();
    }

    /** Revokes all access and refresh tokens. */
    public synchronized void revokeAllTokens() {
        server.tokens().revokeAllTokens();
    }

    /** Returns the number of logins with client credentials. */
    public synchronized int clientGrantCount() {
        return server.tokenEndpoint().clientGrantCount();
    }

    /** Returns the number of logins with a password. */
    public synchronized int passwordGrantCount() {
        return server.tokenEndpoint().passwordGrantCount();
    }

    /** Returns the number of refreshes. */
    public synchronized int refreshCount() {
        return server.tokenEndpoint().refreshCount();
    }

    /** Returns the maximum number of concurrent token requests. */
    public int maxConcurrentTokenRequests() {
        return httpServer.maxConcurrentTokenRequests();
    }

    /** Adds a user without roles. */
    public synchronized void addUser(String username) {
        server.realm().addUser(username);
    }

    /** Removes a role and its mappings from Keycloak; the backend keeps the role. */
    public synchronized void removeKeycloakRole(String role) {
        server.realm().removeRole(role);
    }

    /**
     * Returns the password of a user.
     *
     * @throws IllegalArgumentException if the user does not exist or has no password
     */
    public synchronized String password(String username) {
        KeycloakUser user = server.realm().user(username);
        if (user != null && !user.isServiceAccount()) return user.password();
        throw new IllegalArgumentException("the sandbox has no password of user " + username);
    }

    /**
     * Returns the secret of a confidential client: baksh, or portal, which has no service account.
     *
     * @throws IllegalArgumentException if the client does not exist or has no secret
     */
    public synchronized String clientSecret(String id) {
        KeycloakClient client = server.realm().client(id);
        if (client != null && client.secret() != null) return client.secret();
        throw new IllegalArgumentException("the sandbox has no secret of client " + id);
    }

    /** Returns the id of a user in Keycloak. */
    public synchronized String userId(String username) {
        return server.realm().user(username).id();
    }

    /** Returns the role names in order of creation. */
    public synchronized List<String> roleNames() {
        return server.roles().names();
    }

    /** Returns the role as in lists, or null. */
    public synchronized JsonNode role(String name) {
        return server.roles().get(name);
    }

    /** Returns the names of all realm roles of a user, Keycloak's own roles included. */
    public synchronized Set<String> rolesOf(String username) {
        return server.realm().rolesOf(userId(username));
    }
}
