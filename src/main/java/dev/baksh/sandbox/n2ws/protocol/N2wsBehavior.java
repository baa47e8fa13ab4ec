package dev.baksh.sandbox.n2ws.protocol;

import dev.baksh.sandbox.server.SandboxOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** What a spec may turn while the N2WS sandbox runs. */
public final class N2wsBehavior {
    private final SandboxOptions options;
    private final Deque<String> nextEnds = new ArrayDeque<>();
    private final Deque<String> nextRecoveryEnds = new ArrayDeque<>();
    private final Deque<String> nextScenarioEnds = new ArrayDeque<>();
    private volatile Duration backupDuration;
    private volatile Duration appearAfter = Duration.ZERO;
    private volatile int maxPageSize = Integer.MAX_VALUE;
    private volatile int countIsWrongBy;
    private volatile Set<String> ignoredParameters = Set.of();
    private volatile BackupResponseMode backupAnswer = BackupResponseMode.TRACKER;

    public N2wsBehavior(SandboxOptions options) {
        this.options = options;
        this.backupDuration = options.backupDuration();
    }

    boolean pagingSupported() {
        return options.pagingSupported();
    }

    /** True when the server knows API 1.x alone. */
    public boolean oldApi() {
        return options.n2wsApi().startsWith("1.");
    }

    int maxPageSize() {
        return maxPageSize;
    }

    public void maxPageSize(int rows) {
        maxPageSize = rows;
    }

    int countIsWrongBy() {
        return countIsWrongBy;
    }

    public void countIsWrongBy(int rows) {
        countIsWrongBy = rows;
    }

    Set<String> ignoredParameters() {
        return ignoredParameters;
    }

    public void ignoredParameters(Set<String> names) {
        ignoredParameters = Set.copyOf(names);
    }

    public Duration backupDuration() {
        return backupDuration;
    }

    public void backupDuration(Duration duration) {
        backupDuration = duration;
    }

    public Duration appearAfter() {
        return appearAfter;
    }

    public void appearAfter(Duration delay) {
        appearAfter = delay;
    }

    public BackupResponseMode backupAnswer() {
        return backupAnswer;
    }

    public void backupAnswer(BackupResponseMode answer) {
        backupAnswer = answer;
    }

    public synchronized void nextEnd(String end) {
        nextEnds.add(end);
    }

    /** How the next backup is to end, or null when nobody has said. */
    public synchronized String takeNextEnd() {
        return nextEnds.poll();
    }

    public synchronized void nextRecoveryEnd(String end) {
        nextRecoveryEnds.add(end);
    }

    /** How the next recovery is to end, or null when nobody has said. */
    public synchronized String takeNextRecoveryEnd() {
        return nextRecoveryEnds.poll();
    }

    public synchronized void nextScenarioEnd(String end) {
        nextScenarioEnds.add(end);
    }

    /** How the next run of a scenario is to end, or null when nobody has said. */
    public synchronized String takeNextScenarioEnd() {
        return nextScenarioEnds.poll();
    }
}
