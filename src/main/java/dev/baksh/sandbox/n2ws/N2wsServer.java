package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.AcceptHeader;
import dev.baksh.sandbox.n2ws.protocol.ListQuery;
import dev.baksh.sandbox.n2ws.protocol.N2wsBehavior;
import dev.baksh.sandbox.n2ws.protocol.N2wsCall;
import dev.baksh.sandbox.n2ws.protocol.N2wsErrorBodies;
import dev.baksh.sandbox.n2ws.protocol.N2wsRoutes;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.server.EmulatedServer;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Emulator of the N2WS server: routes, versions, tokens and the stores of all nouns. One lock guards all state. */
public final class N2wsServer extends EmulatedServer {
    private static final String OBTAIN_PATH = "token/obtain/api_key/";
    private static final String REFRESH_PATH = "token/refresh/";

    /** Settings that specs change while the server runs. */
    public final N2wsBehavior behavior;

    private final SandboxOptions options;
    private final ObjectNode identifier;
    private final N2wsUsers users;
    private final N2wsTokenService tokens;
    private final N2wsBackups backups;
    private final N2wsPolicies policies;
    private final N2wsRecoveries recoveries;
    private final N2wsRoutes routes = new N2wsRoutes(List.of(""), new Router<>(), new Router<>());

    public N2wsServer(SandboxOptions options, SeededRandom random) {
        super("n2ws");
        this.options = options;
        behavior = new N2wsBehavior(options);
        users = new N2wsUsers(random);
        tokens = new N2wsTokenService(users, options, random);
        N2wsAccounts accounts = new N2wsAccounts();
        N2wsSchedules schedules = new N2wsSchedules(behavior);
        backups = new N2wsBackups(behavior);
        policies = new N2wsPolicies(behavior, accounts, schedules, backups);
        N2wsTargets targets = new N2wsTargets(policies.table());
        recoveries = new N2wsRecoveries(behavior);
        N2wsScenarios scenarios = new N2wsScenarios(backups.table(), targets, recoveries, behavior);
        N2wsAzure azure = new N2wsAzure(behavior);
        N2wsSeed seed = new N2wsSeed(options.clock.instant());
        seed.addAccounts(accounts);
        seed.addSchedules(schedules);
        seed.addPolicies(policies, backups, scenarios);
        seed.addTargets(policies.table(), targets);
        seed.addRecoveries(backups.table(), scenarios, recoveries);
        policies.generate(options.extraPolicies, 1);
        identifier = JsonTrees.object().put("cpm_uuid", random.nextUuid()).put("cpm_name", "sandbox");
        N2wsRoutes aws = routes.aws();
        accounts.registerRoutes(aws);
        schedules.registerRoutes(routes);
        policies.registerRoutes(aws);
        targets.registerRoutes(routes);
        backups.registerRoutes(aws);
        new N2wsSnapshots(backups.table(), targets, recoveries).registerRoutes(aws);
        recoveries.registerRoutes(aws);
        scenarios.registerRoutes(aws);
        azure.registerRoutes(routes.azure());
        new N2wsS3Copies(backups.table(), policies.table(), targets).registerRoutes(aws);
        new N2wsReports(backups.table(), targets).registerRoutes(routes);
        new N2wsAlerts(backups.table(), behavior.now()).registerRoutes(routes);
        new N2wsPolicySettings(policies.table()).registerRoutes(aws);
        // n2ws-api 2.7. The fields of a group are known; the value of operation_mode is an assumption.
        aws.get("resource_control/groups/", ownedList(seed.list("resourceGroups"))::respond)
                .getRows("s3_repositories/", ownedList(seed.list("s3Repositories")));
        routes.get("scheduled_reports/", ownedList(seed.list("scheduledReports"))::respond)
                .get("settings/identifier/", this::identifier)
                .get("users/", users::listUsers)
                .get("delegates/", users::listDelegates);
    }

    private static ListQuery ownedList(RowTable table) {
        return new ListQuery(table, Set.of("user"), "name");
    }

    @Override
    protected boolean isTokenRequest(ServerRequest request) {
        return apiPath(request) != null && apiPath(request).startsWith("token/");
    }

