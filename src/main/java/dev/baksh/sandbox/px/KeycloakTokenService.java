package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.JwtCodec;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Service of the emulated Keycloak realm that issues and verifies tokens and stores sessions. The access token
 * contains the roles, so a role change takes effect in the next token.
 */
final class KeycloakTokenService {
    private static final String SCOPE = "profile email";

    private static final class Session {
        private final Set<String> usedTokenIds = new HashSet<>();
        private boolean isRevoked;
    }

    private final KeycloakRealm realm;
    private final PxBehavior behavior;
    private final SandboxOptions options;
    private final SeededRandom random;
    private final JwtCodec refreshJwt;
    private final Map<String, Session> sessions = new HashMap<>();
    private final Set<String> activeAccessIds = new HashSet<>();
    private JwtCodec accessJwt;

    KeycloakTokenService(KeycloakRealm realm, PxBehavior behavior, SandboxOptions options, SeededRandom random) {
        this.realm = realm;
        this.behavior = behavior;
        this.options = options;
        this.random = random;
        refreshJwt = JwtCodec.hmac("HS512", random.nextBytes(64));
    }

    /** Issues the tokens of a new session; without a refresh token there is no session. */
    ServerResponse startSession(KeycloakUser user, KeycloakClient client, String issuer, boolean withRefreshToken) {
        String sessionId = withRefreshToken ? random.nextUuid() : null;
        if (withRefreshToken) sessions.put(sessionId, new Session());
        return tokenResponse(user, client, issuer, sessionId);
    }

    /**
     * Issues new tokens for a refresh token.
     *
     * @throws HttpErrorException 400 invalid_grant, with the reason
     */
    ServerResponse refresh(String token, KeycloakClient client, String issuer) {
        JsonNode claims = refreshJwt.verifiedClaims(token);
        if (claims == null) throw KeycloakErrors.invalidGrant("Invalid refresh token");
        if (!claims.path("azp").asText().equals(client.id())) {
            throw KeycloakErrors.invalidGrant("Invalid refresh token. Token client and authorized client don't match");
        }
        if (isExpired(claims)) throw KeycloakErrors.invalidGrant("Token is not active");
        String sessionId = claims.path("sid").asText();
        Session session = sessions.get(sessionId);
        if (session == null) throw KeycloakErrors.invalidGrant("Session not active");
        if (session.isRevoked) throw KeycloakErrors.invalidGrant("Session doesn't have required client");
        if (!session.usedTokenIds.add(claims.path("jti").asText()) && behavior.refreshTokenRotation) {
            // The newer token is revoked too: two processes that share a refresh token both lose their session.
            session.isRevoked = true;
            throw KeycloakErrors.invalidGrant("Maximum allowed refresh token reuse exceeded");
        }
        KeycloakUser user = realm.userById(claims.path("sub").asText());
        if (!user.enabled()) throw KeycloakErrors.invalidGrant("User disabled");
        return tokenResponse(user, client, issuer, sessionId);
    }

    void logout(String refreshToken) {
        JsonNode claims = refreshJwt.verifiedClaims(refreshToken);
        if (claims == null) throw KeycloakErrors.invalidGrant("Invalid refresh token");
        sessions.remove(claims.path("sid").asText());
    }

    /** Returns the claims of a valid access token, otherwise null. The scheme is case-insensitive. */
    JsonNode authenticate(ServerRequest request) {
        String header = request.header("Authorization");
        if (header == null) return null;
        String[] parts = header.trim().split("\\s+");
        // Assumption: a bare token without a scheme, which old documentation shows, is refused.
        if (parts.length != 2 || !parts[0].equalsIgnoreCase("Bearer") || accessJwt == null) return null;
        JsonNode claims = accessJwt.verifiedClaims(parts[1]);
        if (claims == null || isExpired(claims)) return null;
        return activeAccessIds.contains(claims.path("jti").asText()) ? claims : null;
    }

    /** Revokes all tokens. */
    void revokeAllTokens() {
        activeAccessIds.clear();
        sessions.clear();
    }

    /** Revokes all access tokens; the sessions stay valid. */
    void revokeAccessTokens() {
        activeAccessIds.clear();
    }

    private boolean isExpired(JsonNode claims) {
        return options.clock.instant().getEpochSecond() >= claims.path("exp").longValue();
    }

    private ServerResponse tokenResponse(KeycloakUser user, KeycloakClient client, String issuer, String sessionId) {
        long lifetime = options.pxAccessLifetime.toSeconds();
        long refreshLifetime = sessionId == null ? 0 : options.pxRefreshLifetime.toSeconds();
        ObjectNode body = JsonTrees.object()
                .put("access_token", accessToken(user, client, issuer, sessionId, lifetime))
                .put("expires_in", lifetime)
                .put("refresh_expires_in", refreshLifetime);
        if (sessionId != null) {
            ObjectNode claims =
                    newClaims(user, client, issuer, "Refresh", refreshLifetime).put("sid", sessionId);
            body.put("refresh_token", refreshJwt.sign(claims.put("aud", issuer).put("scope", SCOPE)));
        }
        body.put("token_type", "Bearer").put("not-before-policy", 0);
        if (sessionId != null) body.put("session_state", sessionId);
        return ServerResponse.json(200, body.put("scope", SCOPE)).withHeader("Cache-Control", "no-store");
    }

    private String accessToken(
            KeycloakUser user, KeycloakClient client, String issuer, String sessionId, long lifetime) {
        // Created lazily: a sandbox that serves only N2WS does not need the key.
        if (accessJwt == null) accessJwt = JwtCodec.rsa(random.nextHex(43));
        ObjectNode claims = newClaims(user, client, issuer, "Bearer", lifetime)
                .put("aud", "account")
                .put("acr", "1");
        claims.putObject("realm_access").set("roles", JsonTrees.stringArray(realm.effectiveRolesOf(user.id())));
        claims.putObject("resource_access").putObject("account").set("roles", JsonTrees.stringArray("view-profile"));
        claims.put("scope", SCOPE).put("preferred_username", user.username());
        if (sessionId != null) claims.put("sid", sessionId);
        if (user.isServiceAccount()) claims.put("client_id", client.id());
        else claims.put("email", user.email());
        activeAccessIds.add(claims.path("jti").asText());
        return accessJwt.sign(claims);
    }

    private ObjectNode newClaims(KeycloakUser user, KeycloakClient client, String issuer, String type, long lifetime) {
        long now = options.clock.instant().getEpochSecond();
        return JsonTrees.object()
                .put("exp", now + lifetime)
                .put("iat", now)
                .put("jti", random.nextUuid())
                .put("iss", issuer)
                .put("sub", user.id())
                .put("typ", type)
                .put("azp", client.id());
    }
}
