package dev.baksh.sandbox.n2ws.protocol;

import dev.baksh.sandbox.server.SandboxOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** What a spec may turn while the N2WS sandbox runs. */
public final class N2wsBehavior {
    private final SandboxOptions options;
    private final Deque<String> nextBackupResults = new ArrayDeque<>();
    private final Deque<String> nextRecoveryResults = new ArrayDeque<>();
    private final Deque<String> nextScenarioResults = new ArrayDeque<>();
    private volatile Duration backupDuration;
    private volatile Duration backupVisibilityDelay = Duration.ZERO;
    private volatile int maxPageSize = Integer.MAX_VALUE;
    private volatile int countError;
    private volatile Set<String> ignoredParameters = Set.of();
    private volatile BackupResponseMode backupResponseMode = BackupResponseMode.TRACKER;

    public N2wsBehavior(SandboxOptions options) {
        this.options = options;
        this.backupDuration = options.backupDuration();
    }

    boolean pagingSupported() {
        return options.pagingSupported();
    }

    /** True when the server knows API 1.x alone. */
    public boolean isApiV1() {
        return options.n2wsApiVersion().startsWith("1.");
    }

    int maxPageSize() {
        return maxPageSize;
    }

    public void setMaxPageSize(int rows) {
        maxPageSize = rows;
    }

    int countError() {
        return countError;
    }

    public void setCountError(int rows) {
        countError = rows;
    }

    Set<String> ignoredParameters() {
        return ignoredParameters;
    }

    public void setIgnoredParameters(Set<String> names) {
        ignoredParameters = Set.copyOf(names);
    }

    public Duration backupDuration() {
        return backupDuration;
    }

    public void setBackupDuration(Duration duration) {
        backupDuration = duration;
    }

    public Duration backupVisibilityDelay() {
        return backupVisibilityDelay;
    }

    public void setBackupVisibilityDelay(Duration delay) {
        backupVisibilityDelay = delay;
    }

    public BackupResponseMode backupResponseMode() {
        return backupResponseMode;
    }

    public void setBackupResponseMode(BackupResponseMode mode) {
        backupResponseMode = mode;
    }

    public synchronized void addBackupResult(String result) {
        nextBackupResults.add(result);
    }

    /** How the next backup is to end, or null when nobody has said. */
    public synchronized String pollBackupResult() {
        return nextBackupResults.poll();
    }

    public synchronized void addRecoveryResult(String result) {
        nextRecoveryResults.add(result);
    }

    /** How the next recovery is to end, or null when nobody has said. */
    public synchronized String pollRecoveryResult() {
        return nextRecoveryResults.poll();
    }

    public synchronized void addScenarioResult(String result) {
        nextScenarioResults.add(result);
    }

    /** How the next run of a scenario is to end, or null when nobody has said. */
    public synchronized String pollScenarioResult() {
        return nextScenarioResults.poll();
    }
}
