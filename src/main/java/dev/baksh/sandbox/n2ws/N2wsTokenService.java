package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.N2wsErrorBodies;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.n2ws.protocol.RequestBodyParser;
import dev.baksh.sandbox.server.HttpErrorException;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.JwtCodec;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Service that issues, refreshes and verifies tokens (n2ws-api 1). */
final class N2wsTokenService {
    private final N2wsUsers users;
    private final SandboxOptions options;
    private final SeededRandom random;
    private final JwtCodec jwtCodec;
    private final Set<String> activeAccessIds = new HashSet<>();
    private final Set<String> activeRefreshIds = new HashSet<>();
    int obtainCount;
    int refreshCount;

    N2wsTokenService(N2wsUsers users, SandboxOptions options, SeededRandom random) {
        this.users = users;
        this.options = options;
        this.random = random;
        this.jwtCodec = JwtCodec.hmac("HS256", random.nextBytes(32));
    }

    ServerResponse obtain(ServerRequest request) {
        JsonNode body = RequestBodyParser.parse(request);
        N2wsUser user = users.findByApiKey(requireField(body, "api_key"));
        if (user == null) throw N2wsErrorBodies.exception(400, "No user found for given API key.", "invalid");
        obtainCount++;
        String refreshToken = issueToken("refresh", user, options.n2wsRefreshLifetime);
        String accessToken = issueToken("access", user, options.n2wsAccessLifetime);
        return ServerResponse.json(
                200, JsonTrees.object().put("refresh", refreshToken).put("access", accessToken));
    }

    /** Issues an access token; the refresh token stays valid. */
    ServerResponse refresh(ServerRequest request) {
        JsonNode claims = jwtCodec.verifiedClaims(requireField(RequestBodyParser.parse(request), "refresh"));
        String error = validationError(claims, "refresh", activeRefreshIds);
        if (error != null) throw unauthorized(error, "token_not_valid");
        refreshCount++;
        N2wsUser user = users.findById(claims.path("user_id").intValue());
        return ServerResponse.json(
                200, JsonTrees.object().put("access", issueToken("access", user, options.n2wsAccessLifetime)));
    }

    /**
     * Authenticates a request.
     *
     * @throws HttpErrorException 401 unless the request has a valid access token
     */
    N2wsUser authenticate(ServerRequest request) {
        String header = request.header("Authorization");
        String[] parts = header == null ? new String[0] : header.trim().split("\\s+");
        if (parts.length == 0 || !parts[0].equals("Bearer")) throw N2wsErrorBodies.notAuthenticated();
        if (parts.length != 2)
            throw unauthorized(
                    "Authorization header must contain two space-delimited values", "bad_authorization_header");
        JsonNode claims = jwtCodec.verifiedClaims(parts[1]);
        String error = validationError(claims, "access", activeAccessIds);
        if (error != null) throw new HttpErrorException(N2wsErrorBodies.invalidAccessToken(error));
        return users.findById(claims.path("user_id").intValue());
    }

    /** Revokes an access or refresh token; ignores a token of another issuer. */
    void revoke(String token) {
        JsonNode claims = jwtCodec.verifiedClaims(token);
        if (claims == null) return;
        activeAccessIds.remove(claims.path("jti").asText());
        activeRefreshIds.remove(claims.path("jti").asText());
    }

    void revokeAccessTokens() {
        activeAccessIds.clear();
    }

    void revokeAllTokens() {
        activeAccessIds.clear();
        activeRefreshIds.clear();
    }

    /** Issues a token with exactly the five claims of real tokens; {@code exp} is in whole seconds. */
    private String issueToken(String type, N2wsUser user, Duration lifetime) {
        String id = random.nextHex(32);
        (type.equals("access") ? activeAccessIds : activeRefreshIds).add(id);
        ObjectNode claims = JsonTrees.object()
                .put("token_type", type)
                .put("exp", options.clock.instant().getEpochSecond() + lifetime.toSeconds())
                .put("jti", id)
                .put("user_id", user.id())
                .put("acc", "CUSTOMERS");
        return jwtCodec.sign(claims);
    }

    /** Returns the error message of simplejwt for an invalid token, or null. */
    private String validationError(JsonNode claims, String type, Set<String> activeIds) {
        boolean isExpired = claims == null
                || options.clock.instant().getEpochSecond()
                        >= claims.path("exp").longValue();
        if (!isExpired && !claims.path("token_type").asText().equals(type)) return "Token has wrong type";
        boolean isActive = !isExpired && activeIds.contains(claims.path("jti").asText());
        return isActive ? null : "Token is invalid or expired";
    }

    private static HttpErrorException unauthorized(String message, String code) {
        return new HttpErrorException(N2wsErrorBodies.errorResponse(401, N2wsErrorBodies.nestedDetail(message, code)));
    }

    private static String requireField(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode()) throw N2wsErrorBodies.fieldError(field, "This field is required.", "required");
        if (value.isNull()) throw N2wsErrorBodies.fieldError(field, "This field may not be null.", "null");
        if (value.asText().isBlank()) throw N2wsErrorBodies.fieldError(field, "This field may not be blank.", "blank");
        return value.asText().trim();
    }
}
