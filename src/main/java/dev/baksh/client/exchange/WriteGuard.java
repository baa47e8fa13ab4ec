package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.config.ServerConfig;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Decides whether a write may go: read-only refuses it, a dry run prints it, a dangerous one is asked about. It stands
 * below the DSL, so a raw call passes it like any other. One gate serves all servers of a session.
 */
public final class WriteGuard {
    /** More writes than this in one expression are asked about. */
    private static final int UNASKED = 5;

    private final Asker asker;
    private final Consumer<String> plan;
    private final LongSupplier nanos;
    private final Map<String, Long> unlocked = new HashMap<>();
    private Mode mode;
    private boolean attended;
    private int writes;
    /** All that passed in this expression, whatever they do. */
    private int passed;

    private boolean manyAllowed;
    private final Map<Effect, Integer> planned = new EnumMap<>(Effect.class);
    private int reads;

    /**
     * What the caller of the process allows.
     *
     * @param yes answers every question of the gate; never lifts read-only
     */
    public record Mode(boolean readOnly, boolean dryRun, boolean yes) {
        public Mode withReadOnly(boolean on) {
            return new Mode(on, dryRun, yes);
        }

        public Mode withDryRun(boolean on) {
            return new Mode(readOnly, on, yes);
        }
    }

    /** Puts a question to a person. */
    public interface Asker {
        /**
         * @param question one line
         * @param typed    what must be typed to agree, or null for yes or no
         * @return true when the person agrees
         * @throws BakshException refused, when there is nobody to ask; (130) interrupted at the question
         */
        boolean agrees(String question, String typed);
    }

    /** @param plan gets the curl line of each write of a dry run */
    public WriteGuard(Mode mode, Asker asker, Consumer<String> plan) {
        this(mode, asker, plan, System::nanoTime);
    }

    /** @param nanos a clock that only goes forward, for {@link #unlock} */
    public WriteGuard(Mode mode, Asker asker, Consumer<String> plan, LongSupplier nanos) {
        this.mode = mode;
        this.asker = asker;
        this.plan = plan;
        this.nanos = nanos;
    }

    /** From now on a person at a shell is there, who can unlock. */
    public synchronized void attended() {
        attended = true;
    }

    /** What is allowed now. */
    public synchronized Mode mode() {
        return mode;
    }

    /** From now on this is allowed. */
    public synchronized void mode(Mode changed) {
        mode = changed;
    }

    /** Lets writes to a server that is read-only by its configuration pass, until the time is over. */
    public synchronized void unlock(ServerConfig server, Duration length) {
        unlocked.put(server.name(), nanos.getAsLong() + length.toNanos());
    }

    /** The server is read-only again from now on. */
    public synchronized void lock(ServerConfig server) {
        unlocked.remove(server.name());
    }

    /** How long the server stays unlocked, or null when it is not. */
    public synchronized Duration unlocked(ServerConfig server) {
        Long end = unlocked.get(server.name());
        if (end == null) return null;
        long left = end - nanos.getAsLong();
        if (left > 0) return Duration.ofNanos(left);
        unlocked.remove(server.name());
        return null;
    }

    /** True when no write to this server passes. */
    public synchronized boolean readOnly(ServerConfig server) {
        return mode.readOnly() || server.readOnly() && unlocked(server) == null;
    }

    /** A read goes to a server. */
    synchronized void read() {
        reads++;
    }

    /** What a dry run came to: {@code 12 reads sent, 3 writes planned: 2 ENSURE, 1 START}. */
    public synchronized String tally() {
        int all = planned.values().stream().mapToInt(Integer::intValue).sum();
        StringJoiner kinds = new StringJoiner(", ", all == 0 ? "" : ": ", "");
        planned.forEach((effect, count) -> kinds.add(count + " " + effect));
        return reads + (reads == 1 ? " read" : " reads") + " sent, " + all + (all == 1 ? " write" : " writes")
                + " planned" + kinds;
    }

    /** A new expression of the REPL begins: its reads and writes are counted from none. */
    public synchronized void newExpression() {
        reads = 0;
        planned.clear();
        writes = 0;
        passed = 0;
        manyAllowed = false;
    }

    /**
     * Refuses, asks, or lets a write pass.
     *
     * @return false when it is only planned: it has been printed, and nothing may be sent
     */
    synchronized boolean passes(ServerConfig server, ApiCall call, String target) {
        if (mode.dryRun()) {
            planned.merge(call.effect(), 1, Integer::sum);
            plan.accept(CurlCommand.line(server, call, target));
            return false;
        }
        if (readOnly(server)) {
            throw BakshException.refused(server.label() + " is read-only: " + call.what() + " was not sent", wayOut());
        }
        if (call.effect() == Effect.DANGER)
            ask(server, call.what() + " on " + server.label() + "?", server.production());
        else if (++writes > UNASKED && !manyAllowed) {
            ask(
                    server,
                    UNASKED + " writes were sent by this expression; go on with " + call.what() + " and the rest on "
                            + server.label() + "?",
                    false);
            manyAllowed = true;
        }
        passed++;
        return true;
    }

    private String wayOut() {
        if (mode.readOnly()) return attended ? ":ro off, or start without --read-only" : "leave out --read-only";
        String setting = "set mode: read-write for it in servers.yaml";
        return attended ? "unlock 15.minutes, 'INC-123' opens it for a while; or " + setting : setting;
    }

    /** Asks before the first of many writes of one expression, which are then asked about no more, but for dangerous ones. */
    synchronized void announce(ServerConfig server, String question) {
        if (mode.dryRun()) return;
        if (readOnly(server)) {
            throw BakshException.refused(server.label() + " is read-only: nothing was sent", wayOut());
        }
        ask(server, question, server.production());
        manyAllowed = true;
    }

    private String sentBefore() {
        if (passed == 0) return "nothing was sent";
        return "this one was not sent; " + passed + (passed == 1 ? " write" : " writes") + " before it went out: "
                + (attended ? ":journal" : "baksh journal") + " shows "
                + (passed == 1 ? "it" : "them");
    }

    private void ask(ServerConfig server, String question, boolean typed) {
        if (mode.yes()) return;
        boolean agreed;
        try {
            agreed = asker.agrees(question, typed ? server.name() : null);
        } catch (BakshException e) {
            if (e.exit() != ExitCode.INTERRUPTED) throw e;
            throw new BakshException(ExitCode.INTERRUPTED, "interrupted at the question: " + question, sentBefore(), e);
        }
        if (!agreed) throw BakshException.refused("declined: " + question, sentBefore());
    }
}
