package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.px.PxPrincipal;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.ServerRequest;
import java.util.List;
import java.util.Set;

/** Routes that all resource types share: create, update, enumerate, inspect, delete and ownership. */
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

    void registerRoutes(Router<GatewayHandler> router) {
        String basePath = type.segment();
        boolean isOrganization = type == GatewayResourceType.ORGANIZATION;
        String listPath = isOrganization ? basePath : basePath + "/{org_id}";
        router.addRoute("POST", basePath, (request, pathVariables, caller) -> {
            requirePermission(caller, "create");
            ObjectNode row = store.create(GatewayHandler.parseBody(request), caller.id());
            return isOrganization ? JsonTrees.object() : wrap(visibleRow(row, false));
        });
        if (!isOrganization)
            router.addRoute(type == GatewayResourceType.DISCOVERY ? "PATCH" : "PUT", basePath, this::update);
        if (TYPES_WITH_OWNERSHIP.contains(type)) {
            router.addRoute("PUT", basePath + "/updateownership", (request, pathVariables, caller) -> {
                requirePermission(caller, "updateownership");
                store.updateOwnership(GatewayHandler.parseBody(request));
                return JsonTrees.object();
            });
        }
        router.addRoute("GET", listPath, (request, pathVariables, caller) -> {
            requirePermission(caller, "enumerate");
            return listPage(EnumerateOptions.of(request.query()), includesSecrets(request));
        });
        if (TYPES_WITH_SEARCH.contains(type)) {
            router.addRoute("POST", listPath + "/enumerate", (request, pathVariables, caller) -> {
                requirePermission(caller, "enumerate");
                return listPage(
                        EnumerateOptions.of(GatewayHandler.parseBody(request).path("enumerate_options")), false);
            });
        }
        router.addRoute("GET", listPath + "/{name}", (request, pathVariables, caller) -> {
            requirePermission(caller, "inspect");
            return wrap(visibleRow(
                    store.get(pathVariables.get("name"), request.query().get("uid")), includesSecrets(request)));
        });
        router.addRoute("DELETE", listPath + "/{name}", (request, pathVariables, caller) -> {
            requirePermission(caller, "delete");
            store.remove(pathVariables.get("name"), request.query().get("uid"));
            return JsonTrees.object();
        });
    }

    private JsonNode update(ServerRequest request, java.util.Map<String, String> pathVariables, PxPrincipal caller) {
        requirePermission(caller, "update");
        ObjectNode body = GatewayHandler.parseBody(request);
        if (type == GatewayResourceType.DISCOVERY) {
            JsonNode configRef = body.path("config_ref");
            ObjectNode row = store.get(
                    configRef.path("name").asText(), configRef.path("uid").asText());
            store.touch(row);
            return JsonTrees.object();
        }
        store.update(body);
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
        if (isJob) return this.jobProgress.withCurrentStatus(row, type.infoKey());
        return includeSecrets ? row : GatewayStore.withoutSecrets(row);
    }

    private static boolean includesSecrets(ServerRequest request) {
        return "true".equals(request.query().get("include_secrets"));
    }

    private ObjectNode wrap(ObjectNode row) {
        ObjectNode wrapper = JsonTrees.object();
        wrapper.set(type.objectKey(), row);
        return wrapper;
    }

    private void requirePermission(PxPrincipal caller, String api) {
        if (type.requiresPermission()) server.requirePermission(caller, type.service(), api);
    }
}
