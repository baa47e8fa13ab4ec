package dev.baksh.client.px.gateway;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.http.TransportException;
import dev.baksh.client.protocol.ServerException;
import dev.baksh.client.resource.ArgumentMapper;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ProgressListener;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Waits for backups and restores of the gateway. A status that is not known to be an end is none. */
public final class GatewayWaiter {
    private static final Set<String> SUCCESS_STATUSES = Set.of("Success", "Retained");
    private static final String PARTIAL_STATUS = "PartialSuccess";
    private static final Set<String> FAILURE_STATUSES =
            Set.of("Failed", "Aborted", "Deleting", "DeletePending", "CloudBackupMissing");

    private static final Duration DEFAULT_TIMEOUT = Duration.ofHours(12);
    private static final Duration INITIAL_POLL_INTERVAL = Duration.ofSeconds(2);
    private static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(30);
    /** How long the gateway may be away while a wait goes on: longer than its pods take to be rolled. */
    private static final Duration MAX_OUTAGE = Duration.ofMinutes(15);

    private final ServerClient client;
    private final GatewayVerbs gatewayVerbs;
    private final ProgressListener progress;
    private final TimeSource time;

    public GatewayWaiter(ServerClient client, GatewayVerbs gatewayVerbs, ProgressListener progress, TimeSource time) {
        this.client = client;
        this.gatewayVerbs = gatewayVerbs;
        this.progress = progress;
        this.time = time;
    }

    /** @throws BakshException ended without success (exit 1), or not ended within the time-out (exit 75) */
    public Object await(Invocation invocation) {
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
            if (field.name().equals("timeout")) timeout = duration;
            else pollInterval = duration;
        }
        return await(client.resource(invocation.operation().noun()), row, timeout, pollInterval);
    }

    private Row await(Resource resource, Row row, Duration timeout, Duration pollInterval) {
        long startNanos = time.nanos();
        long lastResponseNanos = startNanos;
        Duration delay = pollInterval == null ? INITIAL_POLL_INTERVAL : pollInterval;
        String description = resource.noun().singular() + " \"" + resource.displayName(row) + "\"";
        Row current = row;
        while (true) {
            // Protobuf's JSON leaves the first value of an enumeration out: a new backup may have no status at all.
            String reportedStatus = readStatusField(current, "status");
            String status = reportedStatus == null || reportedStatus.isEmpty() ? "no status yet" : reportedStatus;
            if (SUCCESS_STATUSES.contains(status) || PARTIAL_STATUS.equals(status)) {
                progress.endProgress();
                if (PARTIAL_STATUS.equals(status))
                    progress.showNotice("warning: " + description + " succeeded only in part" + formatReason(current));
                return current;
            }
            if (FAILURE_STATUSES.contains(status)) {
                progress.endProgress();
                throw BakshException.failure(
                        client.server().label() + ": " + description + " ended without success: " + status
                                + formatReason(current),
                        null);
            }
            Duration remaining = timeout.minusNanos(time.nanos() - startNanos);
            if (remaining.isNegative() || remaining.isZero())
                throw unfinishedError(description + " has not ended: " + status, description, resource);
            progress.showProgress(description + ": " + status);
            pause(delay.compareTo(remaining) < 0 ? delay : remaining, description, resource);
            if (pollInterval == null) {
                delay = delay.multipliedBy(3).dividedBy(2);
                if (delay.compareTo(MAX_POLL_INTERVAL) > 0) delay = MAX_POLL_INTERVAL;
            }
            try {
                current = gatewayVerbs.reread(resource, row);
                lastResponseNanos = time.nanos();
            } catch (TransportException | ServerException e) {
                boolean isTransient = e.exit() == ExitCode.UNREACHABLE;
                if (!isTransient || time.nanos() - lastResponseNanos > MAX_OUTAGE.toNanos()) throw e;
            }
        }
    }

    private static String formatReason(Row row) {
        String reason = readStatusField(row, "reason");
        return reason == null || reason.isBlank() ? "" : ": " + reason;
    }

    /** {@code backup_info.status.status}, or {@code restore_info...}. */
    private static String readStatusField(Row row, String field) {
        for (String infoName : new String[] {"backup_info", "restore_info"}) {
            boolean hasField = row.has(infoName)
                    && row.get(infoName) instanceof Row infoRow
                    && infoRow.has("status")
                    && infoRow.get("status") instanceof Row statusRow
                    && statusRow.has(field);
            if (hasField) return String.valueOf(((Row) ((Row) row.get(infoName)).get("status")).get(field));
        }
        return null;
    }

    private BakshException unfinishedError(String message, String description, Resource resource) {
        progress.endProgress();
        return new BakshException(
                ExitCode.UNFINISHED,
                client.server().label() + ": " + message,
                "it goes on by itself; look again with px." + resource.noun().name() + "['"
                        + description.replaceAll("^[^\"]*\"|\"$", "") + "'].await()");
    }

    private void pause(Duration duration, String description, Resource resource) {
        try {
            time.pause(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            BakshException error = unfinishedError("stopped waiting for " + description, description, resource);
            throw new BakshException(ExitCode.INTERRUPTED, error.getMessage(), error.hint());
        }
    }
}
