package dev.baksh.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** The token endpoint and logout of the realm (keycloak): forms only, client by HTTP Basic or in the body. */
final class PxGrants {
    private final PxRealm realm;
    private final PxTokens tokens;
    private final PxSwitches switches;
    private int clientGrants;
    private int passwordGrants;
    private int refreshes;

    PxGrants(PxRealm realm, PxTokens tokens, PxSwitches switches) {
        this.realm = realm;
        this.tokens = tokens;
        this.switches = switches;
    }

    Answer token(Ask ask) {
        Params form = form(ask);
        String grant = form.get("grant_type");
        if (grant == null) {
            throw KeycloakErrors.oauth(400, "invalid_request", "Missing form parameter: grant_type");
        }
        String issuer = ask.base() + "/auth/realms/master";
        return switch (grant) {
            case "client_credentials" -> byClient(client(ask, form), form, issuer);
            case "password" -> byPassword(client(ask, form), form, issuer);
            case "refresh_token" -> byRefresh(client(ask, form), form, issuer);
            default -> throw KeycloakErrors.oauth(400, "unsupported_grant_type", "Unsupported grant_type");
        };
    }

    Answer logout(Ask ask) {
        Params form = form(ask);
        client(ask, form);
        tokens.logout(form.get("refresh_token", ""));
        return Answer.empty(204);
    }

    int clientGrants() {
        return clientGrants;
    }

    int passwordGrants() {
        return passwordGrants;
    }

    int refreshes() {
        return refreshes;
    }

    private Answer byClient(PxClient client, Params form, String issuer) {
        if (client.secret() == null) {
            throw KeycloakErrors.oauth(
                    401, "unauthorized_client", "Public client not allowed to retrieve service account");
        }
        if (client.serviceAccount() == null) {
            throw KeycloakErrors.oauth(401, "unauthorized_client", "Client not enabled to retrieve service account");
        }
        refuseOffline(form);
        clientGrants++;
        PxUser user = realm.userById(client.serviceAccount());
        return tokens.begin(user, client, issuer, switches.clientRefreshTokens());
    }

    /** A token-duration, as the product's pages show it, has no effect. */
    private Answer byPassword(PxClient client, Params form, String issuer) {
        if (!client.directGrants()) {
            throw KeycloakErrors.oauth(400, "unauthorized_client", "Client not allowed for direct access grants");
        }
        PxUser user = realm.user(form.get("username", "").toLowerCase(Locale.ROOT));
        if (user == null || user.isServiceAccount() || !user.password().equals(form.get("password"))) {
            throw KeycloakErrors.oauth(switches.wrongPasswordStatus(), "invalid_grant", "Invalid user credentials");
        }
        if (!user.enabled()) throw KeycloakErrors.invalidGrant("Account disabled");
        refuseOffline(form);
        passwordGrants++;
        return tokens.begin(user, client, issuer, true);
    }

    private Answer byRefresh(PxClient client, Params form, String issuer) {
        String token = form.get("refresh_token");
        if (token == null) throw KeycloakErrors.oauth(400, "invalid_request", "No refresh token");
        Answer answer = tokens.refresh(token, client, issuer);
        refreshes++;
        return answer;
    }

    private static void refuseOffline(Params form) {
        if (form.get("scope", "").contains("offline_access")) {
            throw KeycloakErrors.oauth(400, "not_allowed", "Offline tokens not allowed for the user or client");
        }
    }

    private static Params form(Ask ask) {
        if (!ask.method().equals("POST")) throw KeycloakErrors.http(405, "Method Not Allowed");
        boolean form = ask.contentType().equals("application/x-www-form-urlencoded");
        // Assumption: the status for JSON; that it is an error is known.
        if (!form && ask.body().length > 0) throw KeycloakErrors.http(415, "Unsupported Media Type");
        return Params.parse(ask.text());
    }

    private PxClient client(Ask ask, Params form) {
        String id = form.get("client_id");
        String secret = form.get("client_secret");
        String header = ask.header("Authorization");
        if (header != null && header.regionMatches(true, 0, "Basic ", 0, 6)) {
            Params pair = basic(header.substring(6).trim());
            id = pair.get("id");
            secret = pair.get("secret");
        }
        String description = "Invalid client or Invalid client credentials";
        PxClient client = id == null ? null : realm.client(id);
        if (client == null || !client.enabled()) throw KeycloakErrors.oauth(401, "invalid_client", description);
        if (client.secret() != null && !client.secret().equals(secret)) {
            throw KeycloakErrors.oauth(401, "unauthorized_client", description);
        }
        return client;
    }

    /** Both halves are form-encoded inside the pair (RFC 6749, 2.3.1). */
    private static Params basic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon < 0) return Params.parse("");
            return Params.parse("id=" + pair.substring(0, colon) + "&secret=" + pair.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            // As good as no client: the caller is refused.
            return Params.parse("");
        }
    }
}
