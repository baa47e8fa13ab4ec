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
 * The Backup REST gateway beside the console's backend: its own port, the same tokens, the same roles. One lock for both, since
 * they share the realm.
 */
public final class GatewayServer implements HttpHandler {
    private static final String BASE = "/v1/";

    private final PxServer backend;
    private final GatewayJobProgress runs;
    private final GatewaySeed seed;
    private final Map<GatewayResourceType, GatewayStore> stores = new LinkedHashMap<>();
    private final Router<GatewayHandler> router = new Router<>();

    public GatewayServer(PxServer backend, SandboxOptions options, SeededRandom dice) {
        this.backend = backend;
        runs = new GatewayJobProgress(options.clock(), options.backupDuration());
        for (GatewayResourceType kind : GatewayResourceType.ALL)
            stores.put(kind, new GatewayStore(kind, options.clock(), dice));
        Instant installed =
                options.clock().instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(60));
        seed = new GatewaySeed(this, backend.realm().user(KeycloakRealm.ADMIN).id(), installed);
        seed.plant();
        // The more special paths first: the first route that fits wins.
        new GatewaySingletons(this, options.clock()).routes(router);
        new GatewayActions(this, runs).routes(router);
        new GatewayRoles(backend, options.clock()).routes(router);
        for (GatewayStore store : stores.values()) new GatewayCrud(this, store, runs).routes(router);
    }

    public GatewayStore store(GatewayResourceType kind) {
        return stores.get(kind);
    }

    public void seed(GatewayStore store, String name) {
        seed.bare(store, name);
    }

    public GatewayJobProgress runs() {
        return runs;
    }

    /** @throws HttpErrorException unless a role that rides in the caller's token allows the api of the service */
    void must(PxPrincipal caller, String service, String api) {
        if (!backend.roles().allow(caller, service, api)) throw GatewayErrorBodies.denied(service);
    }

    @Override
    public String name() {
        return "px-gateway";
    }

    @Override
    public boolean asksForToken(ServerRequest ask) {
        return false;
    }

    @Override
    public ServerResponse unauthorized() {
        return GatewayErrorBodies.unauthenticated();
    }

    @Override
    public ServerResponse throttled(Duration retryAfter) {
        return ServerResponse.html(429, "429 Too Many Requests")
                .with("Retry-After", Long.toString(retryAfter.toSeconds()));
    }

    @Override
    public ServerResponse answer(ServerRequest ask) {
        synchronized (backend) {
            if (!ask.path().startsWith(BASE)) return plain(404, "Not Found");
            String path = ask.path().substring(BASE.length());
            Router.Found<GatewayHandler> found = router.find(ask.method(), path);
            if (found == null) return router.knows(path) ? plain(501, "Not Implemented") : plain(404, "Not Found");
            JsonNode claims = backend.tokens().authenticated(ask);
            if (claims == null) return GatewayErrorBodies.unauthenticated();
            JsonNode answer = found.handler().answer(ask, found.variables(), PxPrincipal.of(claims));
            return ServerResponse.json(200, answer);
        }
    }

    /** What the multiplexer in front says, before anything speaks JSON. */
    private static ServerResponse plain(int status, String text) {
        return ServerResponse.text(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
