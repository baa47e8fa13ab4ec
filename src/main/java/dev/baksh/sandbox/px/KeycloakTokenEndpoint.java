package dev.baksh.sandbox.px;

import dev.baksh.sandbox.server.QueryParameters;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * Token endpoint and logout of the realm (keycloak): form bodies only, client authentication by HTTP Basic or in the
 * body.
 */
final class KeycloakTokenEndpoint {
    private final KeycloakRealm realm;
    private final KeycloakTokenService tokens;
    private final PxBehavior behavior;
    int clientGrantCount;
    int passwordGrantCount;
    int refreshCount;

    KeycloakTokenEndpoint(KeycloakRealm realm, KeycloakTokenService tokens, PxBehavior behavior) {
        this.realm = realm;
        this.tokens = tokens;
        this.behavior = behavior;
    }

    ServerResponse handleTokenRequest(ServerRequest request) {
        QueryParameters form = parseForm(request);
        String grantType = form.get("grant_type");
        if (grantType == null) {
            throw KeycloakErrors.oauthError(400, "invalid_request", "Missing form parameter: grant_type");
        }
        String issuer = request.baseUrl() + "/auth/realms/master";
        return switch (grantType) {
            case "client_credentials" -> grantByClientCredentials(authenticateClient(request, form), form, issuer);
            case "password" -> grantByPassword(authenticateClient(request, form), form, issuer);
            case "refresh_token" -> grantByRefreshToken(authenticateClient(request, form), form, issuer);
            default -> throw KeycloakErrors.oauthError(400, "unsupported_grant_type", "Unsupported grant_type");
        };
    }

    ServerResponse handleLogout(ServerRequest request) {
        QueryParameters form = parseForm(request);
        authenticateClient(request, form);
        tokens.logout(form.get("refresh_token", ""));
        return ServerResponse.empty(204);
    }

    private ServerResponse grantByClientCredentials(KeycloakClient client, QueryParameters form, String issuer) {
        if (client.serviceAccountUserId() == null) {
            String subject = client.secret() == null ? "Public client not allowed" : "Client not enabled";
            throw KeycloakErrors.oauthError(401, "unauthorized_client", subject + " to retrieve service account");
        }
        rejectOfflineScope(form);
        clientGrantCount++;
        KeycloakUser user = realm.userById(client.serviceAccountUserId());
        return tokens.startSession(user, client, issuer, false);
    }

    /** Grants tokens for a password. The parameter token-duration in the product's documentation has no effect. */
    private ServerResponse grantByPassword(KeycloakClient client, QueryParameters form, String issuer) {
        if (!client.directGrantsEnabled()) {
            throw KeycloakErrors.oauthError(400, "unauthorized_client", "Client not allowed for direct access grants");
        }
        KeycloakUser user = realm.user(form.get("username", "").toLowerCase(Locale.ROOT));
        if (user == null || user.isServiceAccount() || !user.password().equals(form.get("password"))) {
            throw KeycloakErrors.oauthError(behavior.wrongPasswordStatus, "invalid_grant", "Invalid user credentials");
        }
        if (!user.enabled()) throw KeycloakErrors.invalidGrant("Account disabled");
        rejectOfflineScope(form);
        passwordGrantCount++;
        return tokens.startSession(user, client, issuer, true);
    }

    private ServerResponse grantByRefreshToken(KeycloakClient client, QueryParameters form, String issuer) {
        String token = form.get("refresh_token");
        if (token == null) throw KeycloakErrors.oauthError(400, "invalid_request", "No refresh token");
        ServerResponse response = tokens.refresh(token, client, issuer);
        refreshCount++;
        return response;
    }

    private static void rejectOfflineScope(QueryParameters form) {
        if (form.get("scope", "").contains("offline_access")) {
            throw KeycloakErrors.oauthError(400, "not_allowed", "Offline tokens not allowed for the user or client");
        }
    }

    private static QueryParameters parseForm(ServerRequest request) {
        if (!request.method().equals("POST")) throw KeycloakErrors.httpError(405, "Method Not Allowed");
        boolean isForm = request.contentType().equals("application/x-www-form-urlencoded");
        // Known: JSON is an error. Assumption: the status code.
        if (!isForm && request.body().length > 0) throw KeycloakErrors.httpError(415, "Unsupported Media Type");
        return QueryParameters.parse(request.bodyText());
    }

    private KeycloakClient authenticateClient(ServerRequest request, QueryParameters form) {
        String id = form.get("client_id");
        String secret = form.get("client_secret");
        String header = request.header("Authorization");
        if (header != null && header.regionMatches(true, 0, "Basic ", 0, 6)) {
            QueryParameters credentials =
                    decodeBasicCredentials(header.substring(6).trim());
            id = credentials.get("id");
            secret = credentials.get("secret");
        }
        String description = "Invalid client or Invalid client credentials";
        KeycloakClient client = id == null ? null : realm.client(id);
        if (client == null || !client.enabled()) throw KeycloakErrors.oauthError(401, "invalid_client", description);
        if (client.secret() != null && !client.secret().equals(secret)) {
            throw KeycloakErrors.oauthError(401, "unauthorized_client", description);
        }
        return client;
    }

    /** Decodes HTTP Basic credentials; both parts are form-encoded (RFC 6749, 2.3.1). */
    private static QueryParameters decodeBasicCredentials(String encoded) {
        try {
            String credentials = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = credentials.indexOf(':');
            if (colon < 0) return QueryParameters.parse("");
            return QueryParameters.parse(
                    "id=" + credentials.substring(0, colon) + "&secret=" + credentials.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            // Invalid credentials are treated like a missing client: the request is refused.
            return QueryParameters.parse("");
        }
    }
}
