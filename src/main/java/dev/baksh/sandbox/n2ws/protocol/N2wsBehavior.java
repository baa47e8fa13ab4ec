package dev.baksh.sandbox.n2ws.protocol;

import dev.baksh.sandbox.server.SandboxOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Settings of the N2WS emulator that specs change while the emulator runs. Also holds the changes of rows that take
 * effect when the clock reaches their time.
 */
public final class N2wsBehavior {
    /** Result of a backup, recovery or scenario run without a configured result. */
    public static final String SUCCESS = "success";

    private record Change(Instant time, Runnable action) {}

    public final SandboxOptions options;
    /** Upper limit of {@code page_size}. */
    public volatile int maxPageSize = Integer.MAX_VALUE;
    /** Number that is added to the {@code count} in pages, to simulate a wrong total. */
    public volatile int countError;
    /** Query parameters of lists that the server ignores. */
    public volatile Set<String> ignoredParameters = Set.of();
    /** Duration of backups, recoveries and scenario runs that start later. */
    public volatile Duration backupDuration;
    /** Time between the start of a backup and its appearance in lists. */
    public volatile Duration backupVisibilityDelay = Duration.ZERO;
    /** Kind of response to the start of a backup. */
    public volatile BackupResponseMode backupResponseMode = BackupResponseMode.TRACKER;
    /**
     * Results of the next backups that are started through the API: success, partial, failed, undated (failed, without an
     * end_time), stuck (never ends), or a status letter.
     */
    public final Queue<String> backupResults = new ConcurrentLinkedQueue<>();
    /** Results of the next recoveries: success, failed, stuck (never ends), or a status letter. */
    public final Queue<String> recoveryResults = new ConcurrentLinkedQueue<>();
    /** Results of the next runs or dry runs of scenarios, with the values of a recovery. */
    public final Queue<String> scenarioResults = new ConcurrentLinkedQueue<>();

    private final List<Change> changes = new ArrayList<>();

    public N2wsBehavior(SandboxOptions options) {
        this.options = options;
        backupDuration = options.backupDuration;
    }

    /** Returns true if the server supports only API 1.x. */
    public boolean isApiV1() {
        return options.n2wsApiVersion.startsWith("1.");
    }

    /** Returns the current time in whole seconds. */
    public Instant now() {
        return options.clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Adds a change of rows that takes effect when the clock reaches the time. */
    public void changeAt(Instant time, Runnable action) {
        changes.add(new Change(time, action));
    }

    /** Executes all changes that are due at the current time, in order of addition. Called before each request. */
    public void makeDueChanges() {
        Instant now = options.clock.instant();
        // An action may append another change.
        for (int i = 0; i < changes.size(); ) {
            if (changes.get(i).time.isAfter(now)) i++;
            else changes.remove(i).action.run();
        }
    }
}
