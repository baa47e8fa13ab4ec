package dev.baksh.exchange;

import dev.baksh.api.BakshException;
import dev.baksh.api.Call;
import dev.baksh.api.Row;
import dev.baksh.journal.Intent;
import dev.baksh.journal.Passage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The way of a write: gate, intent on disk, one send, and a closing record that never guesses. */
final class Writes {
    /** Sends of one write, of which all but the last are certain not to have reached the server. */
    private static final int ATTEMPTS = 4;

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
        // By the catalogue's path: which of a server's paths is the right one is found out anew by each process.
        String known = Target.of(parts.dialect().base(), call);
        Passage passage = parts.record().course().next(intent(call, known, null));
        if (passage.state() == Passage.State.ANSWERED) {
            witness.recall(passage.baseline());
            return kept(call, passage.answer());
        }
        if (passage.state() == Passage.State.OPEN) {
            Object found = new Reopened(parts).settle(call, witness, passage);
            if (found != null) return found;
        }
        String target = exchange.target(call, exchange.paths().path(call.path()));
        if (!parts.gate().passes(parts.server(), call, target)) return new PlannedRow(call);
        passage.former(witness::former);
        Map<String, Object> baseline = witness.baseline();
        boolean renewed = false;
        BakshException unknown = null;
        String token = parts.tokens().currentFor(parts.limits().write());
        for (int attempt = 1; ; attempt++) {
            WireRequest request =
                    exchange.request(call, target, token, parts.limits().write());
            Attempt entry = new Attempt(parts.record(), passage, intent(call, target, baseline));
            WireAnswer answer;
            try {
                answer = exchange.sendOnce(request);
            } catch (WireException e) {
                if (e.sent()) return settle(call, witness, passage, entry, e.getMessage(), e);
                entry.notSent(e.getMessage());
                if (!e.passing() || attempt == ATTEMPTS) throw e;
                backoff.pause(attempt);
                continue;
            }
            if (unknown != null) exchange.paths().tried(answer);
            String other = unknown == null ? exchange.paths().other(call.path(), answer) : null;
            if (outcome.good(answer)) return done(call, witness, passage, entry, answer);
            BakshException refusal = outcome.explain(call, target, answer);
            if (!outcome.notExecuted(answer))
                return settle(call, witness, passage, entry, refusal.getMessage(), refusal);
            entry.failed(answer.status(), refusal.getMessage());
            if (other != null) {
                unknown = refusal;
                target = exchange.target(call, other);
                continue;
            }
            if (unknown != null && KnownPaths.unknown(answer)) throw unknown;
            Duration asked = backoff.asked(answer);
            boolean ended = renewed && attempt < ATTEMPTS && parts.tokens().outlived(token);
            if (answer.status() == 401 && (!renewed || ended)) {
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

    /** What the server answered to an earlier process of the run. */
    private static Object kept(Call call, Object answer) {
        if (answer == null) return null;
        try {
            return Json.read(Json.write(answer), call.result());
        } catch (IOException e) {
            throw new IllegalStateException(e); // It has been read from JSON.
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

    private Object done(Call call, Witness witness, Passage passage, Attempt entry, WireAnswer answer) {
        Object value;
        try {
            value = exchange.value(call, answer);
        } catch (BakshException e) {
            return settle(call, witness, passage, entry, e.getMessage(), e);
        }
        entry.done(answer.status(), value, ids(call, value));
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
    private Object settle(
            Call call, Witness witness, Passage passage, Attempt entry, String why, RuntimeException cause) {
        Object found = null;
        String looked = "; " + witness.doubt();
        if (witness.doubt() == null) {
            try {
                found = new Search(parts.time())
                        .look(witness, Search.FIRST, parts.limits().settle());
                looked = "; looked for " + parts.limits().settle().toSeconds() + " s and did not find it";
            } catch (BakshException e) {
                looked = "; " + e.getMessage();
                cause.addSuppressed(e);
            }
        }
        if (found != null) {
            entry.done(0, found, ids(call, found));
            return found;
        }
        entry.unknown(why + looked);
        throw new UnknownOutcome(
                parts.server().label() + ": " + call.what()
                        + " was sent and its answer was lost: whether it happened is not known" + looked,
                "it was not sent again; look at the server before you do it once more"
                        + (passage.again() == null ? "" : ": " + passage.again()) + "\n" + why,
                cause);
    }
}
