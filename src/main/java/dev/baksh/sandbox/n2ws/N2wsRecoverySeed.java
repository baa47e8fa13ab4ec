package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.RowTable;
import java.time.Duration;
import java.time.Instant;

/** Seed data of scenarios and recoveries. The recoveries have the ids 1 to 7, which examples use. */
final class N2wsRecoverySeed {
    private static final int RECOVERY_COUNT = 7;

    private final RowTable policies;
    private final RowTable backups;
    private final N2wsScenarios scenarios;
    private final N2wsRecoveries recoveries;

    N2wsRecoverySeed(RowTable policies, RowTable backups, N2wsScenarios scenarios, N2wsRecoveries recoveries) {
        this.policies = policies;
        this.backups = backups;
        this.scenarios = scenarios;
        this.recoveries = recoveries;
    }

    void populate() {
        for (int id : policies.ids()) {
            ObjectNode policy = policies.row(id);
            String name = policy.path("name").asText();
            if (name.equals("nightly")) scenarios.seed("failover", policy);
            if (name.equals("linux_db")) scenarios.seed("database_only", policy);
            if (name.equals("tenant_files")) scenarios.seed("tenant_failover", policy);
        }
        ObjectNode backup = backups.get(N2wsSeed.EXAMPLE_BACKUP);
        Instant firstStart = Instant.parse(backup.path("start_time").asText());
        scenarios.seedDryRun(1, N2wsSeed.EXAMPLE_BACKUP, firstStart.plus(Duration.ofHours(9)));
        for (int i = 0; i < RECOVERY_COUNT; i++) {
            recoveries.seed(
                    backup, "instance", i % 2 == 0 ? "i-0abc" : "i-0abd", firstStart.plus(Duration.ofHours(i + 1)));
        }
    }
}
