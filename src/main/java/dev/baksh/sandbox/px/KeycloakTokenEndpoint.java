package dev.baksh.sandbox.px;

import dev.baksh.sandbox.server.QueryParameters;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** The token endpoint and logout of the realm (keycloak): forms only, client by HTTP Basic or in the body. */
public final class KeycloakTokenEndpoint {
    private final KeycloakRealm realm;
    private final KeycloakTokenService tokens;
    private final PxBehavior switches;
    private int clientGrants;
    private int passwordGrants;
    private int refreshes;

    KeycloakTokenEndpoint(KeycloakRealm realm, KeycloakTokenService tokens, PxBehavior switches) {
        this.realm = realm;
        this.tokens = tokens;
        this.switches = switches;
    }

    ServerResponse token(ServerRequest ask) {
        QueryParameters form = form(ask);
        String grant = form.get("grant_type");
        if (grant == null) {
            throw KeycloakErrorBodies.oauth(400, "invalid_request", "Missing form parameter: grant_type");
        }
        String issuer = ask.base() + "/auth/realms/master";
        return switch (grant) {
            case "client_credentials" -> byClient(client(ask, form), form, issuer);
            case "password" -> byPassword(client(ask, form), form, issuer);
            case "refresh_token" -> byRefresh(client(ask, form), form, issuer);
            default -> throw KeycloakErrorBodies.oauth(400, "unsupported_grant_type", "Unsupported grant_type");
        };
    }

    ServerResponse logout(ServerRequest ask) {
        QueryParameters form = form(ask);
        client(ask, form);
        tokens.logout(form.get("refresh_token", ""));
        return ServerResponse.empty(204);
    }

    public int clientGrants() {
        return clientGrants;
    }

    public int passwordGrants() {
        return passwordGrants;
    }

    public int refreshes() {
        return refreshes;
    }

    private ServerResponse byClient(KeycloakClient client, QueryParameters form, String issuer) {
        if (client.secret() == null) {
            throw KeycloakErrorBodies.oauth(
                    401, "unauthorized_client", "Public client not allowed to retrieve service account");
        }
        if (client.serviceAccount() == null) {
            throw KeycloakErrorBodies.oauth(
                    401, "unauthorized_client", "Client not enabled to retrieve service account");
        }
        refuseOffline(form);
        clientGrants++;
        KeycloakUser user = realm.userById(client.serviceAccount());
        return tokens.begin(user, client, issuer, switches.clientRefreshTokens());
    }

    /** A token-duration, as the product's pages show it, has no effect. */
    private ServerResponse byPassword(KeycloakClient client, QueryParameters form, String issuer) {
        if (!client.directGrants()) {
            throw KeycloakErrorBodies.oauth(400, "unauthorized_client", "Client not allowed for direct access grants");
        }
        KeycloakUser user = realm.user(form.get("username", "").toLowerCase(Locale.ROOT));
        if (user == null || user.isServiceAccount() || !user.password().equals(form.get("password"))) {
            throw KeycloakErrorBodies.oauth(
                    switches.wrongPasswordStatus(), "invalid_grant", "Invalid user credentials");
        }
        if (!user.enabled()) throw KeycloakErrorBodies.invalidGrant("Account disabled");
        refuseOffline(form);
        passwordGrants++;
        return tokens.begin(user, client, issuer, true);
    }

    private ServerResponse byRefresh(KeycloakClient client, QueryParameters form, String issuer) {
        String token = form.get("refresh_token");
        if (token == null) throw KeycloakErrorBodies.oauth(400, "invalid_request", "No refresh token");
        ServerResponse answer = tokens.refresh(token, client, issuer);
        refreshes++;
        return answer;
    }

    private static void refuseOffline(QueryParameters form) {
        if (form.get("scope", "").contains("offline_access")) {
            throw KeycloakErrorBodies.oauth(400, "not_allowed", "Offline tokens not allowed for the user or client");
        }
    }

    private static QueryParameters form(ServerRequest ask) {
        if (!ask.method().equals("POST")) throw KeycloakErrorBodies.http(405, "Method Not Allowed");
        boolean form = ask.contentType().equals("application/x-www-form-urlencoded");
        // Assumption: the status for JSON; that it is an error is known.
        if (!form && ask.body().length > 0) throw KeycloakErrorBodies.http(415, "Unsupported Media Type");
        return QueryParameters.parse(ask.text());
    }

    private KeycloakClient client(ServerRequest ask, QueryParameters form) {
        String id = form.get("client_id");
        String secret = form.get("client_secret");
        String header = ask.header("Authorization");
        if (header != null && header.regionMatches(true, 0, "Basic ", 0, 6)) {
            QueryParameters pair = basic(header.substring(6).trim());
            id = pair.get("id");
            secret = pair.get("secret");
        }
        String description = "Invalid client or Invalid client credentials";
        KeycloakClient client = id == null ? null : realm.client(id);
        if (client == null || !client.enabled()) throw KeycloakErrorBodies.oauth(401, "invalid_client", description);
        if (client.secret() != null && !client.secret().equals(secret)) {
            throw KeycloakErrorBodies.oauth(401, "unauthorized_client", description);
        }
        return client;
    }

    /** Both halves are form-encoded inside the pair (RFC 6749, 2.3.1). */
    private static QueryParameters basic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon < 0) return QueryParameters.parse("");
            return QueryParameters.parse("id=" + pair.substring(0, colon) + "&secret=" + pair.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            // As good as no client: the caller is refused.
            return QueryParameters.parse("");
        }
    }
}
