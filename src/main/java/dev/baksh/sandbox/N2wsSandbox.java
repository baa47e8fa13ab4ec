package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.sandbox.n2ws.N2wsServer;
import dev.baksh.sandbox.n2ws.protocol.BackupResponseMode;
import dev.baksh.sandbox.server.FaultInjector;
import dev.baksh.sandbox.server.HttpServer;
import dev.baksh.sandbox.server.RowTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The N2WS sandbox from behind: its faults, its switches and the truth that it keeps. */
public final class N2wsSandbox {
    private final N2wsServer server;
    private final HttpServer httpServer;

    N2wsSandbox(N2wsServer server, HttpServer httpServer) {
        this.server = server;
        this.httpServer = httpServer;
    }

    /** What is to go wrong. */
    public FaultInjector faults() {
        return httpServer.faults();
    }

    /**
     * How the next backup ends that is started by API; called several times, those after it in turn.
     *
     * @param result success, partial, failed, undated (failed, without an end_time), stuck (never ends), or a status letter as it is to be shown
     */
    public void setNextBackupResult(String result) {
        server.behavior().addBackupResult(result);
    }

    /**
     * How the next recovery ends; called several times, those after it in turn.
     *
     * @param result success, failed, stuck (never ends), or a status letter as it is to be shown
     */
    public void setNextRecoveryResult(String result) {
        server.behavior().addRecoveryResult(result);
    }

    /** How the next run or dry run of a scenario ends, in the same words. */
    public void setNextScenarioResult(String result) {
        server.behavior().addScenarioResult(result);
    }

    /** How long backups, recoveries and runs of scenarios take that are started from now on. */
    public void setBackupDuration(Duration duration) {
        server.behavior().setBackupDuration(duration);
    }

    /** How long after its start a backup appears in lists. */
    public void setBackupVisibilityDelay(Duration delay) {
        server.behavior().setBackupVisibilityDelay(delay);
    }

    /** What the answer to the start of a backup looks like. */
    public void setBackupResponseMode(BackupResponseMode mode) {
        server.behavior().setBackupResponseMode(mode);
    }

    /** The most rows in a page, whatever {@code page_size} asks for. */
    public void setMaxPageSize(int rows) {
        server.behavior().setMaxPageSize(rows);
    }

    /** By how much the {@code count} of pages is wrong from now on. */
    public void setCountError(int rows) {
        server.behavior().setCountError(rows);
    }

    /** Query parameters of lists that this server does not know, and so passes over in silence. */
    public void ignoreParameters(String... names) {
        server.behavior().setIgnoredParameters(Set.of(names));
    }

    /** Takes the API key away from a user or delegate. */
    public void disableApiKey(String user) {
        server.users().disableApiKey(user);
    }

    /** This access or refresh token does not work any more. */
    public void revokeToken(String token) {
        server.tokens().revoke(token);
    }

    /** No access token that was given so far works any more. */
    public void revokeAccessTokens() {
        server.tokens().revokeAccessTokens();
    }

    /** No refresh token that was given so far works any more. */
    public void revokeRefreshTokens() {
        server.tokens().revokeRefreshTokens();
    }

    /** Both kinds. */
    public void revokeAllTokens() {
        revokeAccessTokens();
        revokeRefreshTokens();
    }

    /** How often tokens were obtained by key. */
    public int obtainCount() {
        return server.tokens().obtainCount();
    }

    /** How often an access token was given for a refresh token. */
    public int refreshCount() {
        return server.tokens().refreshCount();
    }

    /** The most token requests that were ever under way at once. */
    public int maxConcurrentTokenRequests() {
        return httpServer.inFlightTokenRequests().max();
    }

    /** All policies of all users, by id. */
    public List<JsonNode> policies() {
        synchronized (server) {
            return rows(server.policies().table());
        }
    }

    /** The policy of that name with the lowest id, or null. */
    public JsonNode policy(String name) {
        synchronized (server) {
            RowTable table = server.policies().table();
            for (int id : table.ids()) {
                if (table.row(id).path("name").asText().equals(name)) return table.row(id);
            }
            return null;
        }
    }

    /** All backups of all users, by id, as the clock has them now. */
    public List<JsonNode> backups() {
        synchronized (server) {
            server.backups().updateStatuses();
            return rows(server.backups().table());
        }
    }

    /** All recoveries of all users from AWS backups, by id, as the clock has them now. */
    public List<JsonNode> recoveries() {
        synchronized (server) {
            server.recoveries().updateStatuses();
            return rows(server.recoveries().table());
        }
    }

    /** How many backups of that policy were started by API. */
    public int startedBackupCount(String policy) {
        synchronized (server) {
            JsonNode row = policy(policy);
            return row == null ? 0 : server.backups().startCount(row.path("id").intValue());
        }
    }

    private static List<JsonNode> rows(RowTable table) {
        List<JsonNode> rows = new ArrayList<>();
        for (int id : table.ids()) rows.add(table.row(id));
        return rows;
    }
}
