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
    private static final Set<String> GOOD = Set.of("Success", "Retained");
    private static final String PARTIAL = "PartialSuccess";
    private static final Set<String> BAD =
            Set.of("Failed", "Aborted", "Deleting", "DeletePending", "CloudBackupMissing");

    private static final Duration TIMEOUT = Duration.ofHours(12);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);
    /** How long the gateway may be away while a wait goes on: longer than its pods take to be rolled. */
    private static final Duration OUTAGE = Duration.ofMinutes(15);

    private final ServerClient client;
    private final GatewayVerbs gateway;
    private final ProgressListener progress;
    private final TimeSource time;

    public GatewayWaiter(ServerClient client, GatewayVerbs gateway, ProgressListener progress, TimeSource time) {
        this.client = client;
        this.gateway = gateway;
        this.progress = progress;
        this.time = time;
    }

    /** @throws BakshException ended without success (exit 1), or not ended within the time-out (exit 75) */
    public Object await(Invocation said) {
        Row row = said.withoutArgs().row();
        if (row instanceof DryRunRow) return row;
        Duration timeout = TIMEOUT;
        Duration every = null;
        for (Map.Entry<String, Object> entry : said.named().entrySet()) {
            Field field =
                    ArgumentMapper.field(said.operation(), said.operation().query(), entry.getKey(), "argument");
            if (!(entry.getValue() instanceof Duration length) || length.isNegative()) {
                throw BakshException.failed(
                        "await: " + field.name() + " takes a duration, not " + entry.getValue(),
                        "for example 2.hours or 30.seconds");
            }
            if (field.name().equals("timeout")) timeout = length;
            else every = length;
        }
        return await(client.resource(said.operation().noun()), row, timeout, every);
    }

    private Row await(Resource resource, Row row, Duration timeout, Duration every) {
        long begin = time.nanos();
        long answered = begin;
        Duration wait = every == null ? FIRST_LOOK : every;
        String what = resource.noun().one() + " \"" + resource.label(row) + "\"";
        Row now = row;
        while (true) {
            // Protobuf's JSON leaves the first value of an enumeration out: a new backup may have no status at all.
            String told = status(now, "status");
            String status = told == null || told.isEmpty() ? "no status yet" : told;
            if (GOOD.contains(status) || PARTIAL.equals(status)) {
                progress.end();
                if (PARTIAL.equals(status)) progress.note("warning: " + what + " succeeded only in part" + reason(now));
                return now;
            }
            if (BAD.contains(status)) {
                progress.end();
                throw BakshException.failed(
                        client.server().label() + ": " + what + " ended without success: " + status + reason(now),
                        null);
            }
            Duration left = timeout.minusNanos(time.nanos() - begin);
            if (left.isNegative() || left.isZero())
                throw unfinished(what + " has not ended: " + status, what, resource);
            progress.now(what + ": " + status);
            pause(wait.compareTo(left) < 0 ? wait : left, what, resource);
            if (every == null) {
                wait = wait.multipliedBy(3).dividedBy(2);
                if (wait.compareTo(LONGEST_LOOK) > 0) wait = LONGEST_LOOK;
            }
            try {
                now = gateway.again(resource, row);
                answered = time.nanos();
            } catch (TransportException | ServerException e) {
                boolean passing = e.exit() == ExitCode.UNREACHABLE;
                if (!passing || time.nanos() - answered > OUTAGE.toNanos()) throw e;
            }
        }
    }

    private static String reason(Row row) {
        String reason = status(row, "reason");
        return reason == null || reason.isBlank() ? "" : ": " + reason;
    }

    /** {@code backup_info.status.status}, or {@code restore_info...}. */
    private static String status(Row row, String field) {
        for (String info : new String[] {"backup_info", "restore_info"}) {
            boolean found = row.has(info)
                    && row.get(info) instanceof Row told
                    && told.has("status")
                    && told.get("status") instanceof Row status
                    && status.has(field);
            if (found) return String.valueOf(((Row) ((Row) row.get(info)).get("status")).get(field));
        }
        return null;
    }

    private BakshException unfinished(String message, String what, Resource resource) {
        progress.end();
        return new BakshException(
                ExitCode.UNFINISHED,
                client.server().label() + ": " + message,
                "it goes on by itself; look again with px." + resource.noun().name() + "['"
                        + what.replaceAll("^[^\"]*\"|\"$", "") + "'].await()");
    }

    private void pause(Duration length, String what, Resource resource) {
        try {
            time.pause(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            BakshException stopped = unfinished("stopped waiting for " + what, what, resource);
            throw new BakshException(ExitCode.INTERRUPTED, stopped.getMessage(), stopped.hint());
        }
    }
}
