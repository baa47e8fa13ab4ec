package dev.baksh.n2ws;

import dev.baksh.api.BakshException;
import dev.baksh.api.Exit;
import dev.baksh.api.Field;
import dev.baksh.api.Row;
import dev.baksh.api.Rows;
import dev.baksh.api.Time;
import dev.baksh.exchange.PlannedRow;
import dev.baksh.exchange.ServerException;
import dev.baksh.resource.Arguments;
import dev.baksh.resource.Client;
import dev.baksh.resource.Invocation;
import dev.baksh.resource.Progress;
import dev.baksh.resource.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What can be asked of backups beyond one call: the newest one, and waiting for the end of one. */
final class Backups {
    /** Success; the one letter that is documented as an end (n2ws-api 2.5). */
    private static final String SUCCESSFUL = "B";

    private static final Duration TIMEOUT = Duration.ofHours(6);
    /** Looking more often is a load for the server and tells nothing new. */
    private static final Duration SHORTEST_LOOK = Duration.ofSeconds(1);

    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(60);
    /** A server that restarts is waited for; one that is gone is not. */
    private static final Duration OUTAGE = Duration.ofMinutes(10);

    private final Client client;
    private final Time time;
    private final Progress progress;

    Backups(Client client, Time time, Progress progress) {
        this.client = client;
        this.time = time;
        this.progress = progress;
    }

    /** The newest by start time, or null; filters are looked at here again, since a server ignores those it does not know. */
    Row latest(Invocation invocation) {
        Map<String, Object> named = invocation.withoutArgs().named();
        Resource backups = client.resource("backups");
        Object policy = null;
        Object status = named.get("status");
        for (String name : named.keySet()) {
            Field field = Arguments.field(
                    invocation.operation(), invocation.operation().query(), name, "argument");
            if (field.name().equals("policy")) policy = policyId(named.get(name));
        }
        Row newest = null;
        for (Row row : newestFirst(policy, status)) {
            boolean fits = (policy == null || same(policy, row.get("policy")))
                    && (status == null || same(status, row.get("status")));
            if (fits && (newest == null || start(row).isAfter(start(newest)))) newest = row;
        }
        return newest;
    }

    private Object policyId(Object policy) {
        if (policy instanceof Number) return policy;
        Resource policies = client.resource("policies");
        return policy instanceof Row row ? policies.key(row) : policies.key(policies.named(String.valueOf(policy)));
    }

    private Rows newestFirst(Object policy, Object status) {
        Map<String, Object> query = new LinkedHashMap<>();
        if (policy != null) query.put("policy", policy);
        if (status != null) query.put("status", status);
        query.put("ordering", "-start_time");
        return client.resource("backups").list(query);
    }

    private static Instant start(Row row) {
        return row.get("start_time") instanceof Instant instant ? instant : Instant.MIN;
    }

    private static boolean same(Object a, Object b) {
        return String.valueOf(a).equals(String.valueOf(b));
    }

    /**
     * Waits for the end of a backup and gives its last state.
     *
     * <p>A backup has ended well only with a letter that is known to mean so. Without an {@code end_time} an unknown letter
     * means that it still runs; with one it means that it ended, and not well.
     *
     * @throws BakshException ended without success (exit 1), or not ended within the time-out (exit 75)
     */
    Row await(Invocation invocation) {
        Row backup = invocation.withoutArgs().row();
        if (backup instanceof PlannedRow) return backup;
        Duration timeout = TIMEOUT;
        Duration every = null;
        for (Map.Entry<String, Object> entry : invocation.named().entrySet()) {
            Field field = Arguments.field(
                    invocation.operation(), invocation.operation().query(), entry.getKey(), "argument");
            if (!(entry.getValue() instanceof Duration length) || length.isNegative()) {
                throw BakshException.failed(
                        "await: " + field.name() + " takes a duration, not " + entry.getValue(),
                        "for example 2.hours or 30.seconds");
            }
            if (field.name().equals("timeout")) {
                timeout = length;
                continue;
            }
            if (length.compareTo(SHORTEST_LOOK) < 0) {
                throw BakshException.failed(
                        "await: every takes a second or more, not " + length, "for example 2.hours or 30.seconds");
            }
            every = length;
        }
        return await(backup, timeout, every);
    }

