package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** What all kinds have in common: create, update, enumerate, inspect, delete, and whose it is. */
final class GatewayThings {
    /** Lists of these carry a total; the others are whole and bare of it. */
    private static final Set<GatewayKind> COUNTED = Set.of(
            GatewayKind.BACKUP,
            GatewayKind.RESTORE,
            GatewayKind.SCHEDULE,
            GatewayKind.CLUSTER,
            GatewayKind.DISCOVERY,
            GatewayKind.CREDENTIAL,
            GatewayKind.LOCATION,
            GatewayKind.VOLUMES);

    private static final Set<GatewayKind> OWNED = Set.of(
            GatewayKind.CREDENTIAL, GatewayKind.LOCATION, GatewayKind.POLICY, GatewayKind.RULE, GatewayKind.VOLUMES);
    private static final Set<GatewayKind> SEARCHED =
            Set.of(GatewayKind.BACKUP, GatewayKind.SCHEDULE, GatewayKind.CLUSTER, GatewayKind.VOLUMES);

    private final GatewayServer server;
    private final GatewayStore store;
    private final GatewayRuns runs;
    private final GatewayKind kind;

    GatewayThings(GatewayServer server, GatewayStore store, GatewayRuns runs) {
        this.server = server;
        this.store = store;
        this.runs = runs;
        this.kind = store.kind();
    }

    void routes(Router<GatewayHandler> router) {
        String at = kind.segment();
        boolean organization = kind == GatewayKind.ORGANIZATION;
        String below = organization ? at : at + "/{org_id}";
        router.add("POST", at, (ask, path, caller) -> {
            must(caller, "create");
            ObjectNode row = store.create(GatewayHandler.body(ask), caller.id());
            return organization ? Json.object() : wrapped(shown(row, false));
        });
        if (!organization) router.add(kind == GatewayKind.DISCOVERY ? "PATCH" : "PUT", at, this::update);
        if (OWNED.contains(kind)) {
            router.add("PUT", at + "/updateownership", (ask, path, caller) -> {
                must(caller, "updateownership");
                store.own(GatewayHandler.body(ask));
                return Json.object();
            });
        }
        router.add("GET", below, (ask, path, caller) -> {
            must(caller, "enumerate");
            return page(GatewayPages.of(ask.query()), secrets(ask));
        });
        if (SEARCHED.contains(kind)) {
            router.add("POST", below + "/enumerate", (ask, path, caller) -> {
                must(caller, "enumerate");
                return page(GatewayPages.of(GatewayHandler.body(ask).path("enumerate_options")), false);
            });
        }
        router.add("GET", below + "/{name}", (ask, path, caller) -> {
            must(caller, "inspect");
            return wrapped(shown(store.get(path.get("name"), ask.query().get("uid")), secrets(ask)));
        });
        router.add("DELETE", below + "/{name}", (ask, path, caller) -> {
            must(caller, "delete");
            store.remove(path.get("name"), ask.query().get("uid"));
            return Json.object();
        });
    }

    private JsonNode update(Ask ask, java.util.Map<String, String> path, PxCaller caller) {
        must(caller, "update");
        ObjectNode body = GatewayHandler.body(ask);
        if (kind == GatewayKind.DISCOVERY) {
            JsonNode of = body.path("config_ref");
            ObjectNode row = store.get(of.path("name").asText(), of.path("uid").asText());
            store.touched(row);
            return Json.object();
        }
        store.update(body);
        return Json.object();
    }

    private ObjectNode page(GatewayPages pages, boolean secrets) {
        List<ObjectNode> rows =
                store.rows().stream().map(row -> shown(row, secrets)).toList();
        return pages.answer(kind.many(), rows, COUNTED.contains(kind));
    }

    private ObjectNode shown(ObjectNode row, boolean secrets) {
        boolean runs = kind == GatewayKind.BACKUP || kind == GatewayKind.RESTORE;
        if (runs) return this.runs.now(row, kind.info());
        return secrets ? row : GatewayStore.bare(row);
    }

    private static boolean secrets(Ask ask) {
        return "true".equals(ask.query().get("include_secrets"));
    }

    private ObjectNode wrapped(ObjectNode row) {
        ObjectNode answer = Json.object();
        answer.set(kind.one(), row);
        return answer;
    }

    private void must(PxCaller caller, String api) {
        if (kind.guarded()) server.must(caller, kind.service(), api);
    }
}
