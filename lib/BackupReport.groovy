import java.time.Duration
import java.time.Instant

/**
 * Report about the backups and users of both servers. Create the report with the servers to read,
 * {@code new BackupReport(n2ws: n2ws, px: px)}. Sends only reads. Times are instants in UTC.
 */
class BackupReport {
    /** Hours by the letter of a schedule's unit. A month has 31 days, so that no backup counts as missing too early. */
    private static final Map<String, Integer> HOURS = [M: 0, H: 1, D: 24, W: 7 * 24, O: 31 * 24]
    /** Portworx does not document its user rows; the name is the first of these fields that a row has. */
    private static final List<String> NAMES = ['username', 'name', 'userName', 'email', 'id']

    def n2ws
    def px

    /**
     * Finds backup problems in one pass over all backups: {@code [failed: rows, unknown: rows, stuck: rows, missing: rows]}.
     * A backup counts as failed only if its letter is known as a failure or a partial success; an end with another letter is
     * unknown.
     *
     * @param hours period of failed backups; a policy without a backup in this period is missing one
     * @param stuckHours a backup that began earlier and has not ended is stuck
     */
    Map<String, List> trouble(Instant now, int hours, int stuckHours) {
        Map<String, List> found = [failed: [], unknown: [], stuck: [], missing: []]
        Map<Object, Instant> newest = [:]
        Set running = []
        for (backup in n2ws.backups) {
            if (newest[backup.policy] < backup.start_time) newest[backup.policy] = backup.start_time
            if (good(backup)) continue
            if (backup.running) running << backup.policy
            if (backup.running && backup.start_time < now - Duration.ofHours(stuckHours)) found.stuck << backup
            Instant end = backup.end_time ?: backup.start_time
            if (!backup.running && end >= now - Duration.ofHours(hours)) (backup.outcome == 'unknown' ? found.unknown : found.failed) << backup
        }
        Map<Object, Integer> every = n2ws.schedules.collectEntries { [it.id, period(it)] }
        for (policy in n2ws.policies) {
            if (policy.enabled == false || !policy.schedules || policy.id in running) continue
            // A weekly policy is not missing a backup on the other six days.
            int allowed = Math.max(hours, policy.schedules.collect { every[it] ?: 0 }.min())
            Instant last = newest[policy.id]
            if (last < now - Duration.ofHours(allowed)) found.missing << [id: policy.id, policy: policy.name, last_backup: last]
        }
        found
    }

    /** Returns true for a backup that is no trouble: a success (B), or a backup that is marked for deletion (M). */
    static boolean good(backup) {
        backup.status == 'B' || (backup.status == 'M' && backup.marked_for_deletion)
    }

    /** Returns the names of the users who hold this role. */
    List<String> holders(String role) {
        px.users.findAll { holds(it, role) }.collect { name(it) }
    }

    static boolean holds(user, String role) {
        role in user.roles*.name
    }

    private static String name(user) {
        user.get(NAMES.find { user.has(it) && user.get(it) })
    }

    /** Returns the hours between two runs; 0 for an unknown unit, so that a missing backup is reported. */
    private static int period(schedule) {
        (HOURS[schedule.every_unit] ?: 0) * (schedule.every_how_many ?: 1)
    }

    /** Returns the whole number from 1 of {@code --name 6}, or else the default. */
    static int number(Map params, String name, int defaultValue) {
        String text = params.getOrDefault(name, defaultValue)
        if (!text.matches(/[1-9]\d{0,5}/)) throw new IllegalArgumentException("--$name takes a whole number from 1, not '$text'")
        text as int
    }
}
