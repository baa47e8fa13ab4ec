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
    private final HttpServer door;

    GatewaySandbox(GatewayServer server, Object lock, HttpServer door) {
        this.server = server;
        this.lock = lock;
        this.door = door;
    }

    /** What is to go wrong. */
    public FaultInjector faults() {
        return door.faults();
    }

    /** From now on the backup or restore of that name ends with this status, for this reason. */
    public void end(String name, String status, String reason) {
        synchronized (lock) {
            server.runs().end(name, status, reason);
        }
    }

    /**
     * Names of all things of a kind, in order of creation.
     *
     * @param kind as in the path: {@code backup}, {@code schedulepolicy}
     */
    public List<String> names(String kind) {
        synchronized (lock) {
            return store(kind).rows().stream()
                    .map(row -> row.path("metadata").path("name").asText())
                    .toList();
        }
    }

    /** Puts a thing there that says nothing but its name, finished long ago. */
    public void add(String kind, String name) {
        synchronized (lock) {
            server.seed(store(kind), name);
        }
    }

    /** A thing as it is kept, secrets included, or null. */
    public JsonNode thing(String kind, String name) {
        synchronized (lock) {
            return store(kind).find(name);
        }
    }

    private GatewayStore store(String kind) {
        return GatewayResourceType.ALL.stream()
                .filter(one -> one.segment().equals(kind))
                .map(server::store)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kind " + kind + " in the sandbox"));
    }
}
