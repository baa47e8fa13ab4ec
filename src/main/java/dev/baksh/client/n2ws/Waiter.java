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
    private static final Duration TIMEOUT = Duration.ofHours(6);
    /** Looking more often is a load for the server and tells nothing new. */
    private static final Duration SHORTEST_LOOK = Duration.ofSeconds(1);

    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(60);
    /** A server that restarts is waited for; one that is gone is not. */
    private static final Duration OUTAGE = Duration.ofMinutes(10);

    private final ServerClient client;
    private final TimeSource time;
    private final ProgressListener progress;
    private final String noun;
    private final CompletionRule judge;

    Waiter(ServerClient client, TimeSource time, ProgressListener progress, String noun, CompletionRule judge) {
        this.client = client;
        this.time = time;
        this.progress = progress;
        this.noun = noun;
        this.judge = judge;
    }

    /**
     * The last state, after a good end.
     *
     * @throws BakshException ended without success (exit 1), or not ended within the time-out (exit 75)
     */
    Row await(Invocation invocation) {
        Row row = invocation.withoutArgs().row();
        if (row instanceof DryRunRow) return row;
        Duration timeout = TIMEOUT;
        Duration every = null;
        for (Map.Entry<String, Object> entry : invocation.named().entrySet()) {
            Field field = ArgumentMapper.field(
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
        return await(row, timeout, every);
    }

    private Row await(Row row, Duration timeout, Duration every) {
        Object id = client.resource(noun).key(row);
        long begin = time.nanos();
        Long away = null;
        Duration wait = every == null ? FIRST_LOOK : every;
        Row now = row;
        ObservedStatus standing = null;
        while (true) {
            CompletionState verdict = judge.verdict(now);
            if (verdict == CompletionState.GOOD) return done(now, null);
            if (verdict == CompletionState.PARTIAL) return done(now, "succeeded only in part");
            if (verdict == CompletionState.BAD) throw failed(now);
            ObservedStatus before = standing;
            standing = ObservedStatus.of(now, time.now(), before);
            if (standing.changed() && standing != before) tell(now, standing);
            Duration elapsed = Duration.ofNanos(time.nanos() - begin);
            Duration left = timeout.minus(elapsed);
            if (left.isNegative() || left.isZero()) throw timedOut(now, standing, id, timeout);
            progress.now(judge.name(now).replace("\"", "") + ": "
                    + (standing.changed() ? standing.words() : now.get("status")) + ", " + words(elapsed));
            pause(wait.compareTo(left) < 0 ? wait : left, id);
            if (every == null) wait = longer(wait);
            try {
                now = client.resource(noun).get(id);
                away = null;
            } catch (BakshException e) {
                // A wait outlives a restart of the server; what was started goes on without it being asked.
                if (away == null) away = time.nanos();
                if (!passing(e) || time.nanos() - away > OUTAGE.toNanos()) throw stopped(e, id);
            }
        }
    }

    /** A server that restarts is unreachable, fails, or for a while knows nobody; a key that it refuses is final. */
    private static boolean passing(BakshException e) {
        if (e instanceof ServerException answer) {
            return answer.status() >= 500 || e.exit() == ExitCode.UNREACHABLE || e.exit() == ExitCode.DENIED;
        }
        return e.exit() == ExitCode.UNREACHABLE;
    }

    private BakshException stopped(BakshException e, Object id) {
        progress.end();
        String hint = "the " + client.resource(noun).noun().one() + " goes on by itself; look again with " + again(id);
        return new BakshException(e.exit(), e.getMessage(), e.hint() == null ? hint : e.hint() + "\n" + hint, e);
    }

    private Row done(Row row, String warning) {
        progress.end();
        if (warning != null) progress.note("warning: " + judge.name(row).replace("\"", "") + " " + warning);
        return row;
    }

    private BakshException failed(Row row) {
        progress.end();
        return BakshException.failed(
                client.server().label() + ": " + judge.name(row) + " ended without success: status "
                        + row.get("status"),
                judge.afterBad(row));
    }

    /** Another letter may mean an end that the server does not date. */
    private void tell(Row row, ObservedStatus standing) {
        if (judge.open(row) == null) return;
        progress.end();
        progress.note(client.server().label() + ": " + judge.name(row) + ": status " + standing.words() + ", and "
                + judge.open(row) + ": not taken for ended");
    }

    private BakshException timedOut(Row row, ObservedStatus standing, Object id, Duration timeout) {
        progress.end();
        String open = judge.open(row);
        String after = judge.afterOpen(row);
        return new BakshException(
                ExitCode.UNFINISHED,
                client.server().label() + ": " + judge.name(row) + " has not ended within " + words(timeout)
                        + ": status " + (open == null ? row.get("status") : standing.words() + ", and " + open),
                "it goes on by itself; look again with " + again(id) + (after == null ? "" : "\n" + after));
    }

    private String again(Object id) {
        return "n2ws." + noun + "[" + id + "].await()";
    }

    private void pause(Duration length, Object id) {
        try {
            time.pause(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            progress.end();
            String what = client.resource(noun).noun().one() + " " + id;
            throw new BakshException(
                    ExitCode.INTERRUPTED,
                    "stopped waiting for " + what + "; it goes on by itself",
                    "look again with " + again(id));
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
