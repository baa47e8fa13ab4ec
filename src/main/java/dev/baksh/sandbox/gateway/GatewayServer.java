package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.sandbox.px.KeycloakRealm;
import dev.baksh.sandbox.px.PxPrincipal;
import dev.baksh.sandbox.px.PxServer;
import dev.baksh.sandbox.server.HttpHandler;
import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Emulator of the Backup REST gateway: a separate port, with the tokens and roles of the console backend. Both servers
 * share one lock, because they share the realm.
 */
public final class GatewayServer implements HttpHandler {
    private static final String BASE_PATH = "/v1/";

    private final PxServer backend;
    private final Object lock;
    private final GatewayJobProgress jobProgress;
    private final GatewaySeed seed;
    private final Map<GatewayResourceType, GatewayStore> stores = new LinkedHashMap<>();
    private final Router<GatewayHandler> router = new Router<>();

    /** @param lock lock of the backend and the gateway */
    public GatewayServer(PxServer backend, Object lock, SandboxOptions options, SeededRandom random) {
        this.backend = backend;
        this.lock = lock;
        jobProgress = new GatewayJobProgress(options.clock(), options.backupDuration());
        for (GatewayResourceType type : GatewayResourceType.ALL)
            stores.put(type, new GatewayStore(type, options.clock(), random));
        Instant installedAt =
                options.clock().instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(60));
        seed = new GatewaySeed(this, backend.realm().user(KeycloakRealm.ADMIN).id(), installedAt);
        seed.populate();
        // Specific paths first, because the first matching route wins.
        new GatewaySingletons(this, options.clock()).registerRoutes(router);
        new GatewayActions(this, jobProgress).registerRoutes(router);
        new GatewayRoles(backend, options.clock()).registerRoutes(router);
        for (GatewayStore store : stores.values()) new GatewayCrud(this, store, jobProgress).registerRoutes(router);
    }

    public GatewayStore store(GatewayResourceType type) {
        return stores.get(type);
    }

    public void addMinimal(GatewayStore store, String name) {
        seed.addMinimal(store, name);
    }

    public GatewayJobProgress jobProgress() {
        return jobProgress;
    }

    /**
     * Checks the permission of the caller.
     *
     * @throws HttpErrorException 403 unless a role in the caller's token allows the API of the service
     */
    void requirePermission(PxPrincipal caller, String service, String api) {
        if (!backend.roles().isAllowed(caller, service, api)) throw GatewayErrorBodies.permissionDenied(service);
    }

    @Override
    public String name() {
        return "px-gateway";
    }

    @Override
    public boolean isTokenRequest(ServerRequest request) {
        return false;
    }

    @Override
    public ServerResponse unauthorizedResponse() {
        return GatewayErrorBodies.unauthenticated();
    }

    @Override
    public ServerResponse throttledResponse(Duration retryAfter) {
        return ServerResponse.html(429, "429 Too Many Requests")
                .withHeader("Retry-After", Long.toString(retryAfter.toSeconds()));
    }

    @Override
    public ServerResponse handle(ServerRequest request) {
        synchronized (lock) {
            if (!request.path().startsWith(BASE_PATH)) return plainText(404, "Not Found");
            String path = request.path().substring(BASE_PATH.length());
            Router.Match<GatewayHandler> match = router.find(request.method(), path);
            if (match == null)
                return router.hasPath(path) ? plainText(501, "Not Implemented") : plainText(404, "Not Found");
            JsonNode claims = backend.tokens().authenticate(request);
            if (claims == null) return GatewayErrorBodies.unauthenticated();
            JsonNode body = match.handler().handle(request, match.variables(), PxPrincipal.of(claims));
            return ServerResponse.json(200, body);
        }
    }

    /** Returns an error of the HTTP multiplexer, which answers before the JSON layer. */
    private static ServerResponse plainText(int status, String text) {
        return ServerResponse.text(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
