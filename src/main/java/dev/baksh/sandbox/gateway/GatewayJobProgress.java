package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Calculator of the current status of emulated backups and restores. The clock decides between pending, in progress
 * and ended.
 */
final class GatewayJobProgress {
    private record FinalStatus(String status, String reason) {}

    private final Clock clock;
    private final Duration jobDuration;
    private final Map<String, FinalStatus> finalStatuses = new HashMap<>();

    GatewayJobProgress(Clock clock, Duration jobDuration) {
        this.clock = clock;
        this.jobDuration = jobDuration;
    }

    /** Sets the final status of the backup or restore with this name. */
    void setFinalStatus(String name, String status, String reason) {
        finalStatuses.put(name, new FinalStatus(status, reason));
    }

    /** Returns a copy of the row with the status at the current time. A status that the seed has set stays. */
    ObjectNode withCurrentStatus(ObjectNode row, String infoKey) {
        ObjectNode current = row.deepCopy();
        ObjectNode info = (ObjectNode) current.path(infoKey);
        if (info.path("status").has("status")) return current;
        Instant startTime =
                Instant.parse(row.path("metadata").path("create_time").asText());
        Duration age = Duration.between(startTime, clock.instant());
        ObjectNode status = info.putObject("status");
        if (age.compareTo(jobDuration.dividedBy(4)) < 0) return withStatus(current, status, "Pending", "");
        if (age.compareTo(jobDuration) < 0) return withStatus(current, status, "InProgress", "");
        FinalStatus finalStatus =
                finalStatuses.get(row.path("metadata").path("name").asText());
        if (finalStatus != null) return withStatus(current, status, finalStatus.status(), finalStatus.reason());
        info.put("total_size", "1073741824");
        info.put("resource_count", "12");
        return withStatus(current, status, "Success", "");
    }

    private static ObjectNode withStatus(ObjectNode row, ObjectNode status, String statusName, String reason) {
        status.put("status", statusName).put("reason", reason);
        return row;
    }
}
