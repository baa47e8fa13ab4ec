package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What single kinds have of their own: shares, retries, details, validation, bulk deletion, discovery. */
final class GatewayWork {
    private final GatewayServer server;
    private final GatewayRuns runs;

    GatewayWork(GatewayServer server, GatewayRuns runs) {
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
                    return Json.object();
                })
                .add("POST", "backuplocation/validate", (ask, path, caller) -> {
                    server.must(caller, "backuplocation", "validate");
                    named(ask, server.store(GatewayKind.LOCATION));
                    return Json.object();
                })
                .add("POST", "backupschedule/{org_id}/delete", (ask, path, caller) -> deleteMany(ask))
                .add("PUT", "cluster/updatebackupshare", (ask, path, caller) -> {
                    named(ask, clusters());
                    return Json.object();
                })
                .add("PATCH", "sharecluster", (ask, path, caller) -> share(ask, true))
                .add("PATCH", "unsharecluster", (ask, path, caller) -> share(ask, false))
                .add("POST", "clusterdiscoveryconfig/{org_id}/{name}/discover", (ask, path, caller) -> {
                    server.store(GatewayKind.DISCOVERY).get(path.get("name"), "");
                    return Json.object().put("triggered", true).put("message", "discovery triggered");
                })
                .add("POST", "clusterdiscoveryconfig/{org_id}/{name}/refresh", (ask, path, caller) -> {
                    server.store(GatewayKind.DISCOVERY).get(path.get("name"), "");
                    return Json.object().put("triggered", true).put("message", "refresh triggered");
                })
                .add("POST", "receiver/validate", (ask, path, caller) -> {
                    server.must(caller, "receiver", "validatesmtp");
                    return Json.object();
                })
                .add("GET", "receiver/{org_id}/{name}/{include_secrets}/{type}", (ask, path, caller) -> {
                    server.must(caller, "receiver", "inspect");
                    ObjectNode row = server.store(GatewayKind.RECEIVER)
                            .get(path.get("name"), ask.query().get("uid"));
                    boolean secrets = path.get("include_secrets").equals("true");
                    return under("receiver", secrets ? row : GatewayStore.bare(row));
                });
    }

    private static ObjectNode named(Ask ask, GatewayStore store) {
        ObjectNode body = GatewayHandler.body(ask);
        return store.get(body.path("name").asText(), body.path("uid").asText());
    }

    private ObjectNode details(ObjectNode row) {
        ObjectNode now = runs.now(row, "backup_info");
        ObjectNode details = Json.object();
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
    private JsonNode deleteMany(Ask ask) {
        ObjectNode body = GatewayHandler.body(ask);
        GatewayStore schedules = server.store(GatewayKind.SCHEDULE);
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
        return Json.object();
    }

    private JsonNode share(Ask ask, boolean give) {
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
        return Json.object();
    }

    private GatewayStore backups() {
        return server.store(GatewayKind.BACKUP);
    }

    private GatewayStore clusters() {
        return server.store(GatewayKind.CLUSTER);
    }

    private static ObjectNode under(String name, JsonNode value) {
        ObjectNode answer = Json.object();
        answer.set(name, value);
        return answer;
    }
}
