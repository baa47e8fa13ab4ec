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
import java.util.stream.Stream;

/**
 * Reconciler for {@code policy.backup()}: finds the backup that the request started, and waits until the server lists
 * the backup. The new backup has a higher id than all backups of the policy before the request. The response may be the
 * backup, a tracker number or nothing (only a paraphrase of the guide mentions the tracker number), and may be lost.
 *
 * <p>A row whose policy or start time is missing, or is no plain value, is neither the requested backup for certain nor
 * certainly another one.
 */
final class BackupStartReconciler implements Reconciler {
    /** Maximum time until a backup that the server has confirmed appears in the list. */
    private static final Duration VISIBILITY_TIMEOUT = Duration.ofSeconds(60);
    /** Delay after which the user gets a notice about the search. */
    private static final Duration NOTICE_DELAY = Duration.ofSeconds(2);
    /**
     * Time for which a backup must stay the only new one if nothing in the response identifies the backup: the backup of another user
     * or machine may appear first.
     */
    private static final Duration SETTLE_TIME = Duration.ofSeconds(5);

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

    /** True after the server has confirmed that the request has started a backup. */
    private boolean isConfirmed;

    /** Tracker number in the response, or null. */
    private Object trackerId;

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
        if (unverifiableReason != null) baseline.put("doubt", unverifiableReason);
        return baseline;
    }

    @Override
    public boolean restoreBaseline(Map<String, Object> baseline) {
        if (!(baseline.get("newest") instanceof Number newest)) return false;
        newestIdBefore = newest.longValue();
        restored = true;
        sentAfter = baseline.get(SERVER_TIME) instanceof String text ? Instant.parse(text) : null;
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
            for (Object run : runs) {
                List<Instant> times = times(run).toList();
                if (times.isEmpty()) return UNREADABLE_SCHEDULE;
                scheduledTimes.addAll(times);
            }
        } catch (BakshException e) {
            return UNREADABLE_SCHEDULE;
        }
        Instant serverNow = client.executor().serverTime();
        for (Instant due : scheduledTimes)
            if (isNear(due, now) || serverNow != null && isNear(due, serverNow))
                return "the policy's schedule is due at " + due;
        return null;
    }

    private static boolean isNear(Instant due, Instant now) {
        return Duration.between(now, due).abs().compareTo(SCHEDULE_MARGIN) < 0;
    }

    /** Returns all times in a scheduled run, whose format is not public. */
    private static Stream<Instant> times(Object run) {
        if (run instanceof Row row) return times(new ArrayList<>(row.toMap().values()));
        if (run instanceof List<?> values) return values.stream().flatMap(BackupStartReconciler::times);
        return run instanceof Instant time ? Stream.of(time) : Stream.empty();
    }

    @Override
    public String unverifiableReason() {
        return unverifiableReason;
    }

    /**
     * Returns the new backup of the policy, or null. The backup may still be one that a schedule has started.
     *
     * @throws AmbiguousOutcomeException several new backups exist: another user may have started one of them
     */
    @Override
    public ReconciledResult find() {
        List<Row> newBackups = new ArrayList<>();
        for (Row row : newestPolicyBackups()) {
            if (!(row.valueOrNull("id") instanceof Number))
                throw new AmbiguousOutcomeException("the ids of the backups are no numbers, so none is the newest");
            if (mayBeStarted(row)) newBackups.add(row);
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
        String doubt = timelyBackups.isEmpty() ? timeDoubt(backup) : identityDoubt(backup);
        if (doubt == null) return new ReconciledResult(backup);
        throw new AmbiguousOutcomeException("backup " + backupId(backup) + " is new, but " + doubt
                + ": another user or machine may have started it");
    }

    /** Returns the reason why the start time shows that this request did not start the backup, or null. */
    private String timeDoubt(Row backup) {
        if (sentAfter != null && backup.valueOrNull("start_time") instanceof Instant start) {
            String sent = "the request was sent (server time " + sentAfter + ")";
            if (start.isBefore(sentAfter.minus(MAX_CLOCK_DIFFERENCE)))
                return "it started at " + start + ", before " + sent;
            if (restored && start.isAfter(sentAfter.plus(SCHEDULE_MARGIN)))
                return "it started at " + start + ", more than " + SCHEDULE_MARGIN.toMinutes() + " min after " + sent;
        }
        return null;
    }

    /** Returns the reason why it is not certain that this request started the backup, or null. */
    private String identityDoubt(Row backup) {
        if (!BackupVerbs.equalAsText(policyId, backup.scalarOrNull("policy")))
            return "it does not name its policy by id";
        // A backup without a value has not started yet.
        boolean isTimeKnown = backup.valueOrNull("start_time") instanceof Instant
                || backup.has("start_time") && backup.valueOrNull("start_time") == null && !restored;
        boolean isInTime = sentAfter == null ? !restored : isTimeKnown;
        if (!isInTime && (restored || !isConfirmed))
            return "it is not known whether it started after the request was sent";
        Object owner = backup.scalarOrNull("user");
        Object policyOwner = policyRow.scalarOrNull("user");
        if (BackupVerbs.areDifferent(owner, policyOwner))
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
     * @throws BakshException the backup was started, but the list does not show in time which one it is (exit 75)
     */
    Row awaitVisible(Object response) {
        Row answered = ResponseWrapper.findRow(response, backupResource().noun());
        if (answered != null && BackupVerbs.equalAsText(policyId, answered.scalarOrNull("policy"))) {
            if (isNew(answered)) return answered;
            throw client.unfinished(
                    "the request was accepted, but its response contains backup " + backupId(answered)
                            + ", which existed before",
                    "do not repeat it; " + checkHint(),
                    null);
        }
        isConfirmed = true;
        trackerId = ResponseWrapper.findValue(response, "tracker_id");
        Object answeredId = trackerId != null || answered == null ? null : newBackupId(answered);
        long startNanos = time.nanos();
        Duration delay = Duration.ofMillis(250);
        Row candidate = null;
        while (true) {
            Duration elapsed = Duration.ofNanos(time.nanos() - startNanos);
            BakshException failure = null;
            try {
                Row identified = answeredId == null ? findByTracker() : findById(answeredId);
                if (identified != null) return identified;
                Row previous = candidate;
                candidate = answeredId == null ? findUnidentified() : null;
                boolean isSeenTwice =
                        candidate != null && previous != null && backupId(candidate) == backupId(previous);
                if (isSeenTwice && elapsed.compareTo(settleTime()) >= 0) return candidate;
            } catch (BakshException e) {
                failure = e; // The write has happened: a failure here must not make the caller repeat the write.
            } catch (RuntimeException e) {
                failure = BakshException.failure("unexpected error: " + e, null);
            }
            boolean isFinal = failure instanceof AmbiguousOutcomeException && trackerId == null
                    || failure != null && failure.exit() == ExitCode.INTERRUPTED;
            boolean isLate = elapsed.compareTo(VISIBILITY_TIMEOUT) >= 0 && (failure != null || candidate == null);
            if (isFinal || isLate) throw notVisibleError(failure);
            if (delay.equals(NOTICE_DELAY)) noticeSearch(candidate);
            Duration left = settleTime().minus(elapsed);
            boolean endsSooner = candidate != null && left.compareTo(Duration.ZERO) > 0 && left.compareTo(delay) < 0;
            pause(endsSooner ? left : delay);
            delay = delay.multipliedBy(2).compareTo(Duration.ofSeconds(10)) < 0
                    ? delay.multipliedBy(2)
                    : Duration.ofSeconds(10);
        }
    }

    /** Returns the id of a response that may be the id of the new backup; else null. */
    private Object newBackupId(Row answered) {
        Object id = answered.scalarOrNull("id");
        return isNew(answered) && !BackupVerbs.equalAsText(id, policyId) ? id : null;
    }

    private Row findById(Object id) {
        for (Row row : newestPolicyBackups()) if (BackupVerbs.equalAsText(id, row.scalarOrNull("id"))) return row;
        return null;
    }

    /**
     * Finds the backup by its tracker number: in the row, or by the server's filter. The server honors the filter if it
     * leaves out an earlier backup.
     */
    private Row findByTracker() {
        if (trackerId == null) return null;
        List<Row> found = new ArrayList<>();
        for (Row row : backupResource().list(Map.of("tracker_id", trackerId))) {
            boolean hasTracker = BackupVerbs.equalAsText(trackerId, row.scalarOrNull("tracker_id"));
            if (hasTracker && mayBeStarted(row)) return row;
            found.add(row);
        }
        if (found.size() != 1 || !mayBeStarted(found.get(0))) return null;
        return newestIdBefore >= 0 || isAfterAnother(found.get(0)) ? found.get(0) : null;
    }

    /** Returns true if the server lists an earlier backup, of any policy. */
    private boolean isAfterAnother(Row row) {
        for (Row other : backupResource().list(Map.of("ordering", "-start_time", "page_size", MAX_POLICY_BACKUPS)))
            if (backupId(other) < backupId(row)) return true;
        return false;
    }

    /** Returns the only new backup of the policy, or null. */
    private Row findUnidentified() {
        if (unverifiableReason != null && !unverifiableReason.equals(UNREADABLE_SCHEDULE))
            throw new AmbiguousOutcomeException(
                    unverifiableReason + ", and nothing in the response tells the started backup from a scheduled one");
        ReconciledResult found = find();
        return found == null ? null : found.row();
    }

    /** Time for which a backup that nothing identifies must stay the only new one, if another one could be the started one. */
    @Override
    public Duration settleTime() {
        return trackerId == null && unverifiableReason == null ? SETTLE_TIME : VISIBILITY_TIMEOUT;
    }

    private void noticeSearch(Row candidate) {
        if (candidate != null && settleTime().equals(SETTLE_TIME)) return;
        client.showNotice(describeStart()
                + (candidate == null
                        ? ", but is not in the list of backups yet; searching"
                        : "; backup " + backupId(candidate) + " may be it; watching the list for other new backups")
                + " for up to " + VISIBILITY_TIMEOUT.toSeconds() + " s");
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
            newestFirst &= previous == null || !BackupVerbs.mayBeNewer(row, previous, "start_time");
            previous = row;
            if (!BackupVerbs.refersToOther(row, "policy", policyId)) rows.add(row);
            boolean isEnough = rows.size() >= MAX_POLICY_BACKUPS || ++rowsRead >= MAX_ROWS_READ;
            if (isEnough && newestFirst) break;
        }
        return rows;
    }

    private boolean isNew(Row row) {
        return !(row.valueOrNull("id") instanceof Number id) || id.longValue() > newestIdBefore;
    }

    private boolean mayBeStarted(Row row) {
        return isNew(row)
                && !BackupVerbs.refersToOther(row, "policy", policyId)
                && !BackupVerbs.refersToOther(row, "tracker_id", trackerId);
    }

    private Resource backupResource() {
        return client.resource("backups");
    }

    private static long backupId(Row row) {
        return row.get("id") instanceof Number number ? number.longValue() : -1;
    }

    private BakshException notVisibleError(BakshException failure) {
        String reason = "is not in the list of backups yet";
        if (failure instanceof AmbiguousOutcomeException) reason = failure.getMessage();
        else if (failure != null) reason = "the list of backups cannot be read";
        return client.unfinished(
                describeStart() + ", but " + reason,
                "do not start it again; " + checkHint()
                        + (failure == null || failure instanceof AmbiguousOutcomeException
                                ? ""
                                : "\n" + failure.getMessage()),
                failure);
    }

    private String checkHint() {
        return "check with n2ws.backups.latest(policy: " + policyId + ")";
    }

    private String describeStart() {
        return "the backup was started" + (trackerId == null ? "" : " (tracker " + trackerId + ")");
    }

    private void pause(Duration duration) {
        try {
            time.pause(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notVisibleError(null);
        }
    }
}
