package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.Row;
import dev.baksh.client.auth.CredentialRejectedException;
import dev.baksh.client.http.HttpRequest;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.RequestTarget;
import dev.baksh.client.http.TransportException;
import dev.baksh.client.journal.RunWrite;
import dev.baksh.client.journal.UnsettledWrite;
import dev.baksh.client.journal.WriteIntent;
import dev.baksh.client.protocol.JsonCodec;
import dev.baksh.client.protocol.PathResolver;
import dev.baksh.client.protocol.ResponseClassifier;
import dev.baksh.client.retry.Backoff;
import dev.baksh.client.retry.CallDeadline;
import dev.baksh.client.retry.ClientLimits;
import dev.baksh.client.retry.ConcurrencyLimiter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The way of a write: gate, intent on disk, one send, and a closing record that never guesses. */
final class WriteExecutor {
    /** Sends of one write, of which all but the last are certain not to have reached the server. */
    private static final int ATTEMPTS = 4;
    /** With less than half of its time left a write is not sent any more: an answer that is not waited for is a lost one. */
    private static final int LEAST = 2;

    /** It did not happen, as far as looking for it can prove that. */
    private static final Object ABSENT = new Object();

    private final ApiExecutor.Parts parts;
    private final RequestMapper requests;
    private final PathResolver paths;
    private final ResponseClassifier outcome;
    private final Backoff backoff;
    private final ConcurrencyLimiter writing;

    WriteExecutor(
            ApiExecutor.Parts parts,
            RequestMapper requests,
            PathResolver paths,
            ResponseClassifier outcome,
            Backoff backoff) {
        this.parts = parts;
        this.requests = requests;
        this.paths = paths;
        this.outcome = outcome;
        this.backoff = backoff;
        this.writing = new ConcurrencyLimiter(parts.limits().writes());
    }

    /** One after the other: what a write finds before it and after it must be its own doing. */
    Object send(ApiCall call, Reconciler witness) {
        return writing.in(() -> sendInTurn(call, witness));
    }

    private Object sendInTurn(ApiCall call, Reconciler witness) {
        // By the catalogue's path: which of a server's paths is the right one is found out anew by each process.
        String known = RequestTarget.of(parts.dialect().base(), call);
        RunWrite passage = parts.record().course().next(intent(call, known, null));
        if (passage.state() == RunWrite.State.ANSWERED) {
            witness.recall(passage.baseline());
            return kept(call, passage.answer());
        }
        if (passage.state() == RunWrite.State.SETTLED)
            return Reconciler.answer(new PendingWriteReconciler(parts).told(call, witness, passage));
        if (passage.state() == RunWrite.State.OPEN) {
            Object found = alone(call, known, () -> new PendingWriteReconciler(parts).settle(call, witness, passage));
            if (found != null) return Reconciler.answer(found);
        }
        String target = requests.target(call, paths.path(call.path()));
        if (!parts.gate().passes(parts.server(), call, target)) return new DryRunRow(call);
        return alone(call, known, () -> sendAlone(call, witness, passage, target));
    }

    /** While no other process of this user writes to the same object. */
    private <T> T alone(ApiCall call, String target, Supplier<T> work) {
        ClientLimits limits = parts.limits();
        return parts.record()
                .locks()
                .in(
                        parts.server().url() + " " + RequestTarget.object(target, call.body()),
                        parts.server().label() + ": " + call.what(),
                        limits.write().plus(limits.settle()),
                        parts.notes()::note,
                        work);
    }

