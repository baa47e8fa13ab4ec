package dev.baksh.client.n2ws;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.exchange.AmbiguousOutcomeException;
import dev.baksh.client.exchange.ReconciledResult;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.protocol.ResponseWrapper;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reconciler for {@code policy.backup()}: finds the backup that the request started, and waits until the server lists
 * the backup. The new backup has a higher id than all backups of the policy before the request. The response may be the
 * backup, a tracker number or nothing (only a paraphrase of the guide mentions the tracker number), and may be lost.
 */
final class BackupStartReconciler implements Reconciler {
    /** Maximum time until a backup that the server has confirmed appears in the list. */
    private static final Duration VISIBILITY_TIMEOUT = Duration.ofSeconds(60);
    /** Delay after which the user gets a notice about the search. */
    private static final Duration NOTICE_DELAY = Duration.ofSeconds(2);

    /** Number of newest backups of one policy to read. */
    private static final int MAX_POLICY_BACKUPS = 50;
    /** Number of newest backups of all policies to read, for servers that ignore the policy filter. */
    private static final int MAX_ROWS_READ = 2000;

    /** Distance to a scheduled run below which the scheduled backup could be confused with the requested backup. */
    private static final Duration SCHEDULE_MARGIN = Duration.ofMinutes(10);

    private static final String UNREADABLE_SCHEDULE = "the policy's schedule cannot be read";

    private final ServerClient client;
    private final Row policyRow;
    private final Object policyId;
    private final TimeSource time;
    private long newestIdBefore = -1;
    /** Time of the server's clock before the request, or null; a backup that started earlier is not the requested one. */
    private Instant sentAfter;

    /** True if an earlier process has read the baseline: scheduled runs may have come since. */
    private boolean restored;

    /** Reason why a new backup does not prove that the request was executed, or null. */
    private String unverifiableReason;

    BackupStartReconciler(ServerClient client, Row policyRow) {
        this.client = client;
        this.policyRow = policyRow;
        this.policyId = client.resource("policies").id(policyRow);
        this.time = client.executor().time();
    }

    @Override
    public Map<String, Object> captureBaseline() {
        for (Row row : newestPolicyBackups()) newestIdBefore = Math.max(newestIdBefore, backupId(row));
        Map<String, Object> baseline = new LinkedHashMap<>();
        baseline.put("policy", policyId);
        baseline.put("newest", newestIdBefore);
        unverifiableReason = scheduleConflict();
        sentAfter = client.executor().serverTime();
        if (sentAfter != null) baseline.put("server_time", sentAfter.toString());
        if (unverifiableReason != null) baseline.put("doubt", unverifiableReason);
        return baseline;
    }

    @Override
    public boolean restoreBaseline(Map<String, Object> baseline) {
        if (!(baseline.get("newest") instanceof Number newest)) return false;
        newestIdBefore = newest.longValue();
        restored = true;
        sentAfter = baseline.get("server_time") instanceof String text ? Instant.parse(text) : null;
        unverifiableReason =
                baseline.get("doubt") == null ? null : baseline.get("doubt").toString();
        return true;
    }

    /**
     * Returns a reason if the time of a scheduled run is near. Backup records do not say who started the backup. After
     * a lost response, a scheduled run near the request therefore makes the outcome permanently unknown.
     */
    private String scheduleConflict() {
        Object schedules = policyRow.valueOrNull("schedules");
        // A server that leaves the field out does not say that there is no schedule.
        boolean hasNoSchedule =
                policyRow.has("schedules") && (schedules == null || List.of().equals(schedules));
        if (hasNoSchedule) return null;
        Instant now = time.now();
        Resource policies = client.resource("policies");
        ApiCall call =
                policies.buildCall(policies.noun().operation("runTimes"), policyRow, Map.of("days_ahead", 1), null);
        List<Instant> scheduledTimes = new ArrayList<>();
        try {
            List<?> runs = ResponseWrapper.findList(client.executor().send(call));
            if (runs == null) return UNREADABLE_SCHEDULE;
            runs.forEach(run -> scheduledTime(run).ifPresent(scheduledTimes::add));
            if (scheduledTimes.size() < runs.size()) return UNREADABLE_SCHEDULE;
        } catch (BakshException e) {
            return UNREADABLE_SCHEDULE;
        }
        for (Instant due : scheduledTimes)
            if (Duration.between(now, due).abs().compareTo(SCHEDULE_MARGIN) < 0)
                return "the policy's schedule is due at " + due;
        return null;
    }

