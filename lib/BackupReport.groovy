import java.time.Duration
import java.time.Instant

/**
 * What the scripts beside this folder ask of both servers. It is made with the servers that it is to ask,
 * {@code new BackupReport(n2ws: n2ws, px: px)}, and only reads. Times are instants in UTC.
 */
class BackupReport {
    /** By the letter of a schedule's unit; a month is counted long, so that nothing is called missing too early. */
    private static final Map<String, Integer> HOURS = [M: 0, H: 1, D: 24, W: 7 * 24, O: 31 * 24]
    /** Portworx' user rows are not documented; the first of these that a row has is its name. */
    private static final List<String> NAMES = ['username', 'name', 'userName', 'email', 'id']

    def n2ws
    def px

    /**
     * What went wrong with backups, by one pass over all of them: {@code [failed: rows, stuck: rows, missing: rows]}.
     *
     * @param hours      a backup that ended earlier is old news; a policy without a backup since then misses one
     * @param stuckHours a backup that began earlier and has not ended is stuck
     */
    Map<String, List> trouble(Instant now, int hours, int stuckHours) {
        Map<String, List> found = [failed: [], stuck: [], missing: []]
        Map<Object, Instant> newest = [:]
        Set running = []
        for (backup in n2ws.backups) {
            if (newest[backup.policy] < backup.start_time) newest[backup.policy] = backup.start_time
            if (good(backup)) continue
            if (backup.running) running << backup.policy
            if (backup.running && backup.start_time < now - Duration.ofHours(stuckHours)) found.stuck << backup
            Instant end = backup.end_time ?: backup.start_time
            if (!backup.running && end >= now - Duration.ofHours(hours)) found.failed << backup
        }
        Map<Object, Integer> every = n2ws.schedules.collectEntries { [it.id, period(it)] }
        for (policy in n2ws.policies) {
            if (policy.enabled == false || !policy.schedules || policy.id in running) continue
            // A policy that runs weekly is not missing on the six other days.
            int allowed = Math.max(hours, policy.schedules.collect { every[it] ?: 0 }.min())
            Instant last = newest[policy.id]
            if (last < now - Duration.ofHours(allowed)) found.missing << [id: policy.id, policy: policy.name, last_backup: last]
        }
        found
    }

    /** Ended well, with B; M is one that did and has been marked for deletion since. */
    static boolean good(backup) {
        backup.status == 'B' || (backup.status == 'M' && backup.marked_for_deletion)
    }

    /** The names of the users who hold this role. */
    List<String> holders(String role) {
        px.users.findAll { holds(it, role) }.collect { name(it) }
    }

    static boolean holds(user, String role) {
        role in user.roles*.name
    }

    private static String name(user) {
        user.get(NAMES.find { user.has(it) && user.get(it) })
    }

    /** Hours from run to run; 0 for a unit that is not known, so that nothing is excused by it. */
    private static int period(schedule) {
        (HOURS[schedule.every_unit] ?: 0) * (schedule.every_how_many ?: 1)
    }

    /** The whole number, from 1, that was given as {@code --name 6}; the other one when it was not given. */
    static int number(Map params, String name, int otherwise) {
        String text = params.getOrDefault(name, otherwise)
        if (!text.matches(/[1-9]\d{0,5}/)) throw new IllegalArgumentException("--$name takes a whole number from 1, not '$text'")
        text as int
    }
}
