package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.BackupStatusCode;
import dev.baksh.sandbox.server.JsonTrees;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Seed data of the N2WS sandbox. All times count back from the last full hour: daily policies ran 7, 31, 55 and 79
 * hours ago. A morning check finds one failed, one partial, one stuck and one missing backup.
 */
final class N2wsSeed {
    /** Id of the backup of {@code nightly} that ran 31 hours ago; examples use the id. */
    static final int EXAMPLE_BACKUP = 241;

    private record PastBackup(ObjectNode policy, int hoursAgo, String result) {}

    private final N2wsAccounts accounts;
    private final N2wsSchedules schedules;
    private final N2wsPolicies policies;
    private final N2wsTargets targets;
    private final N2wsBackups backups;
    private final Instant fullHour;
    private final List<PastBackup> pastBackups = new ArrayList<>();

    N2wsSeed(
            N2wsAccounts accounts,
            N2wsSchedules schedules,
            N2wsPolicies policies,
            N2wsTargets targets,
            N2wsBackups backups,
            Instant now) {
        this.accounts = accounts;
        this.schedules = schedules;
        this.policies = policies;
        this.targets = targets;
        this.backups = backups;
        this.fullHour = now.truncatedTo(ChronoUnit.HOURS);
    }

    void populate(int extraPolicies) {
        seedAccounts();
        int daily = schedules.seed("daily", "D", 1, N2wsUsers.ROOT, hoursBefore(100 * 24 + 7));
        int hourly = schedules.seed(
                "hourly", "H", 1, N2wsUsers.ROOT, hoursBefore(100 * 24).minus(20, ChronoUnit.MINUTES));
        int weekly = schedules.seed("weekly", "W", 1, N2wsUsers.ROOT, hoursBefore(20 * 7 * 24 + 55));
        int tenantDaily = schedules.seed("tenant_daily", "D", 1, N2wsUsers.TENANT, hoursBefore(100 * 24 + 7));

        ObjectNode nightly =
                addRootPolicy("nightly", "All production servers", daily).put("dr_enabled", true);
        addBackups(nightly, "success", 7, 31, 55, 79);
        addBackups(nightly, BackupStatusCode.MARKED_FOR_DELETION, 31 * 24 + 7, 32 * 24 + 7);
        addBackups(addRootPolicy("linux_web", "Web servers", daily), "success", 7, 31, 55, 79);
        ObjectNode database = addRootPolicy("linux_db", "Databases", hourly);
        for (int hoursAgo = 0; hoursAgo < 26; hoursAgo++) addBackups(database, "success", hoursAgo);
        addBackups(
                addRootPolicy("windows_ad", "Domain controllers, VSS", daily).put("copy_to_s3_enabled", true),
                "success",
                7,
                31,
                55);
        addBackups(addRootPolicy("weekly_full", "Everything, once a week", weekly), "success", 55, 55 + 7 * 24);
        addBackups(addRootPolicy("stuck", "Its backups never end", daily), "stuck", 31);
        addBackups(addRootPolicy("partial", "Its backups end partially", daily), "partial", 7, 31, 55);
        ObjectNode failing = addRootPolicy("failing", "Its backups fail", daily);
        addBackups(failing, "failed", 7, 31, 55);
        addBackups(failing, "success", 79);
        addBackups(
                addRootPolicy("forgotten", "Scheduled, but has not run since three days", daily), "success", 79, 103);
        addBackups(addRootPolicy("retired", "Switched off", daily).put("enabled", false), "success", 40 * 24);
        addRootPolicy("adhoc", "No schedule: run by hand");
        addBackups(addRootPolicy("twin", "One of two of this name", daily), "success", 7, 31);

        ObjectNode twin = policies.seed("twin", N2wsUsers.TENANT, 4, tenantDaily);
        addBackups(twin.put("description", "The other one, of a managed user"), "success", 7, 31);
        addBackups(policies.seed("tenant_files", N2wsUsers.TENANT, 4, tenantDaily), "success", 7, 31, 55);
        policies.seed("branch_files", N2wsUsers.BRANCH, 5);
        seedTargets();
        seedBackups();
        policies.generate(extraPolicies, 1);
    }

