package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
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
final class GatewayServer implements Site {
    private static final String BASE = "/v1/";

    private final PxServer backend;
    private final GatewayRuns runs;
    private final GatewaySeed seed;
    private final Map<GatewayKind, GatewayStore> stores = new LinkedHashMap<>();
    private final Router<GatewayHandler> router = new Router<>();

    GatewayServer(PxServer backend, SandboxOptions options, Dice dice) {
        this.backend = backend;
        runs = new GatewayRuns(options.clock(), options.backupDuration());
        for (GatewayKind kind : GatewayKind.ALL) stores.put(kind, new GatewayStore(kind, options.clock(), dice));
        Instant installed =
                options.clock().instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(60));
        seed = new GatewaySeed(this, backend.realm().user(PxRealm.ADMIN).id(), installed);
        seed.plant();
        // The more special paths first: the first route that fits wins.
        new GatewaySingles(this, options.clock()).routes(router);
        new GatewayWork(this, runs).routes(router);
        new GatewayRoles(backend, options.clock()).routes(router);
        for (GatewayStore store : stores.values()) new GatewayThings(this, store, runs).routes(router);
    }

    GatewayStore store(GatewayKind kind) {
        return stores.get(kind);
    }

    void seed(GatewayStore store, String name) {
        seed.bare(store, name);
    }

    GatewayRuns runs() {
        return runs;
    }

    /** @throws Refusal unless a role that rides in the caller's token allows the api of the service */
    void must(PxCaller caller, String service, String api) {
        if (!backend.roles().allow(caller, service, api)) throw GatewayErrors.denied(service);
    }

    @Override
    public String name() {
        return "px-gateway";
    }

    @Override
    public boolean asksForToken(Ask ask) {
        return false;
    }

    @Override
    public Answer unauthorized() {
        return GatewayErrors.unauthenticated();
    }

    @Override
    public Answer throttled(Duration retryAfter) {
        return Answer.html(429, "429 Too Many Requests").with("Retry-After", Long.toString(retryAfter.toSeconds()));
    }

    @Override
    public Answer answer(Ask ask) {
        synchronized (backend) {
            if (!ask.path().startsWith(BASE)) return plain(404, "Not Found");
            String path = ask.path().substring(BASE.length());
            Router.Found<GatewayHandler> found = router.find(ask.method(), path);
            if (found == null) return router.knows(path) ? plain(501, "Not Implemented") : plain(404, "Not Found");
            JsonNode claims = backend.tokens().authenticated(ask);
            if (claims == null) return GatewayErrors.unauthenticated();
            JsonNode answer = found.handler().answer(ask, found.variables(), PxCaller.of(claims));
            return Answer.json(200, answer);
        }
    }

    /** What the multiplexer in front says, before anything speaks JSON. */
    private static Answer plain(int status, String text) {
        return Answer.text(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
