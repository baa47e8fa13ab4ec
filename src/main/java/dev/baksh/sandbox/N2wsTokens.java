package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Obtaining, refreshing and checking tokens (n2ws-api 1). */
final class N2wsTokens {
    private static final String NOT_VALID = "token_not_valid";

    private final N2wsUsers users;
    private final SandboxOptions options;
    private final Clock clock;
    private final Dice dice;
    private final Jwt jwt;
    private final Set<String> liveAccess = new HashSet<>();
    private final Set<String> liveRefresh = new HashSet<>();
    private int obtains;
    private int refreshes;

    N2wsTokens(N2wsUsers users, SandboxOptions options, Dice dice) {
        this.users = users;
        this.options = options;
        this.clock = options.clock();
        this.dice = dice;
        this.jwt = Jwt.hmac("HS256", dice.bytes(32));
    }

    synchronized Answer obtain(Ask ask) {
        JsonNode body = N2wsBody.read(ask);
        N2wsUser user = users.byKey(required(body, "api_key"));
        if (user == null) throw N2wsErrors.refusal(400, "No user found for given API key.", "invalid");
        obtains++;
        return Answer.json(
                200,
                Json.object()
                        .put("refresh", issue("refresh", user, options.refreshLifetime()))
                        .put("access", issue("access", user, options.accessLifetime())));
    }

    /** Gives an access token only: the refresh token stays the one it was. */
    synchronized Answer refresh(Ask ask) {
        JsonNode claims = jwt.claims(required(N2wsBody.read(ask), "refresh"));
        String fault = fault(claims, "refresh", liveRefresh);
        if (fault != null) throw new Refusal(N2wsErrors.answer(401, N2wsErrors.nested(fault, NOT_VALID)));
        refreshes++;
        N2wsUser user = users.byId(claims.path("user_id").intValue());
        return Answer.json(200, Json.object().put("access", issue("access", user, options.accessLifetime())));
    }

    /** @throws Refusal 401 unless the request carries a living access token */
    synchronized N2wsCaller authenticate(Ask ask) {
        String header = ask.header("Authorization");
        String[] words = header == null ? new String[0] : header.trim().split("\\s+");
        if (words.length == 0 || !words[0].equals("Bearer")) throw N2wsErrors.notAuthenticated();
        if (words.length != 2) {
            String message = "Authorization header must contain two space-delimited values";
            throw new Refusal(N2wsErrors.answer(401, N2wsErrors.nested(message, "bad_authorization_header")));
        }
        JsonNode claims = jwt.claims(words[1]);
        String fault = fault(claims, "access", liveAccess);
        if (fault != null) throw new Refusal(N2wsErrors.badAccessToken(fault));
        return users.caller(users.byId(claims.path("user_id").intValue()));
    }

    /** Either kind of token; one that is none of ours is passed over. */
    synchronized void revoke(String token) {
        JsonNode claims = jwt.claims(token);
        if (claims == null) return;
        liveAccess.remove(claims.path("jti").asText());
        liveRefresh.remove(claims.path("jti").asText());
    }

    synchronized void revokeAccess() {
        liveAccess.clear();
    }

    synchronized void revokeRefresh() {
        liveRefresh.clear();
    }

    synchronized int obtains() {
        return obtains;
    }

    synchronized int refreshes() {
        return refreshes;
    }

    /** Exactly the five claims of real tokens; {@code exp} in whole seconds, as there. */
    private String issue(String type, N2wsUser user, Duration lifetime) {
        String id = dice.hex(32);
        (type.equals("access") ? liveAccess : liveRefresh).add(id);
        ObjectNode claims = Json.object()
                .put("token_type", type)
                .put("exp", clock.instant().getEpochSecond() + lifetime.toSeconds())
                .put("jti", id)
                .put("user_id", user.id())
                .put("acc", "CUSTOMERS");
        return jwt.sign(claims);
    }

    /** What is wrong with a token in simplejwt's words, or null. */
    private String fault(JsonNode claims, String type, Set<String> live) {
        if (claims == null) return "Token is invalid or expired";
        if (clock.instant().getEpochSecond() >= claims.path("exp").longValue()) return "Token is invalid or expired";
        if (!claims.path("token_type").asText().equals(type)) return "Token has wrong type";
        return live.contains(claims.path("jti").asText()) ? null : "Token is invalid or expired";
    }

    private static String required(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode()) throw N2wsErrors.field(field, "This field is required.", "required");
        if (value.isNull()) throw N2wsErrors.field(field, "This field may not be null.", "null");
        if (value.asText().isBlank()) throw N2wsErrors.field(field, "This field may not be blank.", "blank");
        return value.asText().trim();
    }
}
