package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.sandbox.n2ws.N2wsServer;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.server.FaultInjector;
import dev.baksh.sandbox.server.HttpHandler;
import dev.baksh.sandbox.server.HttpServer;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.sandbox.server.SeededRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Control interface of the N2WS emulator for specs: behavior, faults, tokens and the stored rows. */
public final class N2wsSandbox extends N2wsBehavior {
    private final N2wsServer server;
    private final HttpServer httpServer;

    N2wsSandbox(SandboxOptions options, SeededRandom random, Function<HttpHandler, HttpServer> httpServerStarter) {
        super(options);
        server = new N2wsServer(options, this, random);
        httpServer = httpServerStarter.apply(server);
    }

    HttpServer httpServer() {
        return httpServer;
    }

    String apiKey(String user) {
        return server.users().apiKey(user);
    }

    /** Returns the injector of faults. */
    public FaultInjector faults() {
        return httpServer.faults();
    }

    /** Disables the API key of a user or delegate. */
    public void disableApiKey(String user) {
        server.users().disableApiKey(user);
    }

    /** Revokes an access or refresh token. */
    public void revokeToken(String token) {
        server.tokens().revoke(token);
    }

    /** Revokes all access tokens. */
    public void revokeAccessTokens() {
        server.tokens().revokeAccessTokens();
    }

    /** Revokes all refresh tokens. */
    public void revokeRefreshTokens() {
        server.tokens().revokeRefreshTokens();
    }

    /** Revokes all access and refresh tokens. */
    public void revokeAllTokens() {
        revokeAccessTokens();
        revokeRefreshTokens();
    }

    /** Returns the number of token requests with an API key that succeeded. */
    public int obtainCount() {
        return server.tokens().obtainCount();
    }

    /** Returns the number of refreshes that succeeded. */
    public int refreshCount() {
        return server.tokens().refreshCount();
    }

    /** Returns the maximum number of concurrent token requests. */
    public int maxConcurrentTokenRequests() {
        return httpServer.maxConcurrentTokenRequests();
    }

    /** Returns all policies of all users, by id. */
    public synchronized List<JsonNode> policies() {
        return rows(server.policies().table());
    }

    /** Returns the policy with this name and the lowest id, or null. */
    public JsonNode policy(String name) {
        return policies().stream()
                .filter(row -> row.path("name").asText().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Returns all backups of all users, by id, with their status at the current time. */
    public synchronized List<JsonNode> backups() {
        server.backups().updateStatuses();
        return rows(server.backups().table());
    }

    /** Returns all recoveries of all users from AWS backups, by id, with their status at the current time. */
    public synchronized List<JsonNode> recoveries() {
        server.recoveries().updateStatuses();
        return rows(server.recoveries().table());
    }

    /** Returns the number of backups of a policy that were started by API. */
    public synchronized int startedBackupCount(String policy) {
        JsonNode row = policy(policy);
        return row == null ? 0 : server.backups().startCount(row.path("id").intValue());
    }

    private static List<JsonNode> rows(RowTable table) {
        return Arrays.stream(table.ids()).<JsonNode>mapToObj(table::row).toList();
    }
}
