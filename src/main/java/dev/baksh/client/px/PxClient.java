package dev.baksh.client.px;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.NoticeListener;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.auth.TokenEndpoint;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.exchange.ApiExecutor;
import dev.baksh.client.protocol.ServerDialect;
import dev.baksh.client.px.backend.AccessAuditVerbs;
import dev.baksh.client.px.backend.BulkMappingVerbs;
import dev.baksh.client.px.backend.GroupVerbs;
import dev.baksh.client.px.backend.KeycloakTokenSource;
import dev.baksh.client.px.backend.PastedTokenSource;
import dev.baksh.client.px.backend.PxDialect;
import dev.baksh.client.px.backend.RolePlanVerbs;
import dev.baksh.client.px.backend.RoleVerbs;
import dev.baksh.client.px.backend.UserVerbs;
import dev.baksh.client.px.gateway.AccessLoss;
import dev.baksh.client.px.gateway.GatewayCompletion;
import dev.baksh.client.px.gateway.GatewayVerbs;
import dev.baksh.client.px.gateway.GatewayWhyVerb;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.client.resource.VerbHandler;
import dev.baksh.client.resource.Waiter;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Client of one Portworx Backup server. The console's backend has roles and users, and the Backup REST gateway has all
 * other nouns; both accept the same tokens. Many installations do not expose the gateway; its nouns then report that
 * it is not configured.
 */
public final class PxClient extends ServerClient {
    /** Name of the catalogue file for the gateway. */
    public static final String GATEWAY_CATALOG = "px-gateway";

    /** Prefix of all paths of the gateway, and of no path of the console (px-api 5). */
    private static final String GATEWAY_PATH_PREFIX = "/v1/";

    /** Path prefix of Keycloak's admin API in the catalogue. */
    private static final String KEYCLOAK_PATH_PREFIX = "/auth/admin/";

    private final GroupVerbs groupVerbs;
    private final RoleVerbs roleVerbs;
    private final GatewayVerbs gatewayVerbs;

    /**
     * @param catalog includes {@link #GATEWAY_CATALOG} if there is a gateway
     * @param gatewayExecutor executor for {@link ServerConfig#gatewayUrl()}, or null
     */
    public PxClient(
            ServerConfig server,
            Catalog catalog,
            ApiExecutor executor,
            ApiExecutor gatewayExecutor,
            NoticeListener progress) {
        super(server, catalog, executor, "", progress);
        UserVerbs userVerbs = new UserVerbs(this);
        groupVerbs = new GroupVerbs(this, userVerbs);
        roleVerbs = RoleVerbs.of(this, userVerbs, groupVerbs);
        registerVerb("roles", "create", roleVerbs::create);
        registerVerb("roles", "update", roleVerbs::update);
        registerVerb("roles", "delete", roleVerbs::delete);
        registerVerb("roles", "diff", roleVerbs::diff);
        registerVerb("roles", "copy", roleVerbs::copy);
        registerVerb("roles", "permissions", roleVerbs::permissions);
        registerVerb("users", "map", userVerbs::map);
        registerVerb("users", "unmap", userVerbs::unmap);
        registerVerb(
                "users",
                "roles",
                invocation -> userVerbs.roles(invocation.requireNoArgs().row()));
        BulkMappingVerbs mappingVerbs = new BulkMappingVerbs(this, userVerbs);
        registerVerb("users", "mapAll", mappingVerbs::mapAll);
        registerVerb("roles", "mapTo", mappingVerbs::mapTo);
        for (String verb : catalog.noun("groups").operations().keySet())
            registerVerb("groups", verb, groupVerbs::invoke);
        AccessAuditVerbs auditVerbs = new AccessAuditVerbs(this, userVerbs, groupVerbs);
        registerVerb("server", "access", auditVerbs::access);
        registerVerb("server", "audit", auditVerbs::audit);
        RolePlanVerbs planVerbs = new RolePlanVerbs(this, roleVerbs, userVerbs);
        registerVerb("server", "plan", planVerbs::plan);
        registerVerb("server", "apply", planVerbs::apply);
        registerVerb("server", "export", planVerbs::export);
        this.gatewayVerbs = gatewayExecutor == null ? null : new GatewayVerbs(this, gatewayExecutor);
        for (String noun : List.of("backups", "restores")) {
            registerVerb(noun, "await", invocation -> {
                GatewayCompletion completion = new GatewayCompletion(resource(noun), requireGateway());
                return new Waiter(this, completion).await(invocation);
            });
            registerVerb(
                    noun, "why", invocation -> new GatewayWhyVerb(resource(noun), requireGateway()).why(invocation));
        }
    }

