package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.ServerRequest;

/** Routes of single resource types: shares, retries, details, validation, bulk deletion, discovery. */
final class GatewayActions {
    private final GatewayServer server;
    private final GatewayJobProgress jobProgress;

    GatewayActions(GatewayServer server, GatewayJobProgress jobProgress) {
        this.server = server;
        this.jobProgress = jobProgress;
    }

    void registerRoutes(Router<GatewayHandler> router) {
        router.addRoute(
                        "POST",
                        "backup/getbackupresourcedetails",
                        (request, pathVariables, caller) -> resourceDetails(requireNamed(request, backups())))
                .addRoute("PUT", "backup/retryBackupResources", (request, pathVariables, caller) -> {
                    ObjectNode row = requireNamed(request, backups()).deepCopy();
                    ((ObjectNode) row.path("backup_info")).remove("status");
                    backups().touch(row);
                    backups().put(row);
                    return wrap("backup", jobProgress.withCurrentStatus(row, "backup_info"));
                })
                .addRoute("PUT", "backup/updatebackupshare", (request, pathVariables, caller) -> {
                    ObjectNode row = requireNamed(request, backups()).deepCopy();
                    ((ObjectNode) row.path("backup_info"))
                            .set(
                                    "backup_share",
                                    GatewayHandler.parseBody(request).path("backupshare"));
                    backups().put(row);
                    return JsonTrees.object();
                })
                .addRoute("POST", "backuplocation/validate", (request, pathVariables, caller) -> {
                    server.requirePermission(caller, "backuplocation", "validate");
                    requireNamed(request, server.store(GatewayResourceType.LOCATION));
                    return JsonTrees.object();
                })
                .addRoute(
                        "POST",
                        "backupschedule/{org_id}/delete",
                        (request, pathVariables, caller) -> deleteSchedules(request))
                .addRoute("PUT", "cluster/updatebackupshare", (request, pathVariables, caller) -> {
                    requireNamed(request, clusters());
                    return JsonTrees.object();
                })
                .addRoute("PATCH", "sharecluster", (request, pathVariables, caller) -> setShared(request, true))
                .addRoute("PATCH", "unsharecluster", (request, pathVariables, caller) -> setShared(request, false))
                .addRoute(
                        "POST", "clusterdiscoveryconfig/{org_id}/{name}/discover", (request, pathVariables, caller) -> {
                            server.store(GatewayResourceType.DISCOVERY).get(pathVariables.get("name"), "");
                            return JsonTrees.object().put("triggered", true).put("message", "discovery triggered");
                        })
                .addRoute(
                        "POST", "clusterdiscoveryconfig/{org_id}/{name}/refresh", (request, pathVariables, caller) -> {
                            server.store(GatewayResourceType.DISCOVERY).get(pathVariables.get("name"), "");
                            return JsonTrees.object().put("triggered", true).put("message", "refresh triggered");
                        })
                .addRoute("POST", "receiver/validate", (request, pathVariables, caller) -> {
                    server.requirePermission(caller, "receiver", "validatesmtp");
                    return JsonTrees.object();
                })
                .addRoute(
                        "GET",
                        "receiver/{org_id}/{name}/{include_secrets}/{type}",
                        (request, pathVariables, caller) -> {
                            server.requirePermission(caller, "receiver", "inspect");
                            ObjectNode row = server.store(GatewayResourceType.RECEIVER)
                                    .get(
                                            pathVariables.get("name"),
                                            request.query().get("uid"));
                            boolean includeSecrets =
                                    pathVariables.get("include_secrets").equals("true");
                            return wrap("receiver", includeSecrets ? row : GatewayStore.withoutSecrets(row));
                        });
    }

    private static ObjectNode requireNamed(ServerRequest request, GatewayStore store) {
        ObjectNode body = GatewayHandler.parseBody(request);
        return store.get(body.path("name").asText(), body.path("uid").asText());
    }

    private ObjectNode resourceDetails(ObjectNode row) {
        ObjectNode current = jobProgress.withCurrentStatus(row, "backup_info");
        ObjectNode details = JsonTrees.object();
        details.set("metadata", current.path("metadata"));
        details.set("status", current.path("backup_info").path("status"));
        details.set("namespaces", current.path("backup_info").path("namespaces"));
        details.putArray("resources")
                .addObject()
                .put("name", "web")
                .put("namespace", "shop")
                .put("kind", "Deployment");
        details.put("total_resource_count", "1");
        return wrap("backup", details);
    }

    /** Deletes schedules. Assumption: the sandbox applies only the filters name, include_objects and include_filter. */
    private JsonNode deleteSchedules(ServerRequest request) {
        ObjectNode body = GatewayHandler.parseBody(request);
        GatewayStore schedules = server.store(GatewayResourceType.SCHEDULE);
        String name = body.path("name").asText();
        if (!name.isEmpty()) schedules.remove(name, body.path("uid").asText());
        body.path("include_objects")
                .forEach(scheduleRef -> schedules.remove(
                        scheduleRef.path("name").asText(),
                        scheduleRef.path("uid").asText()));
        String nameFilter = body.path("include_filter").asText();
        for (ObjectNode row : schedules.rows()) {
            String scheduleName = row.path("metadata").path("name").asText();
            if (!nameFilter.isEmpty() && scheduleName.contains(nameFilter)) schedules.remove(scheduleName, "");
        }
        return JsonTrees.object();
    }

    private JsonNode setShared(ServerRequest request, boolean shared) {
        ObjectNode body = GatewayHandler.parseBody(request);
        JsonNode clusterRef = body.path("cluster_ref");
        ObjectNode row = clusters()
                .get(clusterRef.path("name").asText(), clusterRef.path("uid").asText())
                .deepCopy();
        ObjectNode ownership = (ObjectNode) clusters().touch(row).path("ownership");
        var collaborators = ownership.putArray("collaborators");
        if (shared)
            body.path("users")
                    .forEach(user ->
                            collaborators.addObject().put("id", user.asText()).put("access", "Read"));
        clusters().put(row);
        return JsonTrees.object();
    }

    private GatewayStore backups() {
        return server.store(GatewayResourceType.BACKUP);
    }

    private GatewayStore clusters() {
        return server.store(GatewayResourceType.CLUSTER);
    }

    private static ObjectNode wrap(String name, JsonNode value) {
        ObjectNode wrapper = JsonTrees.object();
        wrapper.set(name, value);
        return wrapper;
    }
}
