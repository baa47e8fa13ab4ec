package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.sandbox.gateway.GatewayResourceType;
import dev.baksh.sandbox.gateway.GatewayServer;
import dev.baksh.sandbox.gateway.GatewayStore;
import dev.baksh.sandbox.server.FaultInjector;
import dev.baksh.sandbox.server.HttpServer;
import java.util.List;

/** The gateway of the Portworx sandbox from behind: its faults, and the truth that it keeps. */
public final class GatewaySandbox {
    private final GatewayServer server;
    private final Object lock;
    private final HttpServer httpServer;

    GatewaySandbox(GatewayServer server, Object lock, HttpServer httpServer) {
        this.server = server;
        this.lock = lock;
        this.httpServer = httpServer;
    }

    /** What is to go wrong. */
    public FaultInjector faults() {
        return httpServer.faults();
    }

    /** From now on the backup or restore of that name ends with this status, for this reason. */
    public void setFinalStatus(String name, String status, String reason) {
        synchronized (lock) {
            server.jobProgress().setFinalStatus(name, status, reason);
        }
    }

    /**
     * Names of all things of a kind, in order of creation.
     *
     * @param segment as in the path: {@code backup}, {@code schedulepolicy}
     */
    public List<String> names(String segment) {
        synchronized (lock) {
            return store(segment).rows().stream()
                    .map(row -> row.path("metadata").path("name").asText())
                    .toList();
        }
    }

    /** Puts a thing there that says nothing but its name, finished long ago. */
    public void add(String segment, String name) {
        synchronized (lock) {
            server.addMinimal(store(segment), name);
        }
    }

    /** A thing as it is kept, secrets included, or null. */
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
                .orElseThrow(() -> new IllegalArgumentException("no kind " + segment + " in the sandbox"));
    }
}
