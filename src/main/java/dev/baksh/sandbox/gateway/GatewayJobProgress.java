package dev.baksh.sandbox.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** How far backups and restores are: pending, in progress, and ended after their time, as the clock says. */
public final class GatewayJobProgress {
    private record End(String status, String reason) {}

    private final Clock clock;
    private final Duration length;
    private final Map<String, End> ends = new HashMap<>();

    GatewayJobProgress(Clock clock, Duration length) {
        this.clock = clock;
        this.length = length;
    }

    /** From now on the backup or restore of that name ends so. */
    public void end(String name, String status, String reason) {
        ends.put(name, new End(status, reason));
    }

    /** The row as it is now. One that a seed has given a status keeps it. */
    ObjectNode now(ObjectNode row, String info) {
        ObjectNode now = row.deepCopy();
        ObjectNode told = (ObjectNode) now.path(info);
        if (told.path("status").has("status")) return now;
        Instant begun = Instant.parse(row.path("metadata").path("create_time").asText());
        Duration age = Duration.between(begun, clock.instant());
        ObjectNode status = told.putObject("status");
        if (age.compareTo(length.dividedBy(4)) < 0) return with(now, status, "Pending", "");
        if (age.compareTo(length) < 0) return with(now, status, "InProgress", "");
        End end = ends.get(row.path("metadata").path("name").asText());
        if (end != null) return with(now, status, end.status(), end.reason());
        told.put("total_size", "1073741824");
        told.put("resource_count", "12");
        return with(now, status, "Success", "");
    }

    private static ObjectNode with(ObjectNode row, ObjectNode status, String text, String reason) {
        status.put("status", text).put("reason", reason);
        return row;
    }
}
