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

/**
 * Routes without stored resources: version, health, license, log level, metrics and constant lists. All values are
 * assumptions.
 */
final class GatewaySingletons {
    private static final Set<String> LOG_LEVELS = Set.of("Debug", "Info", "Trace");

    private final GatewayServer server;
    private final Clock clock;
    private String logLevel = "Info";

    GatewaySingletons(GatewayServer server, Clock clock) {
        this.server = server;
        this.clock = clock;
    }

    void registerRoutes(Router<GatewayHandler> router) {
        router.addRoute("GET", "health", (request, pathVariables, caller) -> JsonTrees.object())
                .addRoute("GET", "version", (request, pathVariables, caller) -> version())
                .addRoute("GET", "license/{org_id}", (request, pathVariables, caller) -> license())
                .addRoute("POST", "license", (request, pathVariables, caller) -> JsonTrees.object())
                .addRoute("PUT", "license", (request, pathVariables, caller) -> JsonTrees.object())
                .addRoute(
                        "GET",
                        "license/{org_id}/license_usage_airgapped",
                        (request, pathVariables, caller) -> licenseUsage())
                .addRoute(
                        "GET",
                        "loglevel/{org_id}",
                        (request, pathVariables, caller) -> JsonTrees.object().put("current_level", logLevel))
                .addRoute("POST", "loglevel", (request, pathVariables, caller) -> setLogLevel(request))
                .addRoute("GET", "metrics/{org_id}", (request, pathVariables, caller) -> metrics())
                .addRoute("POST", "metrics/{org_id}", (request, pathVariables, caller) -> JsonTrees.object())
                .addRoute("GET", "managedcluster/{org_id}", (request, pathVariables, caller) -> managedCluster(request))
                .addRoute("POST", "managedclusters", (request, pathVariables, caller) -> JsonTrees.object())
                .addRoute("GET", "resourceType/{org_id}", (request, pathVariables, caller) -> resourceTypes())
                .addRoute(
                        "GET",
                        "restore/{org_id}/{days}/{interval}",
                        (request, pathVariables, caller) -> restoreActivity(pathVariables.get("days")));
    }

    private static JsonNode version() {
        ObjectNode response = JsonTrees.object();
        response.putObject("version")
                .put("major", "3")
                .put("minor", "0")
                .put("patch", "0")
                .put("changes", "")
                .put("git_commit", "0f1e2d3")
                .put("build_date", "2026-06-12T00:00:00Z");
        return response;
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

    private JsonNode setLogLevel(ServerRequest request) {
        String requestedLevel = GatewayHandler.parseBody(request).path("level").asText();
        if (!LOG_LEVELS.contains(requestedLevel))
            throw GatewayErrorBodies.invalidArgument("unknown value \"" + requestedLevel + "\" for enum LogLevel");
        logLevel = requestedLevel;
        return JsonTrees.object().put("message", "log level set to " + requestedLevel);
    }

    private JsonNode metrics() {
        ObjectNode response = JsonTrees.object();
        int backups = server.store(GatewayResourceType.BACKUP).rows().size();
        ObjectNode stats = response.putArray("stats").addObject();
        stats.put("cluster", "prod").put("total_backup_size", Long.toString(backups * 1_073_741_824L));
        stats.put(
                "num_schedules",
                Integer.toString(
                        server.store(GatewayResourceType.SCHEDULE).rows().size()));
        return response.put("last_sync_time", Long.toString(clock.instant().getEpochSecond()));
    }

    private static JsonNode managedCluster(ServerRequest request) {
        ObjectNode response = JsonTrees.object();
        response.putObject("cluster")
                .put("name", request.query().get("name", "eks-1"))
                .put("uid", "")
                .put("k8s_version", "1.31")
                .put("status", "NotAdded");
        return response;
    }

    private static JsonNode resourceTypes() {
        ObjectNode response = JsonTrees.object();
        response.set(
                "resource_types", JsonTrees.stringArray("ConfigMap", "Deployment", "PersistentVolumeClaim", "Secret"));
        return response;
    }

    private JsonNode restoreActivity(String days) {
        if (!days.matches("[1-9][0-9]{0,2}"))
            throw GatewayErrorBodies.invalidArgument("type mismatch, parameter: days");
        ObjectNode response = JsonTrees.object();
        var data = response.putArray("activity_data");
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
        return response;
    }
}
