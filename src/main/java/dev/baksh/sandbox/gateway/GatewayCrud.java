package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.px.PxPrincipal;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.ServerRequest;
import java.util.List;
import java.util.Set;

/** What all kinds have in common: create, update, enumerate, inspect, delete, and whose it is. */
final class GatewayCrud {
    /** Lists of these carry a total; the others are whole and bare of it. */
    private static final Set<GatewayResourceType> COUNTED = Set.of(
            GatewayResourceType.BACKUP,
            GatewayResourceType.RESTORE,
            GatewayResourceType.SCHEDULE,
            GatewayResourceType.CLUSTER,
            GatewayResourceType.DISCOVERY,
            GatewayResourceType.CREDENTIAL,
            GatewayResourceType.LOCATION,
            GatewayResourceType.VOLUMES);

    private static final Set<GatewayResourceType> OWNED = Set.of(
            GatewayResourceType.CREDENTIAL,
            GatewayResourceType.LOCATION,
            GatewayResourceType.POLICY,
            GatewayResourceType.RULE,
            GatewayResourceType.VOLUMES);
    private static final Set<GatewayResourceType> SEARCHED = Set.of(
            GatewayResourceType.BACKUP,
            GatewayResourceType.SCHEDULE,
            GatewayResourceType.CLUSTER,
            GatewayResourceType.VOLUMES);

    private final GatewayServer server;
    private final GatewayStore store;
    private final GatewayJobProgress runs;
    private final GatewayResourceType kind;

    GatewayCrud(GatewayServer server, GatewayStore store, GatewayJobProgress runs) {
        this.server = server;
        this.store = store;
        this.runs = runs;
        this.kind = store.kind();
    }

    void routes(Router<GatewayHandler> router) {
        String at = kind.segment();
        boolean organization = kind == GatewayResourceType.ORGANIZATION;
        String below = organization ? at : at + "/{org_id}";
        router.add("POST", at, (ask, path, caller) -> {
            must(caller, "create");
            ObjectNode row = store.create(GatewayHandler.body(ask), caller.id());
            return organization ? JsonTrees.object() : wrapped(shown(row, false));
        });
        if (!organization) router.add(kind == GatewayResourceType.DISCOVERY ? "PATCH" : "PUT", at, this::update);
        if (OWNED.contains(kind)) {
            router.add("PUT", at + "/updateownership", (ask, path, caller) -> {
                must(caller, "updateownership");
                store.own(GatewayHandler.body(ask));
                return JsonTrees.object();
            });
        }
        router.add("GET", below, (ask, path, caller) -> {
            must(caller, "enumerate");
            return page(EnumerateOptions.of(ask.query()), secrets(ask));
        });
        if (SEARCHED.contains(kind)) {
            router.add("POST", below + "/enumerate", (ask, path, caller) -> {
                must(caller, "enumerate");
                return page(EnumerateOptions.of(GatewayHandler.body(ask).path("enumerate_options")), false);
            });
        }
        router.add("GET", below + "/{name}", (ask, path, caller) -> {
            must(caller, "inspect");
            return wrapped(shown(store.get(path.get("name"), ask.query().get("uid")), secrets(ask)));
        });
        router.add("DELETE", below + "/{name}", (ask, path, caller) -> {
            must(caller, "delete");
            store.remove(path.get("name"), ask.query().get("uid"));
            return JsonTrees.object();
        });
    }

    private JsonNode update(ServerRequest ask, java.util.Map<String, String> path, PxPrincipal caller) {
        must(caller, "update");
        ObjectNode body = GatewayHandler.body(ask);
        if (kind == GatewayResourceType.DISCOVERY) {
            JsonNode of = body.path("config_ref");
            ObjectNode row = store.get(of.path("name").asText(), of.path("uid").asText());
            store.touched(row);
            return JsonTrees.object();
        }
        store.update(body);
        return JsonTrees.object();
    }

    private ObjectNode page(EnumerateOptions pages, boolean secrets) {
        List<ObjectNode> rows =
                store.rows().stream().map(row -> shown(row, secrets)).toList();
        return pages.answer(kind.many(), rows, COUNTED.contains(kind));
    }

    private ObjectNode shown(ObjectNode row, boolean secrets) {
        boolean runs = kind == GatewayResourceType.BACKUP || kind == GatewayResourceType.RESTORE;
        if (runs) return this.runs.now(row, kind.info());
        return secrets ? row : GatewayStore.bare(row);
    }

    private static boolean secrets(ServerRequest ask) {
        return "true".equals(ask.query().get("include_secrets"));
    }

    private ObjectNode wrapped(ObjectNode row) {
        ObjectNode answer = JsonTrees.object();
        answer.set(kind.one(), row);
        return answer;
    }

    private void must(PxPrincipal caller, String api) {
        if (kind.guarded()) server.must(caller, kind.service(), api);
    }
}
