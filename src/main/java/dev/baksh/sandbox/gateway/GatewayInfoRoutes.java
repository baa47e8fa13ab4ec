package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.Router;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Routes of the gateway without stored resources: version, health, license, log level, metrics and constant lists. All
 * values in the responses are assumptions.
 */
final class GatewayInfoRoutes {
    private static final Set<String> LOG_LEVELS = Set.of("Debug", "Info", "Trace");

    private final GatewayServer server;
    private final Clock clock;
    private String logLevel = "Info";

    GatewayInfoRoutes(GatewayServer server, Clock clock) {
        this.server = server;
        this.clock = clock;
    }

    void registerRoutes(Router<GatewayCall.Handler> router) {
        router.addRoute("GET", "health", call -> JsonTrees.object())
                .addRoute("GET", "version", call -> version())
                .addRoute("GET", "license/{org_id}", call -> license())
                .addRoute("POST", "license", call -> JsonTrees.object())
                .addRoute("PUT", "license", call -> JsonTrees.object())
                .addRoute("GET", "license/{org_id}/license_usage_airgapped", call -> licenseUsage())
                .addRoute("GET", "loglevel/{org_id}", call -> JsonTrees.object().put("current_level", logLevel))
                .addRoute("POST", "loglevel", this::setLogLevel)
                .addRoute("GET", "metrics/{org_id}", call -> metrics())
                .addRoute("POST", "metrics/{org_id}", call -> JsonTrees.object())
                .addRoute("GET", "managedcluster/{org_id}", GatewayInfoRoutes::managedCluster)
                .addRoute("POST", "managedclusters", call -> JsonTrees.object())
                .addRoute("GET", "resourceType/{org_id}", call -> resourceTypes())
                .addRoute("GET", "restore/{org_id}/{days}/{interval}", this::restoreActivity);
    }

    private static JsonNode version() {
        ObjectNode version = JsonTrees.object()
                .put("major", "3")
                .put("minor", "0")
                .put("patch", "0")
                .put("changes", "")
                .put("git_commit", "0f1e2d3")
                .put("build_date", "2026-06-12T00:00:00Z");
        return JsonTrees.object("version", version);
    }

    private JsonNode license() {
        ObjectNode response = JsonTrees.object();
        ObjectNode info = response.putObject("license_resp_info");
        ObjectNode feature =
                info.putArray("feature_info").addObject().put("name", "Nodes").put("consumed", "3");
        feature.putArray("entitlement_info")
                .addObject()
                .put("count", "10")
                .put("starts", GatewayStore.formatTime(clock.instant().minus(Duration.ofDays(60))))
                .put("expires", GatewayStore.formatTime(clock.instant().plus(Duration.ofDays(305))))
                .put("type", "Trial");
        info.putObject("status").put("status", "Valid").put("reason", "");
        return response;
    }

    private JsonNode licenseUsage() {
        ObjectNode response = JsonTrees.object();
        response.putArray("licenseUsageAirgapped")
                .addObject()
                .put("node_count", "3")
                .put("report_time", Long.toString(clock.instant().getEpochSecond()));
        return response.put("complete", true)
                .put("total_count", "1")
                .put("account_id", "")
                .put("subscription_id", "");
    }

    private JsonNode setLogLevel(GatewayCall call) {
        String requestedLevel = call.body().path("level").asText();
        if (!LOG_LEVELS.contains(requestedLevel))
            throw GatewayErrorBodies.invalidArgument("unknown value \"" + requestedLevel + "\" for enum LogLevel");
        logLevel = requestedLevel;
        return JsonTrees.object().put("message", "log level set to " + requestedLevel);
    }

    private JsonNode metrics() {
        ObjectNode response = JsonTrees.object();
        int backups = server.store(GatewayResourceType.BACKUP).rows().size();
        int schedules = server.store(GatewayResourceType.SCHEDULE).rows().size();
        response.putArray("stats")
                .addObject()
                .put("cluster", "prod")
                .put("total_backup_size", Long.toString(backups * 1_073_741_824L))
                .put("num_schedules", Integer.toString(schedules));
        return response.put("last_sync_time", Long.toString(clock.instant().getEpochSecond()));
    }

    private static JsonNode managedCluster(GatewayCall call) {
        ObjectNode cluster = JsonTrees.object()
                .put("name", call.request().query().get("name", "eks-1"))
                .put("uid", "")
                .put("k8s_version", "1.31")
                .put("status", "NotAdded");
        return JsonTrees.object("cluster", cluster);
    }

    private static JsonNode resourceTypes() {
        return JsonTrees.object(
                "resource_types", JsonTrees.stringArray("ConfigMap", "Deployment", "PersistentVolumeClaim", "Secret"));
    }

    private JsonNode restoreActivity(GatewayCall call) {
        String days = call.pathVariables().get("days");
        if (!days.matches("[1-9][0-9]{0,2}"))
            throw GatewayErrorBodies.invalidArgument("type mismatch, parameter: days");
        ArrayNode data = JsonTrees.array();
        Instant now = clock.instant();
        for (int day = Integer.parseInt(days); day > 0; day--) {
            data.addObject()
                    .put("start_time", GatewayStore.formatTime(now.minus(Duration.ofDays(day))))
                    .put("end_time", GatewayStore.formatTime(now.minus(Duration.ofDays(day - 1L))))
                    .put("successful", "1")
                    .put("failed", "0")
                    .put("in_progress", "0")
                    .put("completion_time", 120.5)
                    .put("total", "1");
        }
        return JsonTrees.object("activity_data", data);
    }
}