    /** True for a noun of the gateway. */
    private static boolean usesGateway(Noun noun) {
        return noun.operations().values().stream()
                .anyMatch(operation -> operation.paths().values().stream().anyMatch(PxClient::usesGateway));
    }

    private static boolean usesGateway(String path) {
        return path.startsWith(GATEWAY_PATH_PREFIX);
    }

    private GatewayVerbs requireGateway() {
        if (gatewayVerbs != null) return gatewayVerbs;
        throw BakshException.usageError(
                server().label() + ": the address of its Backup REST gateway is not configured",
                "set " + server().settingName("GATEWAY_URL") + ", such as https://px-backup.example.com:10001");
    }

    /**
     * Returns the handler of the gateway for a noun of the gateway, else null. Looks for the gateway only when the
     * handler runs, because most calls need no gateway.
     */
    @Override
    protected VerbHandler handlerFor(Operation operation) {
        return usesGateway(catalog().noun(operation.noun()))
                ? invocation -> requireGateway().invoke(invocation)
                : null;
    }

    @Override
    protected ApiExecutor executorFor(Noun noun) {
        return usesGateway(noun) ? requireGateway().executor() : executor();
    }

    @Override
    protected ApiExecutor executorFor(String path) {
        return usesGateway(path) ? requireGateway().executor() : executor();
    }

    @Override
    protected Rows listRows(Operation operation, ApiCall call) {
        if (operation.noun().equals("groups")) return groupVerbs.listRows(call);
        return usesGateway(catalog().noun(operation.noun()))
                ? requireGateway().listRows(operation, call)
                : super.listRows(operation, call);
    }

    /** Replaces Keycloak's base path, which differs between installations. */
    @Override
    protected String path(Operation operation) {
        String path = super.path(operation);
        return path.startsWith(KEYCLOAK_PATH_PREFIX) ? server().authPath() + path.substring("/auth".length()) : path;
    }

    @Override
    protected Map<String, Object> pathParameters(Noun noun, Row row) {
        return Map.of("org_id", "default");
    }

    /** Returns the dialect of the gateway. */
    public static ServerDialect gatewayDialect() {
        return PxDialect.GATEWAY;
    }

    /** Returns the dialect of the backend. */
    public static ServerDialect dialect() {
        return PxDialect.BACKEND;
    }

    /**
     * Returns the token source: Keycloak, or a pasted token.
     *
     * @param notice receives the notice that a pasted token expires, with the time
     */
    public static TokenSource tokenSource(
            ServerConfig server, TokenEndpoint endpoint, TimeSource time, Consumer<String> notice) {
        if (server.credential() instanceof Credential.PastedToken) return new PastedTokenSource(server, time, notice);
        return new KeycloakTokenSource(server, endpoint);
    }

    /** Adds the rights that a raw update of a role or of an ownership takes away. */
    @Override
    protected ApiCall withLoss(Operation operation, ApiCall call) {
        if (operation == null) return call;
        boolean isRoleUpdate = operation.id().matches("px\\.(roles|gatewayRoles)\\.update");
        if (isRoleUpdate) return roleVerbs.withLoss(call);
        return AccessLoss.isAccessChange(operation) ? call.withLoss(() -> AccessLoss.UNKNOWN) : call;
    }

    /**
     * Sends a raw request. Corrects {@code /Backend} to {@code /backend}: the vendor's pages had the wrong spelling for
     * years, and servers respond with 404.
     */
    @Override
    public Object sendRaw(String method, String path, Map<String, Object> query, Object body) {
        if (!path.startsWith("/Backend/")) return super.sendRaw(method, path, query, body);
        progress().showNotice("notice: the path begins with /backend in lower case; corrected");
        return super.sendRaw(method, "/backend/" + path.substring("/Backend/".length()), query, body);
    }
}
