package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.ServerRequest;

/** What single kinds have of their own: shares, retries, details, validation, bulk deletion, discovery. */
final class GatewayActions {
    private final GatewayServer server;
    private final GatewayJobProgress runs;

    GatewayActions(GatewayServer server, GatewayJobProgress runs) {
        this.server = server;
        this.runs = runs;
    }

    void routes(Router<GatewayHandler> router) {
        router.add("POST", "backup/getbackupresourcedetails", (ask, path, caller) -> details(named(ask, backups())))
                .add("PUT", "backup/retryBackupResources", (ask, path, caller) -> {
                    ObjectNode row = named(ask, backups()).deepCopy();
                    ((ObjectNode) row.path("backup_info")).remove("status");
                    backups().touched(row);
                    backups().put(row);
                    return under("backup", runs.now(row, "backup_info"));
                })
                .add("PUT", "backup/updatebackupshare", (ask, path, caller) -> {
                    ObjectNode row = named(ask, backups()).deepCopy();
                    ((ObjectNode) row.path("backup_info"))
                            .set("backup_share", GatewayHandler.body(ask).path("backupshare"));
                    backups().put(row);
                    return JsonTrees.object();
                })
                .add("POST", "backuplocation/validate", (ask, path, caller) -> {
                    server.must(caller, "backuplocation", "validate");
                    named(ask, server.store(GatewayResourceType.LOCATION));
                    return JsonTrees.object();
                })
                .add("POST", "backupschedule/{org_id}/delete", (ask, path, caller) -> deleteMany(ask))
                .add("PUT", "cluster/updatebackupshare", (ask, path, caller) -> {
                    named(ask, clusters());
                    return JsonTrees.object();
                })
                .add("PATCH", "sharecluster", (ask, path, caller) -> share(ask, true))
                .add("PATCH", "unsharecluster", (ask, path, caller) -> share(ask, false))
                .add("POST", "clusterdiscoveryconfig/{org_id}/{name}/discover", (ask, path, caller) -> {
                    server.store(GatewayResourceType.DISCOVERY).get(path.get("name"), "");
                    return JsonTrees.object().put("triggered", true).put("message", "discovery triggered");
                })
                .add("POST", "clusterdiscoveryconfig/{org_id}/{name}/refresh", (ask, path, caller) -> {
                    server.store(GatewayResourceType.DISCOVERY).get(path.get("name"), "");
                    return JsonTrees.object().put("triggered", true).put("message", "refresh triggered");
                })
                .add("POST", "receiver/validate", (ask, path, caller) -> {
                    server.must(caller, "receiver", "validatesmtp");
                    return JsonTrees.object();
                })
                .add("GET", "receiver/{org_id}/{name}/{include_secrets}/{type}", (ask, path, caller) -> {
                    server.must(caller, "receiver", "inspect");
                    ObjectNode row = server.store(GatewayResourceType.RECEIVER)
                            .get(path.get("name"), ask.query().get("uid"));
                    boolean secrets = path.get("include_secrets").equals("true");
                    return under("receiver", secrets ? row : GatewayStore.bare(row));
                });
    }

    private static ObjectNode named(ServerRequest ask, GatewayStore store) {
        ObjectNode body = GatewayHandler.body(ask);
        return store.get(body.path("name").asText(), body.path("uid").asText());
    }

    private ObjectNode details(ObjectNode row) {
        ObjectNode now = runs.now(row, "backup_info");
        ObjectNode details = JsonTrees.object();
        details.set("metadata", now.path("metadata"));
        details.set("status", now.path("backup_info").path("status"));
        details.set("namespaces", now.path("backup_info").path("namespaces"));
        details.putArray("resources")
                .addObject()
                .put("name", "web")
                .put("namespace", "shop")
                .put("kind", "Deployment");
        details.put("total_resource_count", "1");
        return under("backup", details);
    }

    /** Assumption: of the filters the sandbox heeds the name, the given objects and the included text. */
    private JsonNode deleteMany(ServerRequest ask) {
        ObjectNode body = GatewayHandler.body(ask);
        GatewayStore schedules = server.store(GatewayResourceType.SCHEDULE);
        String name = body.path("name").asText();
        if (!name.isEmpty()) schedules.remove(name, body.path("uid").asText());
        body.path("include_objects")
                .forEach(one -> schedules.remove(
                        one.path("name").asText(), one.path("uid").asText()));
        String part = body.path("include_filter").asText();
        for (ObjectNode row : schedules.rows()) {
            String of = row.path("metadata").path("name").asText();
            if (!part.isEmpty() && of.contains(part)) schedules.remove(of, "");
        }
        return JsonTrees.object();
    }

    private JsonNode share(ServerRequest ask, boolean give) {
        ObjectNode body = GatewayHandler.body(ask);
        JsonNode of = body.path("cluster_ref");
        ObjectNode row = clusters()
                .get(of.path("name").asText(), of.path("uid").asText())
                .deepCopy();
        ObjectNode ownership = (ObjectNode) clusters().touched(row).path("ownership");
        var collaborators = ownership.putArray("collaborators");
        if (give)
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

    private static ObjectNode under(String name, JsonNode value) {
        ObjectNode answer = JsonTrees.object();
        answer.set(name, value);
        return answer;
    }
}