    private Row await(Row backup, Duration timeout, Duration every) {
        Object id = client.resource("backups").key(backup);
        long begin = time.nanos();
        Long away = null;
        Duration wait = every == null ? FIRST_LOOK : every;
        Row now = backup;
        while (true) {
            Verdict verdict = verdict(now);
            if (verdict == Verdict.GOOD) return done(now, begin, null);
            if (verdict == Verdict.PARTIAL) return done(now, begin, "succeeded only in part");
            if (verdict == Verdict.BAD) throw failed(now);
            Duration elapsed = Duration.ofNanos(time.nanos() - begin);
            Duration left = timeout.minus(elapsed);
            if (left.isNegative() || left.isZero()) throw timedOut(now, id, timeout);
            progress.now("backup " + id + " of " + now.get("name") + ": " + now.get("status") + ", " + words(elapsed));
            pause(wait.compareTo(left) < 0 ? wait : left, id);
            if (every == null) wait = longer(wait);
            try {
                now = client.resource("backups").get(id);
                away = null;
            } catch (BakshException e) {
                // A wait outlives a restart of the server; the backup goes on without it being asked.
                if (away == null) away = time.nanos();
                if (!passing(e) || time.nanos() - away > OUTAGE.toNanos()) throw stopped(e, id);
            }
        }
    }

    /** A server that restarts is unreachable, fails, or for a while knows nobody; a key that it refuses is final. */
    private static boolean passing(BakshException e) {
        if (e instanceof ServerException answer) {
            return answer.status() >= 500 || e.exit() == Exit.UNREACHABLE || e.exit() == Exit.DENIED;
        }
        return e.exit() == Exit.UNREACHABLE;
    }

    private BakshException stopped(BakshException e, Object id) {
        progress.end();
        String hint = "the backup goes on by itself; look again with n2ws.backups[" + id + "].await()";
        return new BakshException(e.exit(), e.getMessage(), e.hint() == null ? hint : e.hint() + "\n" + hint, e);
    }

    private enum Verdict {
        RUNNING,
        GOOD,
        PARTIAL,
        BAD
    }

    private Verdict verdict(Row row) {
        Object letter = row.get("status");
        if (SUCCESSFUL.equals(letter)) return Verdict.GOOD;
        if (row.get("end_time") == null) return Verdict.RUNNING;
        return letter != null && letter.equals(client.server().partial()) ? Verdict.PARTIAL : Verdict.BAD;
    }

    private Row done(Row row, long begin, String warning) {
        progress.end();
        if (warning != null)
            progress.note("warning: backup " + row.get("id") + " of " + row.get("name") + " " + warning);
        return row;
    }

    private BakshException failed(Row row) {
        progress.end();
        return BakshException.failed(
                client.server().label() + ": backup " + row.get("id") + " of \"" + row.get("name")
                        + "\" ended without success: status " + row.get("status"),
                client.server().partial() == null
                        ? "if this letter means a partial success on your server, set BAKSH_N2WS_PARTIAL to it"
                        : null);
    }

    private BakshException timedOut(Row row, Object id, Duration timeout) {
        progress.end();
        return new BakshException(
                Exit.UNFINISHED,
                client.server().label() + ": backup " + id + " of \"" + row.get("name") + "\" has not ended within "
                        + words(timeout) + ": status " + row.get("status"),
                "it goes on by itself; look again with n2ws.backups[" + id + "].await()");
    }

    private void pause(Duration length, Object id) {
        try {
            time.pause(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            progress.end();
            throw new BakshException(
                    Exit.INTERRUPTED,
                    "stopped waiting for backup " + id + "; it goes on by itself",
                    "look again with n2ws.backups[" + id + "].await()");
        }
    }

    private static Duration longer(Duration wait) {
        Duration longer = wait.multipliedBy(3).dividedBy(2);
        return longer.compareTo(LONGEST_LOOK) < 0 ? longer : LONGEST_LOOK;
    }

    private static String words(Duration length) {
        long seconds = length.toSeconds();
        if (seconds < 60) return seconds + " s";
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }
}
