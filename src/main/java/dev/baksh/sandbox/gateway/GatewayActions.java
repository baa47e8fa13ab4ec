package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.Router;

/**
 * Routes of the gateway that only one resource type has: shares, retries, details, validation, bulk deletion,
 * discovery.
 */
record GatewayActions(GatewayServer server, GatewayJobProgress jobProgress) {
    private static final String DISCOVERY_PATH = "clusterdiscoveryconfig/{org_id}/{name}/";

    void registerRoutes(Router<GatewayCall.Handler> router) {
        router.addRoute("POST", "backup/getbackupresourcedetails", this::resourceDetails)
                .addRoute("PUT", "backup/retryBackupResources", this::retryBackup)
                .addRoute("PUT", "backup/updatebackupshare", this::updateBackupShare)
                .addRoute("POST", "backuplocation/validate", this::validateLocation)
                .addRoute("POST", "backupschedule/{org_id}/delete", this::deleteSchedules)
                .addRoute("PUT", "cluster/updatebackupshare", this::updateClusterBackupShare)
                .addRoute("PATCH", "sharecluster", call -> setShared(call, true))
                .addRoute("PATCH", "unsharecluster", call -> setShared(call, false))
                .addRoute("POST", DISCOVERY_PATH + "discover", call -> trigger(call, "discovery"))
                .addRoute("POST", DISCOVERY_PATH + "refresh", call -> trigger(call, "refresh"))
                .addRoute("POST", "receiver/validate", this::validateReceiver)
                .addRoute("GET", "receiver/{org_id}/{name}/{include_secrets}/{type}", this::inspectReceiver);
    }

    private JsonNode resourceDetails(GatewayCall call) {
        ObjectNode current = jobProgress.withCurrentStatus(backups().get(call.body()), "backup_info");
        ObjectNode details = JsonTrees.object();
        details.set("metadata", current.path("metadata"));
        details.set("status", current.path("backup_info").path("status"));
        details.set("namespaces", current.path("backup_info").path("namespaces"));
        details.putArray("resources")
                .addObject()
                .put("name", "web")
                .put("namespace", "shop")
                .put("kind", "Deployment");
        return JsonTrees.object("backup", details.put("total_resource_count", "1"));
    }

    private JsonNode retryBackup(GatewayCall call) {
        ObjectNode row = backups().get(call.body()).deepCopy();
        ((ObjectNode) row.path("backup_info")).remove("status");
        backups().touch(row);
        backups().put(row);
        return JsonTrees.object("backup", jobProgress.withCurrentStatus(row, "backup_info"));
    }

    private JsonNode updateBackupShare(GatewayCall call) {
        ObjectNode row = backups().get(call.body()).deepCopy();
        ((ObjectNode) row.path("backup_info")).set("backup_share", call.body().path("backupshare"));
        backups().put(row);
        return JsonTrees.object();
    }

    private JsonNode validateLocation(GatewayCall call) {
        server.requirePermission(call, "backuplocation", "validate");
        server.store(GatewayResourceType.LOCATION).get(call.body());
        return JsonTrees.object();
    }

    private JsonNode updateClusterBackupShare(GatewayCall call) {
        clusters().get(call.body());
        return JsonTrees.object();
    }

    private JsonNode trigger(GatewayCall call, String action) {
        server.store(GatewayResourceType.DISCOVERY).get(call.name(), "");
        return JsonTrees.object().put("triggered", true).put("message", action + " triggered");
    }

    private JsonNode validateReceiver(GatewayCall call) {
        server.requirePermission(call, "receiver", "validatesmtp");
        return JsonTrees.object();
    }

    private JsonNode inspectReceiver(GatewayCall call) {
        server.requirePermission(call, "receiver", "inspect");
        ObjectNode row = server.store(GatewayResourceType.RECEIVER).get(call.name(), call.query("uid"));
        boolean includeSecrets = call.pathVariables().get("include_secrets").equals("true");
        return JsonTrees.object("receiver", includeSecrets ? row : GatewayStore.withoutSecrets(row));
    }

    /** Deletes schedules. Assumption: the sandbox applies only the filters name, include_objects and include_filter. */
    private JsonNode deleteSchedules(GatewayCall call) {
        ObjectNode body = call.body();
        GatewayStore schedules = server.store(GatewayResourceType.SCHEDULE);
        if (!body.path("name").asText().isEmpty()) schedules.remove(body);
        body.path("include_objects").forEach(schedules::remove);
        String nameFilter = body.path("include_filter").asText();
        for (ObjectNode row : schedules.rows()) {
            JsonNode metadata = row.path("metadata");
            if (!nameFilter.isEmpty() && metadata.path("name").asText().contains(nameFilter))
                schedules.remove(metadata);
        }
        return JsonTrees.object();
    }

    private JsonNode setShared(GatewayCall call, boolean shared) {
        ObjectNode body = call.body();
        ObjectNode row = clusters().get(body.path("cluster_ref")).deepCopy();
        ObjectNode ownership = (ObjectNode) clusters().touch(row).path("ownership");
        ArrayNode collaborators = ownership.putArray("collaborators");
        if (shared) {
            for (JsonNode user : body.path("users"))
                collaborators.addObject().put("id", user.asText()).put("access", "Read");
        }
        clusters().put(row);
        return JsonTrees.object();
    }

    private GatewayStore backups() {
        return server.store(GatewayResourceType.BACKUP);
    }

    private GatewayStore clusters() {
        return server.store(GatewayResourceType.CLUSTER);
    }
}
