package dev.baksh.client.resource;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.NoticeListener;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.protocol.ServerException;
import dev.baksh.client.resource.CompletionRule.State;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Polling loop that waits until a backup, a recovery or a restore has ended, with progress and a timeout. */
public final class Waiter {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofHours(6);
    /** Pause before the first read; each further pause is 1.5 times as long, up to {@link #MAX_DELAY}. */
    private static final Duration FIRST_DELAY = Duration.ofSeconds(5);

    private static final Duration MAX_DELAY = Duration.ofSeconds(60);
    /** Time for which failed reads are tolerated, as during a restart of the server. */
    private static final Duration MAX_OUTAGE = Duration.ofMinutes(10);
    /** Minimum poll interval: a shorter interval only adds load to the server. */
    private static final Duration MIN_POLL_INTERVAL = Duration.ofSeconds(1);

    private final ServerClient client;
    private final TimeSource time;
    private final NoticeListener progress;
    private final CompletionRule completionRule;

    public Waiter(ServerClient client, CompletionRule completionRule) {
        this.client = client;
        this.time = client.executor().time();
        this.progress = client.progress();
        this.completionRule = completionRule;
    }

    /**
     * Waits for the end and returns the last state.
     *
     * @throws BakshException the object ended without success (exit 1), ended with a status whose meaning is not known,
     *     or did not end within the timeout (exit 75)
     */
    public Row await(Invocation invocation) {
        Row row = invocation.requireNoArgs().row();
        if (row instanceof DryRunRow) return row;
        Duration timeout = DEFAULT_TIMEOUT;
        Duration pollInterval = null;
        for (Map.Entry<String, Object> entry : invocation.argumentsByField().entrySet()) {
            Duration duration = Invocation.requireDuration("await", entry.getKey(), entry.getValue());
            if (entry.getKey().equals("timeout")) timeout = duration;
            else if (duration.compareTo(MIN_POLL_INTERVAL) >= 0) pollInterval = duration;
            else
                throw BakshException.failure(
                        "await: every takes at least 1 second, not " + duration, Invocation.DURATION_EXAMPLE);
        }
        return new Wait(client.resource(invocation.operation().noun()), row).run(timeout, pollInterval);
    }

    /** One wait for one row. */
    private final class Wait {
        private final Resource resource;
        private final Row startRow;
        private Row current;
        private ObservedStatus observedStatus;

        Wait(Resource resource, Row row) {
            this.resource = resource;
            this.startRow = row;
            this.current = row;
        }

        Row run(Duration timeout, Duration pollInterval) {
            long startNanos = time.nanos();
            Long outageStartNanos = null;
            Duration delay = pollInterval == null ? FIRST_DELAY : pollInterval;
            while (true) {
                State state = completionRule.stateOf(current);
                if (state != State.RUNNING) return finish(state);
                observeStatus();
                Duration elapsed = Duration.ofNanos(time.nanos() - startNanos);
                Duration remaining = timeout.minus(elapsed);
                if (remaining.isNegative() || remaining.isZero()) throw timeoutError(timeout);
                String status = observedStatus.changed() ? observedStatus.describe() : observedStatus.status();
                progress.showProgress(unquotedDescription() + ": " + status + ", " + formatDuration(elapsed));
                pause(delay.compareTo(remaining) < 0 ? delay : remaining);
                if (pollInterval == null) delay = nextDelay(delay);
                try {
                    current = completionRule.read(resource, startRow);
                    outageStartNanos = null;
                } catch (BakshException e) {
                    if (outageStartNanos == null) outageStartNanos = time.nanos();
                    boolean isTooLong = time.nanos() - outageStartNanos > MAX_OUTAGE.toNanos();
                    if (isTooLong || !isTransient(e)) throw stoppedError(e);
                }
            }
        }

        /** Stores a new status. If the status may mean an end, but the server sends no end time, shows a notice. */
        private void observeStatus() {
            String status = completionRule.describeStatus(current);
            if (observedStatus != null && observedStatus.status().equals(status)) return;
            observedStatus =
                    new ObservedStatus(status, time.now().truncatedTo(ChronoUnit.SECONDS), observedStatus != null);
            String reason = completionRule.unfinishedReason(current);
            if (!observedStatus.changed() || reason == null) return;
            progress.endProgress();
            client.showNotice(completionRule.describe(current) + ": " + observedStatus.describe() + ", and " + reason
                    + "; the wait continues");
        }

