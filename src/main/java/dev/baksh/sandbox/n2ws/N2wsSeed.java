package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.BackupStatusCode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.RowTable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Seed data of the N2WS sandbox, from n2ws.json. All times count back from the last full hour: daily policies ran 7,
 * 31, 55 and 79 hours ago. A morning check finds one failed, one partial, one stuck and one missing backup.
 */
final class N2wsSeed {
    /** Id of the backup of {@code nightly} that ran 31 hours ago; examples use the id. */
    private static final int EXAMPLE_BACKUP = 241;
    /** The recoveries of the example backup have the ids 1 to 7, which examples use. */
    private static final int RECOVERY_COUNT = 7;

    private record PastBackup(ObjectNode policy, int hoursAgo, int minutesBeforeHour, String result) {}

    private final JsonNode seed = JsonTrees.resource("n2ws.json");
    private final Instant now;
    private final Instant fullHour;

    N2wsSeed(Instant now) {
        this.now = now;
        fullHour = now.truncatedTo(ChronoUnit.HOURS);
    }

    void addAccounts(N2wsAccounts accounts) {
        seed.path("accounts").forEach(row -> accounts.seed((ObjectNode) row));
    }

    void addSchedules(N2wsSchedules schedules) {
        for (JsonNode schedule : seed.path("schedules"))
            schedules.seed((ObjectNode) schedule.path("fields"), fullHour.plus(duration(schedule.path("start"))));
    }

    void addPolicies(N2wsPolicies policies, N2wsBackups backups, N2wsScenarios scenarios) {
        List<PastBackup> pastBackups = new ArrayList<>();
        for (JsonNode entry : seed.path("policies")) {
            ObjectNode policy = policies.seed((ObjectNode) entry.path("fields"));
            if (policy.path("user").intValue() == N2wsUsers.ROOT)
                policy.put("last_modified", hoursBefore(20 * 24).toString());
            int minutes = entry.path("minutesBeforeHour").intValue();
            for (Map.Entry<String, JsonNode> group : entry.path("backups").properties()) {
                for (JsonNode hours : group.getValue())
                    pastBackups.add(new PastBackup(policy, hours.intValue(), minutes, group.getKey()));
            }
            if (entry.has("scenario")) scenarios.seed(entry.path("scenario").asText(), policy);
        }
        addBackups(pastBackups, backups);
    }

    void addTargets(RowTable policies, N2wsTargets targets) {
        for (String type : List.of("instance", "volume")) {
            int id = 1;
            for (JsonNode entry : seed.path("policies")) {
                ObjectNode policy = policies.get(id++);
                for (Map.Entry<String, JsonNode> target :
                        entry.path("targets").path(type).properties())
                    targets.seed(
                            policy, type, target.getKey(), target.getValue().asText());
            }
        }
    }

    /** Adds the backups. Ids rise with time, and the first id is computed so that the example backup gets its id. */
    private void addBackups(List<PastBackup> pastBackups, N2wsBackups backups) {
        pastBackups.sort(Comparator.comparingInt(backup -> -backup.hoursAgo));
        int index = 0;
        while (!(pastBackups.get(index).hoursAgo == 31
                && pastBackups.get(index).policy.path("name").asText().equals("nightly"))) index++;
        backups.table().setMinNextId(EXAMPLE_BACKUP - index);
        for (PastBackup backup : pastBackups) {
            Instant start = hoursBefore(backup.hoursAgo).minus(Duration.ofMinutes(backup.minutesBeforeHour));
            String statusCode = BackupStatusCode.of(backup.result);
            // 3 to 12 minutes; two consecutive backups have different durations.
            Duration duration = Duration.ofSeconds(180 + backups.table().nextId() * 71L % 540);
            if (statusCode == null) backups.seed(backup.policy, start, null, BackupStatusCode.IN_PROGRESS);
            else backups.seed(backup.policy, start, start.plus(duration), statusCode);
        }
    }

    void addRecoveries(RowTable backups, N2wsScenarios scenarios, N2wsRecoveries recoveries) {
        ObjectNode backup = backups.get(EXAMPLE_BACKUP);
        Instant start = Instant.parse(backup.path("start_time").asText());
        scenarios.seedDryRun(EXAMPLE_BACKUP, start.plus(Duration.ofHours(9)));
        for (int i = 0; i < RECOVERY_COUNT; i++) {
            String instance = i % 2 == 0 ? "i-0abc" : "i-0abd";
            recoveries.seed(backup, "instance", instance, start.plus(Duration.ofHours(i + 1)));
        }
    }

    /** Returns the rows of a list that no request changes. */
    RowTable list(String name) {
        for (JsonNode row : seed.path(name)) {
            if (row.has("last_modified"))
                ((ObjectNode) row)
                        .put(
                                "last_modified",
                                now.plus(duration(row.path("last_modified"))).toString());
        }
        return RowTable.of(seed.path(name));
    }

    private static Duration duration(JsonNode value) {
        return Duration.parse(value.asText());
    }

    private Instant hoursBefore(int hours) {
        return fullHour.minus(Duration.ofHours(hours));
    }
}