    private void seedAccounts() {
        accounts.seed(newBackupAccount("main", "R", N2wsUsers.ROOT));
        accounts.seed(newBackupAccount("keys", "C", N2wsUsers.ROOT).put("aws_access_key", "AKIAEXAMPLEEXAMPLE00"));
        accounts.seed(JsonTrees.object()
                .put("user", N2wsUsers.ROOT)
                .put("name", "dr")
                .put("authentication", "A")
                .put("is_dr_account", true)
                .put("allow_deleting_snapshots", true)
                .put("assume_from_account", 1)
                .put("role_name", "DrRole")
                .put("account_number", "111122223333")
                .putNull("external_id"));
        accounts.seed(newBackupAccount("tenant_main", "R", N2wsUsers.TENANT));
        accounts.seed(newBackupAccount("branch_main", "R", N2wsUsers.BRANCH));
    }

    private static ObjectNode newBackupAccount(String name, String authentication, int ownerId) {
        ObjectNode row = JsonTrees.object()
                .put("user", ownerId)
                .put("name", name)
                .put("authentication", authentication)
                .put("is_dr_account", false)
                .put("scan_tagged_resources", false);
        row.set("scan_regions", JsonTrees.intArray(2));
        return row.put("capture_vpcs", true);
    }

    private ObjectNode addRootPolicy(String name, String description, int... scheduleIds) {
        return policies.seed(name, N2wsUsers.ROOT, 1, scheduleIds)
                .put("description", description)
                .put("last_modified", hoursBefore(20 * 24).toString());
    }

    /** Adds targets to all policies; the example instance is a target in backup 241. */
    private void seedTargets() {
        String[][] instances = {
            {"nightly", "i-0abc", "web-1"},
            {"nightly", "i-0abd", "web-2"},
            {"nightly", "i-0dba", "db-1"},
            {"linux_web", "i-0abc", "web-1"},
            {"linux_web", "i-0abd", "web-2"},
            {"linux_db", "i-0dba", "db-1"},
            {"windows_ad", "i-0adc", "dc-1"},
            {"weekly_full", "i-0abc", "web-1"},
            {"weekly_full", "i-0adc", "dc-1"},
            {"stuck", "i-0bad", "legacy-1"},
            {"partial", "i-0dba", "db-1"},
            {"partial", "i-0bad", "legacy-1"},
            {"failing", "i-0bae", "legacy-2"},
            {"forgotten", "i-0baf", "legacy-3"},
            {"twin", "i-0c01", "twin-1"},
            {"tenant_files", "i-0c02", "files-1"}
        };
        for (int id : policies.table().ids()) {
            ObjectNode policy = policies.table().row(id);
            for (String[] instance : instances) {
                if (!instance[0].equals(policy.path("name").asText())) continue;
                targets.seed(policy, "instance", instance[1], instance[2]);
            }
        }
        ObjectNode nightly = policies.table().row(1);
        targets.seed(nightly, "volume", "vol-0abc", "shared-data");
    }

    private void addBackups(ObjectNode policy, String result, int... hoursAgo) {
        for (int hours : hoursAgo) pastBackups.add(new PastBackup(policy, hours, result));
    }

    /** Adds the backups. Ids rise with time, and the first id is computed so that the example backup gets its id. */
    private void seedBackups() {
        pastBackups.sort(Comparator.comparingInt((PastBackup backup) -> -backup.hoursAgo));
        int index = 0;
        while (!(pastBackups.get(index).hoursAgo == 31
                && pastBackups.get(index).policy.path("name").asText().equals("nightly"))) index++;
        backups.table().setMinNextId(EXAMPLE_BACKUP - index);
        for (PastBackup backup : pastBackups) {
            Instant start = hoursBefore(backup.hoursAgo);
            boolean hourly = backup.policy.path("name").asText().equals("linux_db");
            if (hourly) start = start.minus(20, ChronoUnit.MINUTES);
            String statusCode = BackupStatusCode.of(backup.result);
            // 3 to 12 minutes; two consecutive backups have different durations.
            Duration duration = Duration.ofSeconds(180 + backups.table().nextId() * 71L % 540);
            Instant end = statusCode == null ? null : start.plus(duration);
            backups.seed(backup.policy, start, end, statusCode == null ? BackupStatusCode.IN_PROGRESS : statusCode);
        }
    }

    private Instant hoursBefore(int hours) {
        return fullHour.minus(hours, ChronoUnit.HOURS);
    }
}
