package dev.baksh.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The N2WS server: addresses, versions, tokens, and the rooms of its nouns. One lock guards all of its state. */
final class N2wsServer implements Site {
    private static final String OBTAIN = "token/obtain/api_key/";
    private static final String REFRESH = "token/refresh/";

    private final SandboxOptions options;
    private final N2wsSwitches switches;
    private final N2wsUsers users;
    private final N2wsTokens tokens;
    private final N2wsBackups backups;
    private final N2wsPolicies policies;
    private final N2wsRecoveries recoveries;
    private final N2wsScenarios scenarios;
    private final N2wsAzure azure;
    private final N2wsRoutes routes = new N2wsRoutes();

    N2wsServer(SandboxOptions options, Dice dice) {
        this.options = options;
        switches = new N2wsSwitches(options);
        users = new N2wsUsers(dice);
        tokens = new N2wsTokens(users, options, dice);
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
    public boolean asksForToken(Ask ask) {
        return address(ask) != null && address(ask).startsWith("token/");
    }

    @Override
    public Answer unauthorized() {
        return N2wsErrors.badAccessToken("Token is invalid or expired");
    }

    @Override
    public Answer throttled(Duration retryAfter) {
        return N2wsErrors.throttled(retryAfter);
    }

    /** In the order of Django and DRF: address, Accept, token, method, permission, object, body. */
    @Override
    public synchronized Answer answer(Ask ask) {
        String address = address(ask);
        if (address == null) return N2wsErrors.unknownAddress();
        if (address.equals(OBTAIN) || address.equals(REFRESH)) return token(ask, address);
        if (switches.oldApi() && address.matches("(aws|azure)/.*")) return N2wsErrors.unknownAddress();
        if (!routes.router().knows(address)) return unknown(ask, address);
        N2wsAccept.version(ask, options.n2wsApi(), routes.media(address));
        N2wsCaller caller = tokens.authenticate(ask);
        Router.Found<N2wsHandler> found = routes.router().find(ask.method(), address);
        if (found == null) throw N2wsErrors.methodNotAllowed(ask.method());
        backups.progress();
        recoveries.progress();
        scenarios.progress();
        azure.progress();
        return found.handler().answer(ask, caller, found.variables());
    }

    /** An Authorization header is not looked at here. */
    private Answer token(Ask ask, String address) {
        N2wsAccept.version(ask, options.n2wsApi());
        if (!ask.method().equals("POST")) throw N2wsErrors.methodNotAllowed(ask.method());
        return address.equals(OBTAIN) ? tokens.obtain(ask) : tokens.refresh(ask);
    }

    /** A GET without the last slash is sent on to the address with it, as Django does (n2ws-api 4, point 18: inferred). */
    private Answer unknown(Ask ask, String address) {
        boolean slashMissing = ask.method().equals("GET") && routes.router().knows(address + "/");
        if (!slashMissing) return N2wsErrors.unknownAddress();
        String query = ask.target().substring(ask.path().length());
        return Answer.empty(301).with("Location", ask.path() + "/" + query);
    }

    /** The path below /api/, with double slashes made one, as Apache does; null for another path. */
    private static String address(Ask ask) {
        String path = ask.path().replaceAll("/{2,}", "/");
        return path.startsWith("/api/") ? path.substring("/api/".length()) : null;
    }

    private Answer people(Ask ask, N2wsCaller caller, Table table) {
        return new Listing(table, Set.of(), List.of("username"), switches).answer(ask, caller, row -> true);
    }

    N2wsSwitches switches() {
        return switches;
    }

    N2wsUsers users() {
        return users;
    }

    N2wsTokens tokens() {
        return tokens;
    }

    N2wsBackups backups() {
        return backups;
    }

    N2wsRecoveries recoveries() {
        return recoveries;
    }

    N2wsPolicies policies() {
        return policies;
    }
}
