package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.Router;
import java.util.List;
import java.util.Set;

/** Routes of the gateway that all resource types share: create, update, enumerate, inspect, delete and ownership. */
final class GatewayCrud {
    /** Resource types whose lists have a total; lists of other types are complete and have no total. */
    private static final Set<GatewayResourceType> TYPES_WITH_TOTAL = Set.of(
            GatewayResourceType.BACKUP,
            GatewayResourceType.RESTORE,
            GatewayResourceType.SCHEDULE,
            GatewayResourceType.CLUSTER,
            GatewayResourceType.DISCOVERY,
            GatewayResourceType.CREDENTIAL,
            GatewayResourceType.LOCATION,
            GatewayResourceType.VOLUMES);

    private static final Set<GatewayResourceType> TYPES_WITH_OWNERSHIP = Set.of(
            GatewayResourceType.CREDENTIAL,
            GatewayResourceType.LOCATION,
            GatewayResourceType.POLICY,
            GatewayResourceType.RULE,
            GatewayResourceType.VOLUMES);
    private static final Set<GatewayResourceType> TYPES_WITH_SEARCH = Set.of(
            GatewayResourceType.BACKUP,
            GatewayResourceType.SCHEDULE,
            GatewayResourceType.CLUSTER,
            GatewayResourceType.VOLUMES);

    private final GatewayServer server;
    private final GatewayStore store;
    private final GatewayJobProgress jobProgress;
    private final GatewayResourceType type;

    GatewayCrud(GatewayServer server, GatewayStore store, GatewayJobProgress jobProgress) {
        this.server = server;
        this.store = store;
        this.jobProgress = jobProgress;
        this.type = store.type();
    }

    void registerRoutes(Router<GatewayCall.Handler> router) {
        String basePath = type.segment();
        boolean isOrganization = type == GatewayResourceType.ORGANIZATION;
        String listPath = isOrganization ? basePath : basePath + "/{org_id}";
        router.addRoute("POST", basePath, this::create);
        if (type == GatewayResourceType.DISCOVERY) router.addRoute("PATCH", basePath, this::updateDiscovery);
        else if (!isOrganization) router.addRoute("PUT", basePath, this::update);
        if (TYPES_WITH_OWNERSHIP.contains(type))
            router.addRoute("PUT", basePath + "/updateownership", this::updateOwnership);
        router.addRoute("GET", listPath, this::list);
        if (TYPES_WITH_SEARCH.contains(type)) router.addRoute("POST", listPath + "/enumerate", this::search);
        router.addRoute("GET", listPath + "/{name}", this::inspect);
        router.addRoute("DELETE", listPath + "/{name}", this::delete);
    }

    private JsonNode create(GatewayCall call) {
        requirePermission(call, "create");
        ObjectNode row = store.create(call.body(), call.caller().id());
        return type == GatewayResourceType.ORGANIZATION ? JsonTrees.object() : wrap(visibleRow(row, false));
    }

    private JsonNode update(GatewayCall call) {
        requirePermission(call, "update");
        store.update(call.body());
        return JsonTrees.object();
    }

    private JsonNode updateDiscovery(GatewayCall call) {
        requirePermission(call, "update");
        store.touch(store.get(call.body().path("config_ref")));
        return JsonTrees.object();
    }

    private JsonNode updateOwnership(GatewayCall call) {
        requirePermission(call, "updateownership");
        store.updateOwnership(call.body());
        return JsonTrees.object();
    }

    private JsonNode list(GatewayCall call) {
        requirePermission(call, "enumerate");
        return listPage(EnumerateOptions.of(call.request().query()), includesSecrets(call));
    }

    private JsonNode search(GatewayCall call) {
        requirePermission(call, "enumerate");
        return listPage(EnumerateOptions.of(call.body().path("enumerate_options")), false);
    }

    private JsonNode inspect(GatewayCall call) {
        requirePermission(call, "inspect");
        return wrap(visibleRow(store.get(call.name(), call.query("uid")), includesSecrets(call)));
    }

    private JsonNode delete(GatewayCall call) {
        requirePermission(call, "delete");
        store.remove(call.name(), call.query("uid"));
        return JsonTrees.object();
    }

    private ObjectNode listPage(EnumerateOptions options, boolean includeSecrets) {
        List<ObjectNode> rows = store.rows().stream()
                .map(row -> visibleRow(row, includeSecrets))
                .toList();
        return options.buildListBody(type.listKey(), rows, TYPES_WITH_TOTAL.contains(type));
    }

    private ObjectNode visibleRow(ObjectNode row, boolean includeSecrets) {
        boolean isJob = type == GatewayResourceType.BACKUP || type == GatewayResourceType.RESTORE;
        if (isJob) return jobProgress.withCurrentStatus(row, type.infoKey());
        return includeSecrets ? row : GatewayStore.withoutSecrets(row);
    }

    private static boolean includesSecrets(GatewayCall call) {
        return "true".equals(call.query("include_secrets"));
    }

    private JsonNode wrap(ObjectNode row) {
        return JsonTrees.object(type.objectKey(), row);
    }

    private void requirePermission(GatewayCall call, String api) {
        if (type.requiresPermission()) server.requirePermission(call, type.service(), api);
    }
}