    /**
     * Returns the time of a scheduled run. Assumption: a run is a time, or a row with one time; the format is not
     * public.
     */
    private static Optional<Instant> scheduledTime(Object run) {
        Stream<?> values = run instanceof Row row ? row.toMap().values().stream() : Stream.ofNullable(run);
        return values.filter(Instant.class::isInstance).map(Instant.class::cast).findFirst();
    }

    @Override
    public String unverifiableReason() {
        return unverifiableReason;
    }

    /**
     * Returns the new backup of the policy, or null.
     *
     * @throws AmbiguousOutcomeException several new backups exist: another user may have started one of them
     */
    @Override
    public ReconciledResult find() {
        List<Row> newBackups = new ArrayList<>();
        for (Row row : newestPolicyBackups()) {
            if (!(row.valueOrNull("id") instanceof Number))
                throw new AmbiguousOutcomeException("the ids of the backups are no numbers, so none is the newest");
            if (backupId(row) > newestIdBefore) newBackups.add(row);
        }
        if (newBackups.isEmpty()) return null;
        List<Row> timelyBackups =
                newBackups.stream().filter(row -> timeDoubt(row) == null).toList();
        if (timelyBackups.size() > 1) {
            throw new AmbiguousOutcomeException("backups "
                    + timelyBackups.stream()
                            .map(row -> String.valueOf(backupId(row)))
                            .toList() + " could each be the new backup");
        }
        Row backup = timelyBackups.isEmpty() ? newBackups.get(0) : timelyBackups.get(0);
        String doubt = timelyBackups.isEmpty() ? timeDoubt(backup) : ownerDoubt(backup);
        if (doubt == null) return new ReconciledResult(backup);
        throw new AmbiguousOutcomeException("backup " + backupId(backup) + " is new, but " + doubt
                + ": another user or machine may have started it");
    }

    /** Returns the reason why the start time shows that this request did not start the backup, or null. */
    private String timeDoubt(Row backup) {
        if (sentAfter != null && backup.valueOrNull("start_time") instanceof Instant start) {
            String sent = "the request was sent (server time " + sentAfter + ")";
            if (start.isBefore(sentAfter)) return "it started at " + start + ", before " + sent;
            if (restored && start.isAfter(sentAfter.plus(SCHEDULE_MARGIN)))
                return "it started at " + start + ", more than " + SCHEDULE_MARGIN.toMinutes() + " min after " + sent;
        }
        return null;
    }

    /** Returns the reason why the owner shows that this request did not start the backup, or null. */
    private String ownerDoubt(Row backup) {
        Object owner = backup.valueOrNull("user");
        Object policyOwner = policyRow.valueOrNull("user");
        if (owner != null && policyOwner != null && !BackupVerbs.equalAsText(owner, policyOwner))
            return "it belongs to the user with the id " + owner + ", and the policy to the user with the id "
                    + policyOwner;
        return null;
    }

    @Override
    public String describe(ReconciledResult found) {
        Object startTime = found.row().valueOrNull("start_time");
        return found.describe() + (startTime == null ? "" : ", started at " + startTime);
    }

