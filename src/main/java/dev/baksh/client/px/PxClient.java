package dev.baksh.client.px;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.auth.TokenEndpoint;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.Secret;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.exchange.ApiExecutor;
import dev.baksh.client.protocol.ServerDialect;
import dev.baksh.client.px.backend.AccessAudit;
import dev.baksh.client.px.backend.BulkRoleMapping;
import dev.baksh.client.px.backend.GroupVerbs;
import dev.baksh.client.px.backend.KeycloakTokenSource;
import dev.baksh.client.px.backend.PastedTokenSource;
import dev.baksh.client.px.backend.PxDialect;
import dev.baksh.client.px.backend.RolePlan;
import dev.baksh.client.px.backend.RoleVerbs;
import dev.baksh.client.px.backend.UserVerbs;
import dev.baksh.client.px.gateway.GatewayDialect;
import dev.baksh.client.px.gateway.GatewaySecretCollector;
import dev.baksh.client.px.gateway.GatewayVerbs;
import dev.baksh.client.px.gateway.GatewayWaiter;
import dev.baksh.client.resource.ProgressListener;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.client.resource.VerbHandler;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A client of one Portworx Backup server. It has two doors: the console's backend for roles and users, and the Backup REST
 * gateway for all else, by the same tokens. The gateway is often not exposed; its nouns then say so.
 */
public final class PxClient extends ServerClient {
    /** The file of the catalogue that describes the gateway. */
    public static final String GATEWAY = "px-gateway";

    /** Where all of the gateway's paths begin, and none of the console's (px-api 5). */
    private static final String GATEWAY_PATHS = "/v1/";

    /** Keycloak's admin API, as it stands in the catalogue. */
    private static final String KEYCLOAK = "/auth/admin/";

    private final ProgressListener progress;
    private final GroupVerbs groups;
    private final GatewayVerbs gateway;

    /** Without a gateway. */
    public PxClient(ServerConfig server, Catalog catalog, ApiExecutor exchange, ProgressListener progress) {
        this(server, catalog, exchange, null, progress, TimeSource.SYSTEM, secret -> {});
    }

    /**
     * @param catalog with {@link #GATEWAY} where there is one
     * @param gateway the door of {@link ServerConfig#gatewayUrl()}, or null
     * @param redact  told of secrets that pass by
     */
    public PxClient(
            ServerConfig server,
            Catalog catalog,
            ApiExecutor exchange,
            ApiExecutor gateway,
            ProgressListener progress,
            TimeSource time,
            Consumer<Secret> redact) {
        super(server, catalog, exchange, "");
        this.progress = progress;
        RoleVerbs roles = new RoleVerbs(this, progress);
        verb("roles", "create", roles::create);
        verb("roles", "update", roles::update);
        verb("roles", "delete", roles::delete);
        verb("roles", "diff", roles::diff);
        verb("roles", "mapTo", roles::mapTo);
        verb("roles", "copy", roles::copy);
        verb("roles", "permissions", roles::permissions);
        UserVerbs users = new UserVerbs(this, progress);
        verb("users", "map", users::map);
        verb("users", "unmap", users::unmap);
        verb("users", "roles", users::roles);
        verb("users", "mapAll", new BulkRoleMapping(this, users, progress)::mapAll);
        groups = new GroupVerbs(this, users, progress);
        for (String verb : catalog.noun("groups").operations().keySet())
            verb("groups", verb, said -> groups.verb(verb).invoke(said));
        AccessAudit audit = new AccessAudit(this, users, groups, progress);
        verb("server", "access", audit::access);
        verb("server", "audit", audit::audit);
        RolePlan state = new RolePlan(this, roles, users, progress);
        verb("server", "plan", state::plan);
        verb("server", "apply", state::apply);
        verb("server", "export", state::export);
        this.gateway = gateway == null ? null : new GatewayVerbs(this, gateway, new GatewaySecretCollector(redact));
        for (String noun : List.of("backups", "restores"))
            verb(noun, "await", said -> new GatewayWaiter(this, gateway(), progress, time).await(said));
    }

    /** True for a noun that only the gateway has. */
    private static boolean behind(Noun noun) {
        return noun.operations().values().stream()
                .anyMatch(operation -> operation.paths().values().stream().anyMatch(PxClient::behind));
    }

    private static boolean behind(String path) {
        return path.startsWith(GATEWAY_PATHS);
    }

    private GatewayVerbs gateway() {
        if (gateway != null) return gateway;
        throw BakshException.usage(
                server().label() + ": the address of its Backup REST gateway is not configured",
                "set " + server().variable("GATEWAY_URL") + ", such as https://px-backup.example.com:10001");
    }

    /** By the noun that is asked for: most calls need none of the gateway's, and there are many. */
    @Override
    protected VerbHandler behaviour(Operation operation) {
        return behind(catalog().noun(operation.noun())) ? said -> gateway().invoke(said) : null;
    }

    @Override
    protected ApiExecutor exchange(Noun noun) {
        return behind(noun) ? gateway().exchange() : exchange();
    }

    @Override
    protected ApiExecutor exchange(String path) {
        return behind(path) ? gateway().exchange() : exchange();
    }

    @Override
    protected Rows rows(Operation operation, ApiCall call) {
        if (operation.noun().equals("groups")) return groups.rows(call);
        return behind(catalog().noun(operation.noun())) ? gateway().rows(operation, call) : super.rows(operation, call);
    }

    /** Keycloak may stand below another path than the catalogue's. */
    @Override
    protected String path(Operation operation) {
        String path = super.path(operation);
        return path.startsWith(KEYCLOAK) ? server().authPath() + path.substring("/auth".length()) : path;
    }

    @Override
    protected Map<String, Object> holes(Noun noun, Row row) {
        return Map.of("org_id", "default");
    }

    /** How the gateway speaks. */
    public static ServerDialect gatewayDialect() {
        return new GatewayDialect();
    }

    /** How the backend speaks. */
    public static ServerDialect dialect() {
        return new PxDialect();
    }

    /**
     * How tokens are had: from Keycloak, or pasted.
     *
     * @param notice told that a pasted token ends, and when
     */
    public static TokenSource tokens(
            ServerConfig server, TokenEndpoint endpoint, TimeSource time, Consumer<String> notice) {
        if (server.credential() instanceof Credential.PastedToken) return new PastedTokenSource(server, time, notice);
        return new KeycloakTokenSource(server, endpoint);
    }

    /** {@code /Backend} stood in the vendor's own pages for years, and is not found. */
    @Override
    public Object raw(String method, String path, Map<String, Object> query, Object body) {
        if (!path.startsWith("/Backend/")) return super.raw(method, path, query, body);
        progress.note("notice: the path begins with /backend in lower case; corrected");
        return super.raw(method, "/backend/" + path.substring("/Backend/".length()), query, body);
    }
}
