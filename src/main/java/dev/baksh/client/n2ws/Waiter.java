package dev.baksh.client.n2ws;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.protocol.ServerException;
import dev.baksh.client.resource.ArgumentMapper;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ProgressListener;
import dev.baksh.client.resource.ServerClient;
import java.time.Duration;
import java.util.Map;

/** Waits for the end of what was started: looks now and then, tells how long it takes, and gives up at the time-out. */
final class Waiter {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofHours(6);
    /** Looking more often is a load for the server and tells nothing new. */
    private static final Duration MIN_POLL_INTERVAL = Duration.ofSeconds(1);

    private static final Duration INITIAL_POLL_INTERVAL = Duration.ofSeconds(5);
    private static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(60);
    /** A server that restarts is waited for; one that is gone is not. */
    private static final Duration MAX_OUTAGE = Duration.ofMinutes(10);

    private final ServerClient client;
    private final TimeSource time;
    private final ProgressListener progress;
    private final String noun;
    private final CompletionRule completionRule;

    Waiter(
            ServerClient client,
            TimeSource time,
            ProgressListener progress,
            String noun,
            CompletionRule completionRule) {
        this.client = client;
        this.time = time;
        this.progress = progress;
        this.noun = noun;
        this.completionRule = completionRule;
    }

    /**
     * The last state, after a good end.
     *
     * @throws BakshException ended without success (exit 1), or not ended within the time-out (exit 75)
     */
    Row await(Invocation invocation) {
        Row row = invocation.requireNoArgs().row();
        if (row instanceof DryRunRow) return row;
        Duration timeout = DEFAULT_TIMEOUT;
        Duration pollInterval = null;
        for (Map.Entry<String, Object> entry : invocation.namedArgs().entrySet()) {
            Field field = ArgumentMapper.requireField(
                    invocation.operation(), invocation.operation().query(), entry.getKey(), "argument");
            if (!(entry.getValue() instanceof Duration duration) || duration.isNegative()) {
                throw BakshException.failure(
                        "await: " + field.name() + " takes a duration, not " + entry.getValue(),
                        "for example 2.hours or 30.seconds");
            }
            if (field.name().equals("timeout")) {
                timeout = duration;
                continue;
            }
            if (duration.compareTo(MIN_POLL_INTERVAL) < 0) {
                throw BakshException.failure(
                        "await: every takes a second or more, not " + duration, "for example 2.hours or 30.seconds");
            }
            pollInterval = duration;
        }
        return await(row, timeout, pollInterval);
    }

    private Row await(Row row, Duration timeout, Duration pollInterval) {
        Object id = client.resource(noun).id(row);
        long startNanos = time.nanos();
        Long outageStartNanos = null;
        Duration delay = pollInterval == null ? INITIAL_POLL_INTERVAL : pollInterval;
        Row current = row;
        ObservedStatus observedStatus = null;
        while (true) {
            CompletionState state = completionRule.stateOf(current);
            if (state == CompletionState.SUCCEEDED) return finish(current, null);
            if (state == CompletionState.PARTIALLY_SUCCEEDED) return finish(current, "succeeded only in part");
            if (state == CompletionState.FAILED) throw failedError(current);
            ObservedStatus previousStatus = observedStatus;
            observedStatus = ObservedStatus.of(current, time.now(), previousStatus);
            if (observedStatus.changed() && observedStatus != previousStatus)
                noteUnclearStatus(current, observedStatus);
            Duration elapsed = Duration.ofNanos(time.nanos() - startNanos);
            Duration remaining = timeout.minus(elapsed);
            if (remaining.isNegative() || remaining.isZero()) throw timeoutError(current, observedStatus, id, timeout);
            progress.showProgress(completionRule.describe(current).replace("\"", "") + ": "
                    + (observedStatus.changed() ? observedStatus.describe() : current.get("status")) + ", "
                    + formatDuration(elapsed));
            pause(delay.compareTo(remaining) < 0 ? delay : remaining, id);
            if (pollInterval == null) delay = nextDelay(delay);
            try {
                current = client.resource(noun).get(id);
                outageStartNanos = null;
            } catch (BakshException e) {
                // A wait outlives a restart of the server; what was started goes on without it being asked.
                if (outageStartNanos == null) outageStartNanos = time.nanos();
                if (!isTransient(e) || time.nanos() - outageStartNanos > MAX_OUTAGE.toNanos())
                    throw stoppedError(e, id);
            }
        }
    }

    /** A server that restarts is unreachable, fails, or for a while knows nobody; a key that it refuses is final. */
    private static boolean isTransient(BakshException e) {
        if (e instanceof ServerException serverError) {
            return serverError.status() >= 500 || e.exit() == ExitCode.UNREACHABLE || e.exit() == ExitCode.DENIED;
        }
        return e.exit() == ExitCode.UNREACHABLE;
    }

    private BakshException stoppedError(BakshException e, Object id) {
        progress.endProgress();
        String hint = "the " + client.resource(noun).noun().singular() + " goes on by itself; look again with "
                + awaitCommand(id);
        return new BakshException(e.exit(), e.getMessage(), e.hint() == null ? hint : e.hint() + "\n" + hint, e);
    }

    private Row finish(Row row, String warning) {
        progress.endProgress();
        if (warning != null)
            progress.showNotice("warning: " + completionRule.describe(row).replace("\"", "") + " " + warning);
        return row;
    }

    private BakshException failedError(Row row) {
        progress.endProgress();
        return BakshException.failure(
                client.server().label() + ": " + completionRule.describe(row) + " ended without success: status "
                        + row.get("status"),
                completionRule.failureHint(row));
    }

    /** Another letter may mean an end that the server does not date. */
    private void noteUnclearStatus(Row row, ObservedStatus observedStatus) {
        if (completionRule.unfinishedReason(row) == null) return;
        progress.endProgress();
        progress.showNotice(
                client.server().label() + ": " + completionRule.describe(row) + ": status " + observedStatus.describe()
                        + ", and " + completionRule.unfinishedReason(row) + ": not taken for ended");
    }

    private BakshException timeoutError(Row row, ObservedStatus observedStatus, Object id, Duration timeout) {
        progress.endProgress();
        String unfinishedReason = completionRule.unfinishedReason(row);
        String unfinishedHint = completionRule.unfinishedHint(row);
        return new BakshException(
                ExitCode.UNFINISHED,
                client.server().label() + ": " + completionRule.describe(row) + " has not ended within "
                        + formatDuration(timeout) + ": status "
                        + (unfinishedReason == null
                                ? row.get("status")
                                : observedStatus.describe() + ", and " + unfinishedReason),
                "it goes on by itself; look again with " + awaitCommand(id)
                        + (unfinishedHint == null ? "" : "\n" + unfinishedHint));
    }

    private String awaitCommand(Object id) {
        return "n2ws." + noun + "[" + id + "].await()";
    }

    private void pause(Duration duration, Object id) {
        try {
            time.pause(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            progress.endProgress();
            String description = client.resource(noun).noun().singular() + " " + id;
            throw new BakshException(
                    ExitCode.INTERRUPTED,
                    "stopped waiting for " + description + "; it goes on by itself",
                    "look again with " + awaitCommand(id));
        }
    }

    private static Duration nextDelay(Duration delay) {
        Duration nextDelay = delay.multipliedBy(3).dividedBy(2);
        return nextDelay.compareTo(MAX_POLL_INTERVAL) < 0 ? nextDelay : MAX_POLL_INTERVAL;
    }

    private static String formatDuration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) return seconds + " s";
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }
}
