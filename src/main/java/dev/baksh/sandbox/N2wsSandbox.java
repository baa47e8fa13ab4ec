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
    private final HttpServer door;

    N2wsSandbox(N2wsServer server, HttpServer door) {
        this.server = server;
        this.door = door;
    }

    /** What is to go wrong. */
    public FaultInjector faults() {
        return door.faults();
    }

    /**
     * How the next backup ends that is started by API; called several times, those after it in turn.
     *
     * @param end success, partial, failed, undated (failed, without an end_time), stuck (never ends), or a status letter as it is to be shown
     */
    public void nextBackupEnds(String end) {
        server.switches().nextEnd(end);
    }

    /**
     * How the next recovery ends; called several times, those after it in turn.
     *
     * @param end success, failed, stuck (never ends), or a status letter as it is to be shown
     */
    public void nextRecoveryEnds(String end) {
        server.switches().nextRecoveryEnd(end);
    }

    /** How the next run or dry run of a scenario ends, in the same words. */
    public void nextScenarioEnds(String end) {
        server.switches().nextScenarioEnd(end);
    }

    /** How long backups, recoveries and runs of scenarios take that are started from now on. */
    public void backupDuration(Duration duration) {
        server.switches().backupDuration(duration);
    }

    /** How long after its start a backup appears in lists. */
    public void backupsAppearAfter(Duration delay) {
        server.switches().appearAfter(delay);
    }

    /** What the answer to the start of a backup looks like. */
    public void backupAnswer(BackupResponseMode answer) {
        server.switches().backupAnswer(answer);
    }

    /** The most rows in a page, whatever {@code page_size} asks for. */
    public void maxPageSize(int rows) {
        server.switches().maxPageSize(rows);
    }

    /** By how much the {@code count} of pages is wrong from now on. */
    public void countIsWrongBy(int rows) {
        server.switches().countIsWrongBy(rows);
    }

    /** Query parameters of lists that this server does not know, and so passes over in silence. */
    public void ignoreParameters(String... names) {
        server.switches().ignoredParameters(Set.of(names));
    }

    /** Takes the API key away from a user or delegate. */
    public void disableApiKey(String user) {
        server.users().disable(user);
    }

    /** This access or refresh token does not work any more. */
    public void revoke(String token) {
        server.tokens().revoke(token);
    }

    /** No access token that was given so far works any more. */
    public void revokeAccessTokens() {
        server.tokens().revokeAccess();
    }

    /** No refresh token that was given so far works any more. */
    public void revokeRefreshTokens() {
        server.tokens().revokeRefresh();
    }

    /** Both kinds. */
    public void revokeAllTokens() {
        revokeAccessTokens();
        revokeRefreshTokens();
    }

    /** How often tokens were obtained by key. */
    public int obtains() {
        return server.tokens().obtains();
    }

    /** How often an access token was given for a refresh token. */
    public int refreshes() {
        return server.tokens().refreshes();
    }

    /** The most token requests that were ever under way at once. */
    public int mostTokenRequestsAtOnce() {
        return door.tokenFlights().most();
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
            server.backups().progress();
            return rows(server.backups().table());
        }
    }

    /** All recoveries of all users from AWS backups, by id, as the clock has them now. */
    public List<JsonNode> recoveries() {
        synchronized (server) {
            server.recoveries().progress();
            return rows(server.recoveries().table());
        }
    }

    /** How many backups of that policy were started by API. */
    public int backupsStarted(String policy) {
        synchronized (server) {
            JsonNode row = policy(policy);
            return row == null ? 0 : server.backups().started(row.path("id").intValue());
        }
    }

    private static List<JsonNode> rows(RowTable table) {
        List<JsonNode> rows = new ArrayList<>();
        for (int id : table.ids()) rows.add(table.row(id));
        return rows;
    }
}