    @Override
    protected ServerResponse unauthorizedResponse() {
        return N2wsErrorBodies.invalidAccessToken("Token is invalid or expired");
    }

    @Override
    protected ServerResponse throttledResponse(Duration retryAfter) {
        return N2wsErrorBodies.throttled(retryAfter);
    }

    /** Checks a request in the order of Django and DRF: path, Accept, token, method, permission, object, body. */
    @Override
    protected synchronized ServerResponse handle(ServerRequest request) {
        String apiPath = apiPath(request);
        if (apiPath == null) return N2wsErrorBodies.unknownPath();
        if (apiPath.equals(OBTAIN_PATH) || apiPath.equals(REFRESH_PATH)) return handleTokenRequest(request, apiPath);
        if (behavior.isApiV1() && apiPath.matches("(aws|azure)/.*")) return N2wsErrorBodies.unknownPath();
        if (!routes.router().hasPath(apiPath)) return redirectOrNotFound(request, apiPath);
        AcceptHeader.negotiateVersion(request, options.n2wsApiVersion, routes.mediaType(apiPath));
        N2wsUser caller = tokens.authenticate(request);
        Router.Match<N2wsRoutes.Handler> match = routes.router().find(request.method(), apiPath);
        if (match == null) throw N2wsErrorBodies.methodNotAllowed(request.method());
        behavior.makeDueChanges();
        Set<Integer> visibleOwnerIds = users.visibleOwnerIds(caller);
        return match.handler().handle(new N2wsCall(request, match.variables(), caller, visibleOwnerIds, behavior));
    }

    /** Handles a token request; ignores an Authorization header. */
    private ServerResponse handleTokenRequest(ServerRequest request, String apiPath) {
        AcceptHeader.negotiateVersion(request, options.n2wsApiVersion, "application/json");
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

    /** Returns the identifier: an object, or in API 1.0 and 1.1 an array with one object (n2ws-api 2.1). */
    private ServerResponse identifier(N2wsCall call) {
        // Known: an array in 1.1, an object in 1.7. Assumption: the change came after 1.1.
        String version = AcceptHeader.negotiateVersion(call.request(), options.n2wsApiVersion, "application/json");
        boolean asList = version.matches("1\\.[01](\\.[0-9]+)?");
        return ServerResponse.json(200, asList ? JsonTrees.array(identifier) : identifier);
    }

    /** Returns the API key of a user or delegate. */
    public synchronized String apiKey(String user) {
        return users.apiKey(user);
    }

    /** Disables the API key of a user or delegate. */
    public synchronized void disableApiKey(String user) {
        users.disableApiKey(user);
    }

    /** Revokes an access or refresh token. */
    public synchronized void revokeToken(String token) {
        tokens.revoke(token);
    }

    /** Revokes all access tokens. */
    public synchronized void revokeAccessTokens() {
        tokens.revokeAccessTokens();
    }

    /** Revokes all access and refresh tokens. */
    public synchronized void revokeAllTokens() {
        tokens.revokeAllTokens();
    }

    /** Returns the number of token requests with an API key that succeeded. */
    public synchronized int obtainCount() {
        return tokens.obtainCount;
    }

    /** Returns the number of refreshes that succeeded. */
    public synchronized int refreshCount() {
        return tokens.refreshCount;
    }

    /** Returns all policies of all users, by id. */
    public synchronized List<ObjectNode> policies() {
        return policies.table().rows().toList();
    }

    /** Returns the policy with this name and the lowest id, or null. */
    public synchronized ObjectNode policy(String name) {
        return policies.table()
                .rows()
                .filter(row -> row.path("name").asText().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Returns all backups of all users, by id, with their status at the current time. */
    public synchronized List<ObjectNode> backups() {
        behavior.makeDueChanges();
        return backups.table().rows().toList();
    }

    /** Returns all recoveries of all users from AWS backups, by id, with their status at the current time. */
    public synchronized List<ObjectNode> recoveries() {
        behavior.makeDueChanges();
        return recoveries.table().rows().toList();
    }

    /** Returns the number of backups of a policy that were started through the API. */
    public synchronized int startedBackupCount(String policy) {
        ObjectNode row = policy(policy);
        return row == null ? 0 : backups.startCount(row.path("id").intValue());
    }
}
