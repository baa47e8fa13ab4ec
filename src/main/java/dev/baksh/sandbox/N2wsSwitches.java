package dev.baksh.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** What a spec may turn while the N2WS sandbox runs. */
final class N2wsSwitches {
    private final SandboxOptions options;
    private final Deque<String> nextEnds = new ArrayDeque<>();
    private final Deque<String> nextRecoveryEnds = new ArrayDeque<>();
    private final Deque<String> nextScenarioEnds = new ArrayDeque<>();
    private volatile Duration backupDuration;
    private volatile Duration appearAfter = Duration.ZERO;
    private volatile int maxPageSize = Integer.MAX_VALUE;
    private volatile int countIsWrongBy;
    private volatile Set<String> ignoredParameters = Set.of();
    private volatile BackupAnswer backupAnswer = BackupAnswer.TRACKER;

    N2wsSwitches(SandboxOptions options) {
        this.options = options;
        this.backupDuration = options.backupDuration();
    }

    boolean pagingSupported() {
        return options.pagingSupported();
    }

    /** True when the server knows API 1.x alone. */
    boolean oldApi() {
        return options.n2wsApi().startsWith("1.");
    }

    int maxPageSize() {
        return maxPageSize;
    }

    void maxPageSize(int rows) {
        maxPageSize = rows;
    }

    int countIsWrongBy() {
        return countIsWrongBy;
    }

    void countIsWrongBy(int rows) {
        countIsWrongBy = rows;
    }

    Set<String> ignoredParameters() {
        return ignoredParameters;
    }

    void ignoredParameters(Set<String> names) {
        ignoredParameters = Set.copyOf(names);
    }

    Duration backupDuration() {
        return backupDuration;
    }

    void backupDuration(Duration duration) {
        backupDuration = duration;
    }

    Duration appearAfter() {
        return appearAfter;
    }

    void appearAfter(Duration delay) {
        appearAfter = delay;
    }

    BackupAnswer backupAnswer() {
        return backupAnswer;
    }

    void backupAnswer(BackupAnswer answer) {
        backupAnswer = answer;
    }

    synchronized void nextEnd(String end) {
        nextEnds.add(end);
    }

    /** How the next backup is to end, or null when nobody has said. */
    synchronized String takeNextEnd() {
        return nextEnds.poll();
    }

    synchronized void nextRecoveryEnd(String end) {
        nextRecoveryEnds.add(end);
    }

    /** How the next recovery is to end, or null when nobody has said. */
    synchronized String takeNextRecoveryEnd() {
        return nextRecoveryEnds.poll();
    }

    synchronized void nextScenarioEnd(String end) {
        nextScenarioEnds.add(end);
    }

    /** How the next run of a scenario is to end, or null when nobody has said. */
    synchronized String takeNextScenarioEnd() {
        return nextScenarioEnds.poll();
    }
}
