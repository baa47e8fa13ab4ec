package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.N2wsErrorBodies;
import dev.baksh.sandbox.n2ws.protocol.N2wsPrincipal;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.n2ws.protocol.RequestBodyParser;
import dev.baksh.sandbox.server.HttpErrorException;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.JwtCodec;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Obtaining, refreshing and checking tokens (n2ws-api 1). */
public final class N2wsTokenService {
    private static final String NOT_VALID = "token_not_valid";

    private final N2wsUsers users;
    private final SandboxOptions options;
    private final Clock clock;
    private final SeededRandom dice;
    private final JwtCodec jwt;
    private final Set<String> liveAccess = new HashSet<>();
    private final Set<String> liveRefresh = new HashSet<>();
    private int obtains;
    private int refreshes;

    N2wsTokenService(N2wsUsers users, SandboxOptions options, SeededRandom dice) {
        this.users = users;
        this.options = options;
        this.clock = options.clock();
        this.dice = dice;
        this.jwt = JwtCodec.hmac("HS256", dice.bytes(32));
    }

    synchronized ServerResponse obtain(ServerRequest ask) {
        JsonNode body = RequestBodyParser.read(ask);
        N2wsUser user = users.byKey(required(body, "api_key"));
        if (user == null) throw N2wsErrorBodies.refusal(400, "No user found for given API key.", "invalid");
        obtains++;
        return ServerResponse.json(
                200,
                JsonTrees.object()
                        .put("refresh", issue("refresh", user, options.refreshLifetime()))
                        .put("access", issue("access", user, options.accessLifetime())));
    }

    /** Gives an access token only: the refresh token stays the one it was. */
    synchronized ServerResponse refresh(ServerRequest ask) {
        JsonNode claims = jwt.claims(required(RequestBodyParser.read(ask), "refresh"));
        String fault = fault(claims, "refresh", liveRefresh);
        if (fault != null)
            throw new HttpErrorException(N2wsErrorBodies.answer(401, N2wsErrorBodies.nested(fault, NOT_VALID)));
        refreshes++;
        N2wsUser user = users.byId(claims.path("user_id").intValue());
        return ServerResponse.json(
                200, JsonTrees.object().put("access", issue("access", user, options.accessLifetime())));
    }

    /** @throws HttpErrorException 401 unless the request carries a living access token */
    synchronized N2wsPrincipal authenticate(ServerRequest ask) {
        String header = ask.header("Authorization");
        String[] words = header == null ? new String[0] : header.trim().split("\\s+");
        if (words.length == 0 || !words[0].equals("Bearer")) throw N2wsErrorBodies.notAuthenticated();
        if (words.length != 2) {
            String message = "Authorization header must contain two space-delimited values";
            throw new HttpErrorException(
                    N2wsErrorBodies.answer(401, N2wsErrorBodies.nested(message, "bad_authorization_header")));
        }
        JsonNode claims = jwt.claims(words[1]);
        String fault = fault(claims, "access", liveAccess);
        if (fault != null) throw new HttpErrorException(N2wsErrorBodies.badAccessToken(fault));
        return users.caller(users.byId(claims.path("user_id").intValue()));
    }

    /** Either kind of token; one that is none of ours is passed over. */
    public synchronized void revoke(String token) {
        JsonNode claims = jwt.claims(token);
        if (claims == null) return;
        liveAccess.remove(claims.path("jti").asText());
        liveRefresh.remove(claims.path("jti").asText());
    }

    public synchronized void revokeAccess() {
        liveAccess.clear();
    }

    public synchronized void revokeRefresh() {
        liveRefresh.clear();
    }

    public synchronized int obtains() {
        return obtains;
    }

    public synchronized int refreshes() {
        return refreshes;
    }

    /** Exactly the five claims of real tokens; {@code exp} in whole seconds, as there. */
    private String issue(String type, N2wsUser user, Duration lifetime) {
        String id = dice.hex(32);
        (type.equals("access") ? liveAccess : liveRefresh).add(id);
        ObjectNode claims = JsonTrees.object()
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
        if (value.isMissingNode()) throw N2wsErrorBodies.field(field, "This field is required.", "required");
        if (value.isNull()) throw N2wsErrorBodies.field(field, "This field may not be null.", "null");
        if (value.asText().isBlank()) throw N2wsErrorBodies.field(field, "This field may not be blank.", "blank");
        return value.asText().trim();
    }
}
