package dev.baksh.sandbox.n2ws.protocol;

import dev.baksh.sandbox.server.SandboxOptions;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Settings of the N2WS emulator that specs change while it runs. The emulator uses the instance as the lock of its
 * state.
 */
public class N2wsBehavior {
    final boolean pagingSupported;
    volatile int maxPageSize = Integer.MAX_VALUE;
    volatile int countError;
    volatile Set<String> ignoredParameters = Set.of();
    private final boolean apiV1;
    private final Queue<String> backupResults = new ConcurrentLinkedQueue<>();
    private final Queue<String> recoveryResults = new ConcurrentLinkedQueue<>();
    private final Queue<String> scenarioResults = new ConcurrentLinkedQueue<>();
    private volatile Duration backupDuration;
    private volatile Duration backupVisibilityDelay = Duration.ZERO;
    private volatile BackupResponseMode backupResponseMode = BackupResponseMode.TRACKER;

    protected N2wsBehavior(SandboxOptions options) {
        pagingSupported = options.pagingSupported();
        apiV1 = options.n2wsApiVersion().startsWith("1.");
        backupDuration = options.backupDuration();
    }

    /** Returns true if the server supports only API 1.x. */
    public final boolean isApiV1() {
        return apiV1;
    }

    /** Sets the upper limit of {@code page_size}. */
    public final void setMaxPageSize(int rows) {
        maxPageSize = rows;
    }

    /** Sets the error of the {@code count} in pages. */
    public final void setCountError(int rows) {
        countError = rows;
    }

    /** Sets the query parameters of lists that the server ignores. */
    public final void ignoreParameters(String... names) {
        ignoredParameters = Set.of(names);
    }

    public final Duration backupDuration() {
        return backupDuration;
    }

    /** Sets the duration of backups, recoveries and scenario runs that start later. */
    public final void setBackupDuration(Duration duration) {
        backupDuration = duration;
    }

    public final Duration backupVisibilityDelay() {
        return backupVisibilityDelay;
    }

    /** Sets the time between the start of a backup and its appearance in lists. */
    public final void setBackupVisibilityDelay(Duration delay) {
        backupVisibilityDelay = delay;
    }

    public final BackupResponseMode backupResponseMode() {
        return backupResponseMode;
    }

    /** Sets the kind of response to the start of a backup. */
    public final void setBackupResponseMode(BackupResponseMode mode) {
        backupResponseMode = mode;
    }

    /**
     * Sets the result of the next backup that is started by API. Further calls set the results of later backups.
     *
     * @param result success, partial, failed, undated (failed, without an end_time), stuck (never ends), or a status
     *     letter
     */
    public final void setNextBackupResult(String result) {
        backupResults.add(result);
    }

    /** Returns and removes the result of the next backup; null if no result is set. */
    public final String pollBackupResult() {
        return backupResults.poll();
    }

    /**
     * Sets the result of the next recovery. Further calls set the results of later recoveries.
     *
     * @param result success, failed, stuck (never ends), or a status letter
     */
    public final void setNextRecoveryResult(String result) {
        recoveryResults.add(result);
    }

    /** Returns and removes the result of the next recovery; success if no result is set. */
    public final String pollRecoveryResult() {
        return successIfNull(recoveryResults.poll());
    }

    /** Sets the result of the next run or dry run of a scenario, with the values of a recovery. */
    public final void setNextScenarioResult(String result) {
        scenarioResults.add(result);
    }

    /** Returns and removes the result of the next scenario run; success if no result is set. */
    public final String pollScenarioResult() {
        return successIfNull(scenarioResults.poll());
    }

    private static String successIfNull(String result) {
        return result == null ? "success" : result;
    }
}
