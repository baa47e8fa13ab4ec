package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.sandbox.gateway.GatewayResourceType;
import dev.baksh.sandbox.gateway.GatewayServer;
import dev.baksh.sandbox.gateway.GatewayStore;
import dev.baksh.sandbox.server.FaultInjector;
import dev.baksh.sandbox.server.HttpHandler;
import dev.baksh.sandbox.server.HttpServer;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.sandbox.server.SeededRandom;
import java.util.List;
import java.util.function.Function;

/** Control interface of the gateway emulator for specs: faults, results of jobs and the stored objects. */
public final class GatewaySandbox {
    private final GatewayServer server;
    private final PxSandbox lock;
    private final HttpServer httpServer;

    GatewaySandbox(
            PxSandbox px,
            SandboxOptions options,
            SeededRandom random,
            Function<HttpHandler, HttpServer> httpServerStarter) {
        server = new GatewayServer(px.server(), px, options, random);
        lock = px;
        httpServer = httpServerStarter.apply(server);
    }

    HttpServer httpServer() {
        return httpServer;
    }

    /** Returns the injector of faults. */
    public FaultInjector faults() {
        return httpServer.faults();
    }

    /** Sets the final status and its reason for the backup or restore with this name. */
    public void setFinalStatus(String name, String status, String reason) {
        synchronized (lock) {
            server.jobProgress().setFinalStatus(name, status, reason);
        }
    }

    /**
     * Returns the names of all objects of a resource type, in order of creation.
     *
     * @param segment path segment of the type: {@code backup}, {@code schedulepolicy}
     */
    public List<String> names(String segment) {
        synchronized (lock) {
            return store(segment).rows().stream()
                    .map(row -> row.path("metadata").path("name").asText())
                    .toList();
        }
    }

    /** Adds an object that has only a name and is older than all others. */
    public void add(String segment, String name) {
        synchronized (lock) {
            server.addMinimal(store(segment), name);
        }
    }

    /** Returns the stored object with its secrets, or null. */
    public JsonNode object(String segment, String name) {
        synchronized (lock) {
            return store(segment).find(name);
        }
    }

    private GatewayStore store(String segment) {
        return GatewayResourceType.ALL.stream()
                .filter(type -> type.segment().equals(segment))
                .map(server::store)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the gateway has no resource type " + segment));
    }
}
