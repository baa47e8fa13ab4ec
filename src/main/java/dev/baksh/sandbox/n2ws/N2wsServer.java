package dev.baksh.sandbox.n2ws;

import dev.baksh.sandbox.n2ws.protocol.AcceptHeader;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsErrorBodies;
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

/** Emulator of the N2WS server: routes, versions, tokens and the stores of all nouns. One lock guards all state. */
public final class N2wsServer implements HttpHandler {
    private static final String OBTAIN_PATH = "token/obtain/api_key/";
    private static final String REFRESH_PATH = "token/refresh/";

    private final SandboxOptions options;
    private final N2wsBehavior behavior;
    private final N2wsUsers users;
    private final N2wsTokenService tokens;
    private final N2wsBackups backups;
    private final N2wsPolicies policies;
    private final N2wsRecoveries recoveries;
    private final N2wsScenarios scenarios;
    private final N2wsAzure azure;
    private final N2wsRoutes routes = new N2wsRoutes();

    public N2wsServer(SandboxOptions options, N2wsBehavior behavior, SeededRandom random) {
        this.options = options;
        this.behavior = behavior;
        users = new N2wsUsers(random);
        tokens = new N2wsTokenService(users, options, random);
        N2wsAccounts accounts = new N2wsAccounts(behavior);
        N2wsSchedules schedules = new N2wsSchedules(behavior, options.clock());
        backups = new N2wsBackups(behavior, options.clock());
        policies = new N2wsPolicies(behavior, accounts, schedules, backups, options.clock());
        N2wsTargets targets = new N2wsTargets(policies.table(), behavior);
        recoveries = new N2wsRecoveries(behavior, options.clock());
        scenarios = new N2wsScenarios(backups.table(), targets, recoveries, behavior, options.clock());
        azure = new N2wsAzure(behavior, options.clock());
        Instant now = options.clock().instant();
        new N2wsSeed(accounts, schedules, policies, targets, backups, now).populate(options.extraPolicies());
        new N2wsRecoverySeed(policies.table(), backups.table(), scenarios, recoveries).populate();
        accounts.registerRoutes(routes);
        schedules.registerRoutes(routes);
        policies.registerRoutes(routes);
        targets.registerRoutes(routes);
        backups.registerRoutes(routes);
        N2wsSnapshots snapshots = new N2wsSnapshots(backups.table(), targets, behavior);
        snapshots.registerRoutes(routes);
        new N2wsInstanceRecovery(backups.table(), snapshots, recoveries).registerRoutes(routes);
        recoveries.registerRoutes(routes, routes::addAws);
        scenarios.registerRoutes(routes);
        azure.registerRoutes(routes);
        new N2wsS3Copies(backups.table(), policies.table(), targets, behavior).registerRoutes(routes);
        new N2wsResourceGroups(behavior, now).registerRoutes(routes);
        new N2wsReports(backups.table(), targets, behavior).registerRoutes(routes);
        new N2wsResources(policies.table(), targets, behavior).registerRoutes(routes);
        new N2wsAlerts(backups.table(), behavior, now).registerRoutes(routes);
        new N2wsPolicySettings(policies.table(), behavior).registerRoutes(routes);
        new N2wsIdentifier(random, options.n2wsApiVersion()).registerRoutes(routes);
        routes.add(
                "GET",
                "users/",
                (request, caller, pathVariables) -> listUsers(request, caller, users.visibleUsers(caller)));
        routes.add("GET", "delegates/", (request, caller, pathVariables) -> {
            return listUsers(
                    request,
                    caller,
                    users.visibleDelegates(caller, request.query().get("original_user")));
        });
    }

    @Override
    public String name() {
        return "n2ws";
    }

    @Override
    public boolean isTokenRequest(ServerRequest request) {
        return apiPath(request) != null && apiPath(request).startsWith("token/");
    }

    @Override
    public ServerResponse unauthorizedResponse() {
        return N2wsErrorBodies.invalidAccessToken("Token is invalid or expired");
    }

    @Override
    public ServerResponse throttledResponse(Duration retryAfter) {
        return N2wsErrorBodies.throttled(retryAfter);
    }

    @Override
    public ServerResponse handle(ServerRequest request) {
        synchronized (behavior) {
            return route(request);
        }
    }

    /** Checks a request in the order of Django and DRF: path, Accept, token, method, permission, object, body. */
    private ServerResponse route(ServerRequest request) {
        String apiPath = apiPath(request);
        if (apiPath == null) return N2wsErrorBodies.unknownPath();
        if (apiPath.equals(OBTAIN_PATH) || apiPath.equals(REFRESH_PATH)) return handleTokenRequest(request, apiPath);
        if (behavior.isApiV1() && apiPath.matches("(aws|azure)/.*")) return N2wsErrorBodies.unknownPath();
        if (!routes.router().hasPath(apiPath)) return redirectOrNotFound(request, apiPath);
        AcceptHeader.negotiateVersion(request, options.n2wsApiVersion(), routes.mediaType(apiPath));
        N2wsPrincipal caller = tokens.authenticate(request);
        Router.Match<N2wsRoutes.Handler> match = routes.router().find(request.method(), apiPath);
        if (match == null) throw N2wsErrorBodies.methodNotAllowed(request.method());
        backups.updateStatuses();
        recoveries.updateStatuses();
        scenarios.updateStatuses();
        azure.updateStatuses();
        return match.handler().handle(request, caller, match.variables());
    }

    /** Handles a token request; ignores an Authorization header. */
    private ServerResponse handleTokenRequest(ServerRequest request, String apiPath) {
        AcceptHeader.negotiateVersion(request, options.n2wsApiVersion());
        if (!request.method().equals("POST")) throw N2wsErrorBodies.methodNotAllowed(request.method());
        return apiPath.equals(OBTAIN_PATH) ? tokens.obtain(request) : tokens.refresh(request);
    }

    /**
     * Redirects a GET without the final slash to the path with a slash, like Django (n2ws-api 4, point 18: inferred).
     */
    private ServerResponse redirectOrNotFound(ServerRequest request, String apiPath) {
        boolean slashMissing = request.method().equals("GET") && routes.router().hasPath(apiPath + "/");
        if (!slashMissing) return N2wsErrorBodies.unknownPath();
        String query = request.target().substring(request.path().length());
        return ServerResponse.empty(301).withHeader("Location", request.path() + "/" + query);
    }

    /** Returns the path below /api/ with double slashes merged, like Apache; null for another path. */
    private static String apiPath(ServerRequest request) {
        String path = request.path().replaceAll("/{2,}", "/");
        return path.startsWith("/api/") ? path.substring("/api/".length()) : null;
    }

    private ServerResponse listUsers(ServerRequest request, N2wsPrincipal caller, RowTable table) {
        return new ListQuery(table, Set.of(), List.of("username"), behavior).respond(request, caller, row -> true);
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
