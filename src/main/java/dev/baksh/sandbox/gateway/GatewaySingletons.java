package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.Router;
import dev.baksh.sandbox.server.ServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** What there is one of: version, health, license, log level, metrics; and lists without state. All values are assumptions. */
final class GatewaySingletons {
    private static final Set<String> LEVELS = Set.of("Debug", "Info", "Trace");

    private final GatewayServer server;
    private final Clock clock;
    private String level = "Info";

    GatewaySingletons(GatewayServer server, Clock clock) {
        this.server = server;
        this.clock = clock;
    }

    void routes(Router<GatewayHandler> router) {
        router.add("GET", "health", (ask, path, caller) -> JsonTrees.object())
                .add("GET", "version", (ask, path, caller) -> version())
                .add("GET", "license/{org_id}", (ask, path, caller) -> license())
                .add("POST", "license", (ask, path, caller) -> JsonTrees.object())
                .add("PUT", "license", (ask, path, caller) -> JsonTrees.object())
                .add("GET", "license/{org_id}/license_usage_airgapped", (ask, path, caller) -> usage())
                .add(
                        "GET",
                        "loglevel/{org_id}",
                        (ask, path, caller) -> JsonTrees.object().put("current_level", level))
                .add("POST", "loglevel", (ask, path, caller) -> setLevel(ask))
                .add("GET", "metrics/{org_id}", (ask, path, caller) -> metrics())
                .add("POST", "metrics/{org_id}", (ask, path, caller) -> JsonTrees.object())
                .add("GET", "managedcluster/{org_id}", (ask, path, caller) -> managed(ask))
                .add("POST", "managedclusters", (ask, path, caller) -> JsonTrees.object())
                .add("GET", "resourceType/{org_id}", (ask, path, caller) -> resourceTypes())
                .add("GET", "restore/{org_id}/{days}/{interval}", (ask, path, caller) -> activity(path.get("days")));
    }

    private static JsonNode version() {
        ObjectNode answer = JsonTrees.object();
        answer.putObject("version")
                .put("major", "3")
                .put("minor", "0")
                .put("patch", "0")
                .put("changes", "")
                .put("git_commit", "0f1e2d3")
                .put("build_date", "2026-06-12T00:00:00Z");
        return answer;
    }

    private JsonNode license() {
        ObjectNode answer = JsonTrees.object();
        ObjectNode info = answer.putObject("license_resp_info");
        ObjectNode feature =
                info.putArray("feature_info").addObject().put("name", "Nodes").put("consumed", "3");
        feature.putArray("entitlement_info")
                .addObject()
                .put("count", "10")
                .put("starts", GatewayStore.time(clock.instant().minus(Duration.ofDays(60))))
                .put("expires", GatewayStore.time(clock.instant().plus(Duration.ofDays(305))))
                .put("type", "Trial");
        info.putObject("status").put("status", "Valid").put("reason", "");
        return answer;
    }

    private JsonNode usage() {
        ObjectNode answer = JsonTrees.object();
        answer.putArray("licenseUsageAirgapped")
                .addObject()
                .put("node_count", "3")
                .put("report_time", Long.toString(clock.instant().getEpochSecond()));
        return answer.put("complete", true)
                .put("total_count", "1")
                .put("account_id", "")
                .put("subscription_id", "");
    }

    private JsonNode setLevel(ServerRequest ask) {
        String asked = GatewayHandler.body(ask).path("level").asText();
        if (!LEVELS.contains(asked))
            throw GatewayErrorBodies.invalid("unknown value \"" + asked + "\" for enum LogLevel");
        level = asked;
        return JsonTrees.object().put("message", "log level set to " + asked);
    }

    private JsonNode metrics() {
        ObjectNode answer = JsonTrees.object();
        int backups = server.store(GatewayResourceType.BACKUP).rows().size();
        ObjectNode stats = answer.putArray("stats").addObject();
        stats.put("cluster", "prod").put("total_backup_size", Long.toString(backups * 1_073_741_824L));
        stats.put(
                "num_schedules",
                Integer.toString(
                        server.store(GatewayResourceType.SCHEDULE).rows().size()));
        return answer.put("last_sync_time", Long.toString(clock.instant().getEpochSecond()));
    }

    private static JsonNode managed(ServerRequest ask) {
        ObjectNode answer = JsonTrees.object();
        answer.putObject("cluster")
                .put("name", ask.query().get("name", "eks-1"))
                .put("uid", "")
                .put("k8s_version", "1.31")
                .put("status", "NotAdded");
        return answer;
    }

    private static JsonNode resourceTypes() {
        ObjectNode answer = JsonTrees.object();
        answer.set("resource_types", JsonTrees.texts("ConfigMap", "Deployment", "PersistentVolumeClaim", "Secret"));
        return answer;
    }

    private JsonNode activity(String days) {
        if (!days.matches("[1-9][0-9]{0,2}")) throw GatewayErrorBodies.invalid("type mismatch, parameter: days");
        ObjectNode answer = JsonTrees.object();
        var data = answer.putArray("activity_data");
        Instant now = clock.instant();
        for (int day = Integer.parseInt(days); day > 0; day--) {
            data.addObject()
                    .put("start_time", GatewayStore.time(now.minus(Duration.ofDays(day))))
                    .put("end_time", GatewayStore.time(now.minus(Duration.ofDays(day - 1L))))
                    .put("successful", "1")
                    .put("failed", "0")
                    .put("in_progress", "0")
                    .put("completion_time", 120.5)
                    .put("total", "1");
        }
        return answer;
    }
}