        private Row finish(State state) {
            progress.endProgress();
            if (state == State.FAILED)
                throw client.failure(
                        completionRule.describe(current) + " ended without success: "
                                + completionRule.describeStatus(current),
                        completionRule.failureHint(current));
            if (state == State.ENDED) throw unknownEndError();
            if (state == State.PARTIALLY_SUCCEEDED)
                progress.showNotice("warning: " + unquotedDescription() + " succeeded only partially"
                        + completionRule.partialSuccessReason(current));
            return current;
        }

        private BakshException unknownEndError() {
            String status = completionRule.statusText(current);
            return client.unfinished(
                    completionRule.describe(current)
                            + (status == null
                                    ? " ended without a status; whether it is a success is not known here"
                                    : " ended with status " + NameSuggestions.abbreviate(status) + "; whether "
                                            + NameSuggestions.abbreviate(status) + " is success is not known here"),
                    completionRule.unknownEndHint(current),
                    null);
        }

        private String unquotedDescription() {
            return completionRule.describe(current).replace("\"", "");
        }

        private BakshException stoppedError(BakshException e) {
            progress.endProgress();
            boolean isUnreadable = e.exit() == ExitCode.FAILED && !(e instanceof ServerException);
            String subject = "the " + resource.noun().singular();
            String hint =
                    (isUnreadable ? "whether " + subject + " continues is not known" : subject + continuesOnServer())
                            + "; check again with " + awaitCommand();
            return new BakshException(e.exit(), e.getMessage(), e.hint() == null ? hint : e.hint() + "\n" + hint, e);
        }

        private BakshException timeoutError(Duration timeout) {
            progress.endProgress();
            String reason = completionRule.unfinishedReason(current);
            String hint = completionRule.unfinishedHint(current);
            String status = reason == null
                    ? completionRule.describeStatus(current)
                    : observedStatus.describe() + ", and " + reason;
            return client.unfinished(
                    completionRule.describe(current) + " has not ended within " + formatDuration(timeout) + ": "
                            + status,
                    "it" + continuesOnServer() + "; check again with " + awaitCommand()
                            + (hint == null ? "" : "\n" + hint),
                    null);
        }

        /** Returns {@code continues on the server}, or that it may continue if the last status may mean an end. */
        private String continuesOnServer() {
            boolean isRunning =
                    completionRule.statusText(current) != null && completionRule.unfinishedReason(current) == null;
            return (isRunning ? " continues" : " may continue") + " on the server";
        }

        private String scriptKey() {
            return completionRule.scriptKey(resource, startRow);
        }

        private String awaitCommand() {
            return client.server().kind() + "." + resource.noun().name() + "[" + scriptKey() + "].await()";
        }

        private void pause(Duration duration) {
            try {
                time.pause(duration);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                progress.endProgress();
                throw new BakshException(
                        ExitCode.INTERRUPTED,
                        "stopped waiting for " + resource.noun().singular() + " " + scriptKey() + "; it"
                                + continuesOnServer(),
                        "check again with " + awaitCommand());
            }
        }
    }

    /**
     * Status, and the time since which the wait has seen it.
     *
     * @param changed true if the wait has seen another status before; otherwise the status may be older
     */
    private record ObservedStatus(String status, Instant since, boolean changed) {
        /** Returns {@code status F since 2026-03-04T05:06:07Z}. */
        String describe() {
            return status + " since " + since + (changed ? "" : " or before");
        }
    }

    /**
     * True for an error of a read after which the wait may read again. A restarting server is unreachable, fails, is busy, or
     * rejects tokens for a while; a rejected credential is final.
     */
    private static boolean isTransient(BakshException error) {
        return error.exit() == ExitCode.UNREACHABLE
                || error instanceof ServerException serverError
                        && (serverError.status() >= 500
                                || serverError.status() == 429
                                || error.exit() == ExitCode.DENIED);
    }

    private static Duration nextDelay(Duration delay) {
        Duration nextDelay = delay.multipliedBy(3).dividedBy(2);
        return nextDelay.compareTo(MAX_DELAY) < 0 ? nextDelay : MAX_DELAY;
    }

    private static String formatDuration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) return seconds + " s";
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }
}
