package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.Router;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Routes of one resource type of the emulated gateway, as far as the type has them: create, update, enumerate, inspect,
 * delete and ownership.
 */
record GatewayCrud(GatewayServer server, GatewayStore store, GatewayJobProgress jobProgress) {
    /** Resource types whose lists have a total; lists of other types are complete and have no total. */
    private static final Set<GatewayResourceType> TYPES_WITH_TOTAL = EnumSet.complementOf(EnumSet.of(
            GatewayResourceType.POLICY,
            GatewayResourceType.RULE,
            GatewayResourceType.RECEIVER,
            GatewayResourceType.RECIPIENT,
            GatewayResourceType.ORGANIZATION));

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

    void registerRoutes(Router<GatewayCall.Handler> router) {
        String basePath = store.type.segment;
        boolean isOrganization = store.type == GatewayResourceType.ORGANIZATION;
        String listPath = isOrganization ? basePath : basePath + "/{org_id}";
        router.addRoute("POST", basePath, this::create);
        if (store.type == GatewayResourceType.DISCOVERY) router.addRoute("PATCH", basePath, this::updateDiscovery);
        else if (!isOrganization) router.addRoute("PUT", basePath, this::update);
        if (TYPES_WITH_OWNERSHIP.contains(store.type))
            router.addRoute("PUT", basePath + "/updateownership", this::updateOwnership);
        router.addRoute("GET", listPath, this::list);
        if (TYPES_WITH_SEARCH.contains(store.type)) router.addRoute("POST", listPath + "/enumerate", this::search);
        router.addRoute("GET", listPath + "/{name}", this::inspect);
        router.addRoute("DELETE", listPath + "/{name}", this::delete);
    }

    private JsonNode create(GatewayCall call) {
        requirePermission(call, "create");
        ObjectNode row = store.create(call.body(), call.caller().id());
        return store.type == GatewayResourceType.ORGANIZATION ? JsonTrees.object() : wrap(visibleRow(row, false));
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
        return options.buildListBody(store.type.listKey(), rows, TYPES_WITH_TOTAL.contains(store.type));
    }

    private ObjectNode visibleRow(ObjectNode row, boolean includeSecrets) {
        boolean isJob = store.type == GatewayResourceType.BACKUP || store.type == GatewayResourceType.RESTORE;
        if (isJob) return jobProgress.withCurrentStatus(row, store.type.infoKey);
        return includeSecrets ? row : GatewayStore.withoutSecrets(row);
    }

    private static boolean includesSecrets(GatewayCall call) {
        return "true".equals(call.query("include_secrets"));
    }

    private JsonNode wrap(ObjectNode row) {
        return JsonTrees.object(store.type.objectKey, row);
    }

    private void requirePermission(GatewayCall call, String api) {
        if (store.type.requiresPermission()) server.requirePermission(call, store.type.service(), api);
    }
}
