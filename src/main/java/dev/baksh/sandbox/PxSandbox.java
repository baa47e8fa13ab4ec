package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.sandbox.px.ErrorStyle;
import dev.baksh.sandbox.px.KeycloakClient;
import dev.baksh.sandbox.px.KeycloakUser;
import dev.baksh.sandbox.px.PxServer;
import dev.baksh.sandbox.server.FaultInjector;
import dev.baksh.sandbox.server.HttpServer;
import java.util.List;
import java.util.Set;

/** The Portworx sandbox from behind: its faults, its switches and the truth that it keeps. */
public final class PxSandbox {
    private final PxServer server;
    private final HttpServer httpServer;

    PxSandbox(PxServer server, HttpServer httpServer) {
        this.server = server;
        this.httpServer = httpServer;
    }

    /** What is to go wrong. */
    public FaultInjector faults() {
        return httpServer.faults();
    }

    /** How the backend says that something went wrong. */
    public void setErrorStyle(ErrorStyle style) {
        server.behavior().setErrorStyle(style);
    }

    /** Whether unknown addresses, /Backend among them, give the console's page with 200 in place of 404. */
    public void setHtmlForUnknownPaths(boolean enabled) {
        server.behavior().setHtmlForUnknownPaths(enabled);
    }

    /** Whether a refresh token works once only; used again, it ends the session. */
    public void setRefreshTokenRotation(boolean enabled) {
        server.behavior().setRefreshTokenRotation(enabled);
    }

    /** Whether client credentials give a refresh token too. */
    public void setClientRefreshTokens(boolean enabled) {
        server.behavior().setClientRefreshTokens(enabled);
    }

    /** 401, as on the Keycloak that the product ships, or 400 as on newer ones. */
    public void setWrongPasswordStatus(int status) {
        server.behavior().setWrongPasswordStatus(status);
    }

    /** From now on that user cannot log in or refresh. */
    public void disableUser(String username) {
        synchronized (server) {
            server.realm().disableUser(username);
        }
    }

    /** From now on that client gets no tokens. */
    public void disableClient(String id) {
        synchronized (server) {
            server.realm().disableClient(id);
        }
    }

    /** This access token does not work any more; for a refresh token its whole session ends. */
    public void revokeToken(String token) {
        synchronized (server) {
            server.tokens().revoke(token);
        }
    }

    /** No access token that was given so far works any more; refresh tokens do. */
    public void revokeAccessTokens() {
        synchronized (server) {
            server.tokens().revokeAccessTokens();
        }
    }

    /** No token that was given so far works any more, of either kind. */
    public void revokeAllTokens() {
        synchronized (server) {
            server.tokens().revokeAllTokens();
        }
    }

    /** How often tokens were given for a client's own secret. */
    public int clientGrantCount() {
        synchronized (server) {
            return server.tokenEndpoint().clientGrantCount();
        }
    }

    /** How often tokens were given for a password. */
    public int passwordGrantCount() {
        synchronized (server) {
            return server.tokenEndpoint().passwordGrantCount();
        }
    }

    /** How often tokens were given for a refresh token. */
    public int refreshCount() {
        synchronized (server) {
            return server.tokenEndpoint().refreshCount();
        }
    }

    /** The most token requests that were ever under way at once. */
    public int maxConcurrentTokenRequests() {
        return httpServer.inFlightTokenRequests().max();
    }

    /** Another user, who holds nothing yet. */
    public void addUser(String username) {
        synchronized (server) {
            server.realm().addUser(username);
        }
    }

    /** The role goes from Keycloak alone, and nobody holds it any more. */
    public void removeKeycloakRole(String role) {
        synchronized (server) {
            server.realm().removeRole(role);
        }
    }

    /** The password of a user, by username. */
    public String password(String username) {
        synchronized (server) {
            KeycloakUser user = server.realm().user(username);
            if (user == null || user.isServiceAccount()) {
                throw new IllegalArgumentException("no password of user " + username + " in the sandbox");
            }
            return user.password();
        }
    }

    /** The secret of a confidential client: baksh, or portal, which has no service account. */
    public String clientSecret(String id) {
        synchronized (server) {
            KeycloakClient client = server.realm().client(id);
            if (client == null || client.secret() == null) {
                throw new IllegalArgumentException("no secret of client " + id + " in the sandbox");
            }
            return client.secret();
        }
    }

    /** The user's id in Keycloak. */
    public String userId(String username) {
        synchronized (server) {
            return server.realm().user(username).id();
        }
    }

    /** Role names, in order of creation. */
    public List<String> roleNames() {
        synchronized (server) {
            return server.roles().names();
        }
    }

    /** A role as the list shows it, or null. */
    public JsonNode role(String name) {
        synchronized (server) {
            return server.roles().get(name);
        }
    }

    /** Names of all realm roles that the user has now, Keycloak's own among them. */
    public Set<String> rolesOf(String username) {
        synchronized (server) {
            return server.realm().rolesOf(server.realm().user(username).id());
        }
    }
}
