package dev.baksh.sandbox.n2ws;

import dev.baksh.sandbox.n2ws.protocol.AcceptHeader;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsErrorBodies;
import dev.baksh.sandbox.n2ws.protocol.N2wsHandler;
import dev.baksh.sandbox.n2ws.protocol.N2wsPrincipal;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.server.HttpHandler;
import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The N2WS server: addresses, versions, tokens, and the rooms of its nouns. One lock guards all of its state. */
public final class N2wsServer implements HttpHandler {
    private static final String OBTAIN = "token/obtain/api_key/";
    private static final String REFRESH = "token/refresh/";

    private final SandboxOptions options;
    private final N2wsBehavior switches;
    private final N2wsUsers users;
    private final N2wsTokenService tokens;
    private final N2wsBackups backups;
    private final N2wsPolicies policies;
    private final N2wsRecoveries recoveries;
    private final N2wsScenarios scenarios;
    private final N2wsAzure azure;
    private final N2wsRoutes routes = new N2wsRoutes();

    public N2wsServer(SandboxOptions options, SeededRandom dice) {
        this.options = options;
        switches = new N2wsBehavior(options);
        users = new N2wsUsers(dice);
        tokens = new N2wsTokenService(users, options, dice);
        N2wsAccounts accounts = new N2wsAccounts(switches);
        N2wsSchedules schedules = new N2wsSchedules(switches, options.clock());
        backups = new N2wsBackups(switches, options.clock());
        policies = new N2wsPolicies(switches, accounts, schedules, backups, options.clock());
        N2wsTargets targets = new N2wsTargets(policies.table(), switches);
        recoveries = new N2wsRecoveries(switches, options.clock());
        scenarios = new N2wsScenarios(backups.table(), targets, recoveries, switches, options.clock());
        azure = new N2wsAzure(switches, options.clock());
        Instant now = options.clock().instant();
        new N2wsSeed(accounts, schedules, policies, targets, backups, now).plant(options.extraPolicies());
        new N2wsRecoverySeed(policies.table(), backups.table(), scenarios, recoveries).plant();
        accounts.routes(routes);
        schedules.routes(routes);
        policies.routes(routes);
        targets.routes(routes);
        backups.routes(routes);
        N2wsSnapshots snapshots = new N2wsSnapshots(backups.table(), targets, switches);
        snapshots.routes(routes);
        new N2wsInstanceRecovery(backups.table(), snapshots, recoveries).routes(routes);
        recoveries.routes(routes, routes::aws);
        scenarios.routes(routes);
        azure.routes(routes);
        new N2wsS3Copies(backups.table(), policies.table(), targets, switches).routes(routes);
        new N2wsResourceGroups(switches, now).routes(routes);
        new N2wsReports(backups.table(), targets, switches).routes(routes);
        new N2wsResources(policies.table(), targets, switches).routes(routes);
        new N2wsAlerts(backups.table(), switches, now).routes(routes);
        new N2wsPolicySettings(policies.table(), switches).routes(routes);
        new N2wsIdentifier(dice, options.n2wsApi()).routes(routes);
        routes.add("GET", "users/", (ask, caller, path) -> people(ask, caller, users.usersFor(caller)));
        routes.add("GET", "delegates/", (ask, caller, path) -> {
            return people(ask, caller, users.delegatesFor(caller, ask.query().get("original_user")));
        });
    }

    @Override
    public String name() {
        return "n2ws";
    }

    @Override
    public boolean asksForToken(ServerRequest ask) {
        return address(ask) != null && address(ask).startsWith("token/");
    }

    @Override
    public ServerResponse unauthorized() {
        return N2wsErrorBodies.badAccessToken("Token is invalid or expired");
    }

    @Override
    public ServerResponse throttled(Duration retryAfter) {
        return N2wsErrorBodies.throttled(retryAfter);
    }

    /** In the order of Django and DRF: address, Accept, token, method, permission, object, body. */
    @Override
    public synchronized ServerResponse answer(ServerRequest ask) {
        String address = address(ask);
        if (address == null) return N2wsErrorBodies.unknownAddress();
        if (address.equals(OBTAIN) || address.equals(REFRESH)) return token(ask, address);
        if (switches.oldApi() && address.matches("(aws|azure)/.*")) return N2wsErrorBodies.unknownAddress();
        if (!routes.router().knows(address)) return unknown(ask, address);
        AcceptHeader.version(ask, options.n2wsApi(), routes.media(address));
        N2wsPrincipal caller = tokens.authenticate(ask);
        Router.Found<N2wsHandler> found = routes.router().find(ask.method(), address);
        if (found == null) throw N2wsErrorBodies.methodNotAllowed(ask.method());
        backups.progress();
        recoveries.progress();
        scenarios.progress();
        azure.progress();
        return found.handler().answer(ask, caller, found.variables());
    }

    /** An Authorization header is not looked at here. */
    private ServerResponse token(ServerRequest ask, String address) {
        AcceptHeader.version(ask, options.n2wsApi());
        if (!ask.method().equals("POST")) throw N2wsErrorBodies.methodNotAllowed(ask.method());
        return address.equals(OBTAIN) ? tokens.obtain(ask) : tokens.refresh(ask);
    }

    /** A GET without the last slash is sent on to the address with it, as Django does (n2ws-api 4, point 18: inferred). */
    private ServerResponse unknown(ServerRequest ask, String address) {
        boolean slashMissing = ask.method().equals("GET") && routes.router().knows(address + "/");
        if (!slashMissing) return N2wsErrorBodies.unknownAddress();
        String query = ask.target().substring(ask.path().length());
        return ServerResponse.empty(301).with("Location", ask.path() + "/" + query);
    }

    /** The path below /api/, with double slashes made one, as Apache does; null for another path. */
    private static String address(ServerRequest ask) {
        String path = ask.path().replaceAll("/{2,}", "/");
        return path.startsWith("/api/") ? path.substring("/api/".length()) : null;
    }

    private ServerResponse people(ServerRequest ask, N2wsPrincipal caller, RowTable table) {
        return new ListQuery(table, Set.of(), List.of("username"), switches).answer(ask, caller, row -> true);
    }

    public N2wsBehavior switches() {
        return switches;
    }

    public N2wsUsers users() {
        return users;
    }

    public N2wsTokenService tokens() {
        return tokens;
    }

    public N2wsBackups backups() {
        return backups;
    }

    public N2wsRecoveries recoveries() {
        return recoveries;
    }

    public N2wsPolicies policies() {
        return policies;
    }
}
