package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.px.KeycloakRealm;
import dev.baksh.sandbox.px.PxPrincipal;
import dev.baksh.sandbox.px.PxServer;
import dev.baksh.sandbox.server.EmulatedServer;
import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Emulator of the Backup REST gateway, on a separate port, with the tokens and roles of the console backend. Both
 * servers synchronize on the backend, because they share the realm.
 */
public final class GatewayServer extends EmulatedServer {
    private static final String BASE_PATH = "/v1/";

    private final PxServer backend;
    private final GatewayJobProgress jobProgress;
    private final GatewaySeed seed;
    private final Map<GatewayResourceType, GatewayStore> stores = new LinkedHashMap<>();
    private final Router<GatewayCall.Handler> router = new Router<>();

    public GatewayServer(PxServer backend, SandboxOptions options, SeededRandom random) {
        super("px-gateway");
        this.backend = backend;
        jobProgress = new GatewayJobProgress(options.clock, options.backupDuration);
        for (GatewayResourceType type : GatewayResourceType.values())
            stores.put(type, new GatewayStore(type, options.clock, random));
        seed = new GatewaySeed(this, backend.userId(KeycloakRealm.ADMIN), PxServer.installationTime(options.clock));
        seed.populate();
        // Specific paths first, because the first matching route wins.
        new GatewayInfoRoutes(this, options.clock).registerRoutes(router);
        new GatewayActions(this, jobProgress).registerRoutes(router);
        new GatewayRoles(backend.roles(), options.clock).registerRoutes(router);
        for (GatewayStore store : stores.values()) new GatewayCrud(this, store, jobProgress).registerRoutes(router);
    }

    GatewayStore store(GatewayResourceType type) {
        return stores.get(type);
    }

    GatewayStore store(String segment) {
        return stores.values().stream()
                .filter(store -> store.type.segment.equals(segment))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the gateway has no resource type " + segment));
    }

    /**
     * Checks the permission of the caller.
     *
     * @throws HttpErrorException 403 unless a role in the caller's token allows the API of the service
     */
    void requirePermission(GatewayCall call, String service, String api) {
        if (!backend.roles().isAllowed(call.caller(), service, api)) throw GatewayErrorBodies.permissionDenied(service);
    }

    @Override
    protected ServerResponse unauthorizedResponse() {
        return GatewayErrorBodies.unauthenticated();
    }

    @Override
    protected ServerResponse handle(ServerRequest request) {
        synchronized (backend) {
            if (!request.path().startsWith(BASE_PATH)) return plainText(404, "Not Found");
            String path = decodePath(request.path().substring(BASE_PATH.length()));
            // The multiplexer takes a colon in the last segment for the start of a verb.
            if (path.substring(path.lastIndexOf('/') + 1).contains(":")) return plainText(404, "Not Found");
            Router.Match<GatewayCall.Handler> match = router.find(request.method(), path);
            if (match == null)
                return router.hasPath(path) ? plainText(501, "Not Implemented") : plainText(404, "Not Found");
            JsonNode claims = backend.authenticate(request);
            if (claims == null) return GatewayErrorBodies.unauthenticated();
            GatewayCall call = new GatewayCall(request, match.variables(), PxPrincipal.of(claims));
            return ServerResponse.json(200, match.handler().handle(call));
        }
    }

    /** Decodes the path before it is split, as grpc-gateway 1 does. */
    private static String decodePath(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Returns an error of the HTTP multiplexer, which responds before the JSON layer. */
    private static ServerResponse plainText(int status, String text) {
        return ServerResponse.text(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sets the final status and its reason for the backup or restore with this name. */
    public void setFinalStatus(String name, String status, String reason) {
        synchronized (backend) {
            jobProgress.setFinalStatus(name, status, reason);
        }
    }

    /**
     * Returns the names of all objects of a resource type, in order of creation.
     *
     * @param segment path segment of the type: {@code backup}, {@code schedulepolicy}
     */
    public List<String> names(String segment) {
        synchronized (backend) {
            return store(segment).rows().stream()
                    .map(row -> row.path("metadata").path("name").asText())
                    .toList();
        }
    }

    /** Adds an object that has only a name and is older than all others. */
    public void add(String segment, String name) {
        synchronized (backend) {
            seed.addMinimal(store(segment), name);
        }
    }

    /** Returns the stored object with its secrets, or null. */
    public ObjectNode object(String segment, String name) {
        synchronized (backend) {
            return store(segment).find(name);
        }
    }
}
