package dev.baksh.exchange;

import dev.baksh.api.BakshException;
import dev.baksh.api.Call;
import dev.baksh.api.Row;
import dev.baksh.api.Time;
import dev.baksh.journal.Entry;
import dev.baksh.journal.Intent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The way of a write: gate, intent on disk, one send, and a closing record that never guesses. */
final class Writes {
    /** Sends of one write, of which all but the last are certain not to have reached the server. */
    private static final int ATTEMPTS = 4;
    /** The first look for a write whose answer was lost, then half as long again each time up to {@link #LONGEST_LOOK}. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(15);

    private final Exchange exchange;
    private final Exchange.Parts parts;
    private final Outcome outcome;
    private final Backoff backoff;

    Writes(Exchange exchange, Exchange.Parts parts, Outcome outcome, Backoff backoff) {
        this.exchange = exchange;
        this.parts = parts;
        this.outcome = outcome;
        this.backoff = backoff;
    }

    Object send(Call call, Witness witness) {
        String target = exchange.target(call, exchange.paths().path(call.path()));
        if (!parts.gate().passes(parts.server(), call, target)) return new PlannedRow(call);
        Map<String, Object> baseline = witness.baseline();
        boolean renewed = false;
        BakshException unknown = null;
        String token = parts.tokens().currentFor(parts.limits().write());
        for (int attempt = 1; ; attempt++) {
            WireRequest request =
                    exchange.request(call, target, token, parts.limits().write());
            Entry entry = parts.record().journal().intent(intent(call, target, baseline));
            WireAnswer answer;
            try {
                answer = exchange.sendOnce(request);
            } catch (WireException e) {
                if (e.sent()) return settle(call, witness, entry, e.getMessage(), e);
                entry.notSent(e.getMessage());
                if (!e.passing() || attempt == ATTEMPTS) throw e;
                backoff.pause(attempt);
                continue;
            }
            if (unknown != null) exchange.paths().tried(answer);
            String other = unknown == null ? exchange.paths().other(call.path(), answer) : null;
            if (outcome.good(answer)) return done(call, witness, entry, answer);
            BakshException refusal = outcome.explain(call, target, answer);
            if (!outcome.notExecuted(answer)) return settle(call, witness, entry, refusal.getMessage(), refusal);
            entry.failed(answer.status(), refusal.getMessage());
            if (other != null) {
                unknown = refusal;
                target = exchange.target(call, other);
                continue;
            }
            if (unknown != null && KnownPaths.unknown(answer)) throw unknown;
            Duration asked = backoff.asked(answer);
            if (answer.status() == 401 && !renewed) {
                renewed = true;
                token = parts.tokens().afterRefusal(token);
            } else if (answer.status() == 429 && attempt < ATTEMPTS && !backoff.tooLong(asked)) {
                if (asked == null) backoff.pause(attempt);
                else backoff.pauseAsked(asked);
            } else {
                throw refusal;
            }
        }
    }

    private Intent intent(Call call, String target, Map<String, Object> baseline) {
        String body = call.body() == null ? null : new String(Json.write(call.body()), StandardCharsets.UTF_8);
        return new Intent(
                parts.record().run(),
                parts.server().name(),
                call.what(),
                call.method(),
                target,
                call.effect(),
                body,
                baseline);
    }

    private Object done(Call call, Witness witness, Entry entry, WireAnswer answer) {
        Object value;
        try {
            value = exchange.value(call, answer);
        } catch (BakshException e) {
            return settle(call, witness, entry, e.getMessage(), e);
        }
        entry.done(answer.status(), ids(call, value));
        return value;
    }

    /** What tells the outcome from another in the journal: the ids of the answer. */
    private static Map<String, Object> ids(Call call, Object value) {
        Map<String, Object> ids = new LinkedHashMap<>();
        if (!(value instanceof Row row)) return ids;
        String key = call.result() == null ? "id" : call.result().key();
        for (String name : new String[] {key, "id", "tracker_id"}) {
            if (row.has(name) && row.get(name) != null) ids.put(name, row.get(name));
        }
        return ids;
    }

    /** The answer was lost: looks for the outcome, and gives it, or says that it is not known. */
    private Object settle(Call call, Witness witness, Entry entry, String why, RuntimeException cause) {
        Object found = null;
        String looked = "; " + witness.doubt();
        if (witness.doubt() == null) {
            try {
                found = look(witness);
                looked = "; looked for " + parts.limits().settle().toSeconds() + " s and did not find it";
            } catch (BakshException e) {
                looked = "; " + e.getMessage();
                cause.addSuppressed(e);
            }
        }
        if (found != null) {
            entry.done(0, ids(call, found));
            return found;
        }
        entry.unknown(why + looked);
        throw new UnknownOutcome(
                parts.server().label() + ": " + call.what()
                        + " was sent and its answer was lost: whether it happened is not known" + looked,
                "it was not sent again; look at the server before you do it once more\n" + why,
                cause);
    }

    /** Keeps looking for the whole window after an empty look: the server may still be at it. */
    private Object look(Witness witness) {
        Time time = parts.time();
        long end = time.nanos() + parts.limits().settle().toNanos();
        Duration wait = FIRST_LOOK;
        BakshException failed = null;
        while (true) {
            long left = end - time.nanos();
            pause(time, Duration.ofNanos(Math.max(0, Math.min(wait.toNanos(), left))));
            try {
                failed = null;
                Object found = witness.look();
                if (found != null) return found;
            } catch (Ambiguous e) {
                throw e;
            } catch (BakshException e) {
                failed = e; // A look that failed is not an empty one: it must not end as "did not find it".
            }
            if (left <= 0) break;
            wait = wait.multipliedBy(3).dividedBy(2);
            if (wait.compareTo(LONGEST_LOOK) > 0) wait = LONGEST_LOOK;
        }
        if (failed != null) throw failed;
        return null;
    }

    private static void pause(Time time, Duration length) {
        try {
            time.pause(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Ambiguous("interrupted while looking for it");
        }
    }
}