    /**
     * Waits until the started backup is visible, and returns it.
     *
     * @throws BakshException the backup was started, but does not appear in the list in time (exit 75)
     */
    Row awaitVisible(Object response) {
        Row row = ResponseWrapper.findRow(response, backupResource().noun());
        if (row != null && (row.has("status") || row.has("policy"))) return row;
        Object trackerId = ResponseWrapper.findValue(response, "tracker_id");
        long deadlineNanos = time.nanos() + VISIBILITY_TIMEOUT.toNanos();
        Duration delay = Duration.ofMillis(250);
        while (true) {
            BakshException failure = null;
            try {
                ReconciledResult found = trackerId == null ? find() : ReconciledResult.orNull(findByTracker(trackerId));
                if (found != null) return found.row();
            } catch (BakshException e) {
                failure = e; // The write has happened: a failure here must not make the caller repeat the write.
            }
            boolean isFinal = failure instanceof AmbiguousOutcomeException
                    || failure != null && failure.exit() == ExitCode.INTERRUPTED;
            if (isFinal || time.nanos() - deadlineNanos >= 0) throw notVisibleError(trackerId, failure);
            if (delay.equals(NOTICE_DELAY)) {
                client.showNotice(
                        describeStart(trackerId) + ", but is not in the list of backups yet; searching for up to "
                                + VISIBILITY_TIMEOUT.toSeconds() + " s");
            }
            pause(delay, trackerId);
            delay = delay.multipliedBy(2).compareTo(Duration.ofSeconds(10)) < 0
                    ? delay.multipliedBy(2)
                    : Duration.ofSeconds(10);
        }
    }

    /**
     * Finds the backup by its tracker number. If no row has the number, because the server ignores the filter or omits
     * the field, finds the backup by its new id.
     */
    private Row findByTracker(Object trackerId) {
        List<Row> found = new ArrayList<>();
        for (Row row : backupResource().list(Map.of("tracker_id", trackerId))) {
            if (BackupVerbs.equalAsText(trackerId, row.valueOrNull("tracker_id"))) return row;
            if (backupId(row) > newestIdBefore && belongsToPolicy(row)) found.add(row);
        }
        return found.size() == 1 ? found.get(0) : null;
    }

    /**
     * Reads only the newest backups: the new backup is among them, and a policy may have thousands. From a server that
     * ignores the order, all backups are read.
     */
    private List<Row> newestPolicyBackups() {
        List<Row> rows = new ArrayList<>();
        int rowsRead = 0;
        Row previous = null;
        boolean newestFirst = true;
        for (Row row : backupResource()
                .list(Map.of("policy", policyId, "ordering", "-start_time", "page_size", MAX_POLICY_BACKUPS))) {
            newestFirst &= previous == null || !BackupVerbs.isNewer(row, previous, "start_time");
            previous = row;
            if (belongsToPolicy(row)) rows.add(row);
            boolean isEnough = rows.size() >= MAX_POLICY_BACKUPS || ++rowsRead >= MAX_ROWS_READ;
            if (isEnough && newestFirst) break;
        }
        return rows;
    }

    private boolean belongsToPolicy(Row row) {
        return BackupVerbs.equalAsText(policyId, row.get("policy"));
    }

    private Resource backupResource() {
        return client.resource("backups");
    }

    private static long backupId(Row row) {
        return row.get("id") instanceof Number number ? number.longValue() : -1;
    }

    private BakshException notVisibleError(Object trackerId, BakshException failure) {
        String reason = "is not in the list of backups yet";
        if (failure instanceof AmbiguousOutcomeException) reason = failure.getMessage();
        else if (failure != null) reason = "the list of backups cannot be read";
        return client.unfinished(
                describeStart(trackerId) + ", but " + reason,
                "do not start it again; check with n2ws.backups.latest(policy: " + policyId + ")"
                        + (failure == null || failure instanceof AmbiguousOutcomeException
                                ? ""
                                : "\n" + failure.getMessage()),
                failure);
    }

    private static String describeStart(Object trackerId) {
        return "the backup was started" + (trackerId == null ? "" : " (tracker " + trackerId + ")");
    }

    private void pause(Duration duration, Object trackerId) {
        try {
            time.pause(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notVisibleError(trackerId, null);
        }
    }
}