    private Object sendAlone(ApiCall call, Reconciler witness, RunWrite passage, String first) {
        String target = first;
        passage.former(witness::former);
        if (passage.state() == RunWrite.State.NEW) remind(call, target);
        Map<String, Object> baseline = witness.baseline();
        boolean renewed = false;
        boolean resent = false;
        BakshException unknown = null;
        CallDeadline span = new CallDeadline(parts.time(), parts.limits().write());
        String token = token();
        for (int attempt = 1; ; attempt++) {
            HttpRequest request = requests.request(call, target, token, span.left());
            WriteAttempt entry = new WriteAttempt(parts.record(), passage, intent(call, target, baseline));
            HttpResponse answer;
            try {
                answer = requests.met(() -> parts.wire().send(request));
            } catch (TransportException e) {
                if (e.sent()) {
                    Object found = settle(call, witness, passage, entry, new Lost(e.getMessage(), e, resent));
                    if (found != ABSENT) return found;
                    resent = true;
                    span = new CallDeadline(parts.time(), parts.limits().write());
                    token = token();
                    continue;
                }
                entry.notSent(e.getMessage());
                if (!e.passing() || attempt == ATTEMPTS || !span.leaves(LEAST)) throw e;
                backoff.pause(attempt);
                continue;
            }
            if (unknown != null) paths.tried(answer);
            String other = unknown == null ? paths.other(call.path(), answer) : null;
            boolean good = outcome.good(answer);
            BakshException refusal = good ? null : outcome.explain(call, target, answer);
            if (good || !outcome.notExecuted(answer)) {
                Object found = good
                        ? done(call, witness, passage, entry, answer, resent)
                        : settle(call, witness, passage, entry, new Lost(refusal.getMessage(), refusal, resent));
                if (found != ABSENT) return found;
                resent = true;
                span = new CallDeadline(parts.time(), parts.limits().write());
                token = token();
                continue;
            }
            Object there = there(answer, witness, entry, refusal);
            if (there != null) {
                entry.done(0, there, ids(call, there));
                return there;
            }
            entry.failed(answer.status(), refusal.getMessage());
            if (other != null) {
                unknown = refusal;
                target = requests.target(call, other);
                continue;
            }
            if (unknown != null && PathResolver.unknown(answer)) throw unknown;
            Duration asked = backoff.asked(answer);
            boolean ended = renewed && attempt < ATTEMPTS && parts.tokens().outlived(token);
            if (outcome.unauthenticated(answer) && (!renewed || ended) && span.leaves(LEAST)) {
                renewed = true;
                token = parts.tokens().afterRefusal(token, span.left());
                // Another status than 401 does not tell at which of the server's own steps the token was looked at.
                if (answer.status() != 401 && witness.doubt() != null) throw tokenEnded(call, witness, refusal);
            } else if (answer.status() == 429 && attempt < ATTEMPTS && !backoff.tooLong(asked) && span.leaves(LEAST)) {
                if (asked == null) backoff.pause(attempt);
                else span.aside(() -> backoff.pauseAsked(asked));
            } else {
                throw refusal;
            }
        }
    }

