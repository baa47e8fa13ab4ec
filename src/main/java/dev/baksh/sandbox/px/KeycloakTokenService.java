package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.JwtCodec;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Makes and checks the realm's tokens, and keeps its sessions. Roles ride in the access token: a change shows in the next. */
public final class KeycloakTokenService {
    private static final String SCOPE = "profile email";

    private static final class Session {
        private final String client;
        private final Set<String> used = new HashSet<>();
        private boolean broken;

        Session(String client) {
            this.client = client;
        }
    }

    private final KeycloakRealm realm;
    private final PxBehavior switches;
    private final SandboxOptions options;
    private final Clock clock;
    private final SeededRandom dice;
    private final JwtCodec refreshJwt;
    private final Map<String, Session> sessions = new HashMap<>();
    private final Set<String> liveAccess = new HashSet<>();
    private JwtCodec accessJwt;

    KeycloakTokenService(KeycloakRealm realm, PxBehavior switches, SandboxOptions options, SeededRandom dice) {
        this.realm = realm;
        this.switches = switches;
        this.options = options;
        this.clock = options.clock();
        this.dice = dice;
        refreshJwt = JwtCodec.hmac("HS512", dice.bytes(64));
    }

    /** Tokens for a new session; without a refresh token there is no session. */
    ServerResponse begin(KeycloakUser user, KeycloakClient client, String issuer, boolean withRefresh) {
        if (!withRefresh) return answer(user, client, issuer, null);
        String id = dice.uuid();
        sessions.put(id, new Session(client.id()));
        return answer(user, client, issuer, id);
    }

    /** @throws HttpErrorException 400 invalid_grant, with the reason */
    ServerResponse refresh(String token, KeycloakClient client, String issuer) {
        JsonNode claims = refreshJwt.claims(token);
        if (claims == null) throw KeycloakErrorBodies.invalidGrant("Invalid refresh token");
        if (!claims.path("azp").asText().equals(client.id())) {
            throw KeycloakErrorBodies.invalidGrant(
                    "Invalid refresh token. Token client and authorized client don't match");
        }
        if (expired(claims)) throw KeycloakErrorBodies.invalidGrant("Token is not active");
        String id = claims.path("sid").asText();
        Session session = sessions.get(id);
        if (session == null) throw KeycloakErrorBodies.invalidGrant("Session not active");
        if (session.broken) throw KeycloakErrorBodies.invalidGrant("Session doesn't have required client");
        if (!session.used.add(claims.path("jti").asText()) && switches.rotating()) {
            // The newer token dies with it: two processes that share a refresh token lose both.
            session.broken = true;
            throw KeycloakErrorBodies.invalidGrant("Maximum allowed refresh token reuse exceeded");
        }
        KeycloakUser user = realm.userById(claims.path("sub").asText());
        if (!user.enabled()) throw KeycloakErrorBodies.invalidGrant("User disabled");
        return answer(user, client, issuer, id);
    }

    void logout(String refreshToken) {
        JsonNode claims = refreshJwt.claims(refreshToken);
        if (claims == null) throw KeycloakErrorBodies.invalidGrant("Invalid refresh token");
        sessions.remove(claims.path("sid").asText());
    }

    /** The claims of a living access token; null without one. The scheme may be written in any case. */
    public JsonNode authenticated(ServerRequest ask) {
        String header = ask.header("Authorization");
        if (header == null) return null;
        String[] words = header.trim().split("\\s+");
        // Assumption: the bare token, as old pages showed it, is not taken.
        if (words.length != 2 || !words[0].equalsIgnoreCase("Bearer") || accessJwt == null) return null;
        JsonNode claims = accessJwt.claims(words[1]);
        if (claims == null || expired(claims)) return null;
        return liveAccess.contains(claims.path("jti").asText()) ? claims : null;
    }

    /** Of an access token itself, of a refresh token the whole session. */
    public void revoke(String token) {
        JsonNode access = accessJwt == null ? null : accessJwt.claims(token);
        if (access != null) liveAccess.remove(access.path("jti").asText());
        JsonNode refresh = refreshJwt.claims(token);
        if (refresh != null) sessions.remove(refresh.path("sid").asText());
    }

    /** No token that was given so far works any more. */
    public void revokeAll() {
        liveAccess.clear();
        sessions.clear();
    }

    /** No access token that was given so far works any more; sessions go on. */
    public void revokeAccess() {
        liveAccess.clear();
    }

    private boolean expired(JsonNode claims) {
        return clock.instant().getEpochSecond() >= claims.path("exp").longValue();
    }

    private ServerResponse answer(KeycloakUser user, KeycloakClient client, String issuer, String session) {
        long lifetime = options.pxAccessLifetime().toSeconds();
        long refreshLifetime = session == null ? 0 : options.pxRefreshLifetime().toSeconds();
        ObjectNode body = JsonTrees.object()
                .put("access_token", access(user, client, issuer, session, lifetime))
                .put("expires_in", lifetime)
                .put("refresh_expires_in", refreshLifetime);
        if (session != null) {
            ObjectNode claims =
                    claims(user, client, issuer, "Refresh", refreshLifetime).put("sid", session);
            body.put("refresh_token", refreshJwt.sign(claims.put("aud", issuer).put("scope", SCOPE)));
        }
        body.put("token_type", "Bearer").put("not-before-policy", 0);
        if (session != null) body.put("session_state", session);
        return ServerResponse.json(200, body.put("scope", SCOPE)).with("Cache-Control", "no-store");
    }

    private String access(KeycloakUser user, KeycloakClient client, String issuer, String session, long lifetime) {
        // Made when first needed: a sandbox used for N2WS alone does without.
        if (accessJwt == null) accessJwt = JwtCodec.rsa(dice.hex(43), dice);
        ObjectNode claims = claims(user, client, issuer, "Bearer", lifetime)
                .put("aud", "account")
                .put("acr", "1");
        claims.putObject("realm_access").set("roles", JsonTrees.texts(realm.effectiveRolesOf(user.id())));
        claims.putObject("resource_access").putObject("account").set("roles", JsonTrees.texts("view-profile"));
        claims.put("scope", SCOPE).put("preferred_username", user.username());
        if (session != null) claims.put("sid", session);
        if (user.isServiceAccount()) claims.put("client_id", client.id());
        else claims.put("email", user.email());
        liveAccess.add(claims.path("jti").asText());
        return accessJwt.sign(claims);
    }

    private ObjectNode claims(KeycloakUser user, KeycloakClient client, String issuer, String type, long lifetime) {
        long now = clock.instant().getEpochSecond();
        return JsonTrees.object()
                .put("exp", now + lifetime)
                .put("iat", now)
                .put("jti", dice.uuid())
                .put("iss", issuer)
                .put("sub", user.id())
                .put("typ", type)
                .put("azp", client.id());
    }
}