    /**
     * What a write has done though the server refuses it, or null: it is there already, by an earlier sending; or a body tells
     * that the token has ended, and not what had been done by then.
     */
    private Object there(HttpResponse answer, Reconciler witness, WriteAttempt entry, BakshException refusal) {
        boolean midway = answer.status() != 401 && outcome.unauthenticated(answer);
        boolean earlier = witness.own() && outcome.taken(answer);
        if (!midway && !earlier || witness.doubt() != null) return null;
        try {
            return ReconcileLoop.seen(witness);
        } catch (BakshException e) {
            entry.failed(answer.status(), refusal.getMessage());
            if (e instanceof CredentialRejectedException) throw e;
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    private static BakshException tokenEnded(ApiCall call, Reconciler witness, BakshException refusal) {
        return new BakshException(
                refusal.exit(),
                refusal.getMessage(),
                "the token was renewed, and " + call.what() + " was not sent again, since " + witness.doubt()
                        + ": look at the server, then do it again",
                refusal);
    }

    /** What the server answered to an earlier process of the run. */
    private static Object kept(ApiCall call, Object answer) {
        if (answer == null) return null;
        try {
            return JsonCodec.read(JsonCodec.write(answer), call.result());
        } catch (IOException e) {
            throw new IllegalStateException(e); // It has been read from JSON.
        }
    }

    private WriteIntent intent(ApiCall call, String target, Map<String, Object> baseline) {
        String body = call.body() == null ? null : new String(JsonCodec.write(call.body()), StandardCharsets.UTF_8);
        return new WriteIntent(
                parts.record().run().get(),
                parts.server().name(),
                call.what(),
                call.method(),
                target,
                call.effect(),
                body,
                baseline);
    }

    /** Somebody did the same not long ago, and never heard what became of it. */
    private void remind(ApiCall call, String target) {
        UnsettledWrite earlier = parts.record().journal().earlier(intent(call, target, null));
        if (earlier == null) return;
        parts.notes()
                .note("warning: " + parts.server().label() + ": the same was sent at "
                        + earlier.intent().time()
                        + ", and whether it happened is not known; look at the server whether it is there twice"
                        + " (line " + earlier.intent().seq() + " of baksh journal)");
    }

    private String token() {
        return requests.met(() -> parts.tokens().currentFor(parts.limits().write()));
    }

    private Object done(
            ApiCall call,
            Reconciler witness,
            RunWrite passage,
            WriteAttempt entry,
            HttpResponse answer,
            boolean resent) {
        Object value;
        try {
            value = requests.value(call, answer);
        } catch (BakshException e) {
            return settle(call, witness, passage, entry, new Lost(e.getMessage(), e, resent));
        }
        entry.done(answer.status(), value, ids(call, value));
        return value;
    }

    /** What tells the outcome from another in the journal: the ids of the answer. */
    private static Map<String, Object> ids(ApiCall call, Object value) {
        Map<String, Object> ids = new LinkedHashMap<>();
        if (!(value instanceof Row row)) return ids;
        String key = call.result() == null ? "id" : call.result().key();
        for (String name : new String[] {key, "id", "tracker_id"}) {
            if (row.has(name) && row.get(name) != null) ids.put(name, row.get(name));
        }
        return ids;
    }

    /**
     * An answer that was lost.
     *
     * @param resent it was that of a write which had been sent before, and proven not to have happened
     */
    private record Lost(String why, RuntimeException cause, boolean resent) {}

    /**
     * The answer was lost: looks for the outcome, and gives it; or {@link #ABSENT} when it is proven not to have happened and
     * may be sent once more; or says that it is not known.
     */
    private Object settle(ApiCall call, Reconciler witness, RunWrite passage, WriteAttempt entry, Lost lost) {
        Object found = null;
        boolean absent = false;
        String looked = "; " + witness.doubt();
        Duration window = parts.limits().settle();
        ReconcileProgress told = new ReconcileProgress(parts.notes(), parts.server(), call, window);
        if (witness.doubt() == null) {
            try {
                if (Thread.currentThread().isInterrupted()) {
                    found = ReconcileLoop.glance(witness);
                    looked = "; interrupted, and it is not there yet";
                } else {
                    told.begin("it was sent and its answer was lost");
                    found = new ReconcileLoop(parts.time(), told).look(witness, ReconcileLoop.FIRST, window);
                    absent = found == null;
                    looked = "; looked for " + window.toSeconds() + " s and did not find it";
                }
            } catch (BakshException e) {
                looked = "; " + e.getMessage();
                lost.cause().addSuppressed(e);
            }
        }
        if (found != null) {
            Object value = Reconciler.answer(found);
            entry.done(0, value, ids(call, value));
            told.found(witness.words(found));
            return value;
        }
        if (absent && !lost.resent() && resendable(call)) {
            entry.failed(0, lost.why() + looked);
            parts.notes()
                    .note(parts.server().label() + ": " + call.what()
                            + ": its answer was lost, and it is not there after "
                            + window.toSeconds() + " s: it is sent once more");
            return ABSENT;
        }
        entry.unknown(lost.why() + looked);
        throw new UnknownOutcomeException(
                parts.server().label() + ": " + call.what()
                        + " was sent and its answer was lost: whether it happened is not known" + looked,
                (lost.resent() ? "it was sent twice, the second time" : "it was not sent again")
                        + (lost.resent() ? " because it was not there; look" : "; look")
                        + " at the server before you do it once more"
                        + (passage.again() == null ? "" : ": " + passage.again()) + "\n" + lost.why(),
                lost.cause());
    }

    /**
     * A backup that was not made is no better than one made twice, so what starts or sets something is sent once more. What
     * harms is not. And a window shorter than the server may take for a write proves nothing.
     */
    private boolean resendable(ApiCall call) {
        ClientLimits limits = parts.limits();
        return limits.resends()
                && call.effect() != Effect.DANGER
                && limits.settle().compareTo(limits.write()) >= 0;
    }
}
