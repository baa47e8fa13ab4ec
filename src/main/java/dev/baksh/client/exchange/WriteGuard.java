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
    private static final int MAX_UNCONFIRMED_WRITES = 5;

    private final Confirmer confirmer;
    private final Consumer<String> dryRunOutput;
    private final LongSupplier nanos;
    private final Map<String, Long> unlockedUntil = new HashMap<>();
    private Mode mode;
    private boolean interactive;
    private int writeCount;
    /** All that passed in this expression, whatever they do. */
    private int passedCount;

    private boolean bulkConfirmed;
    private final Map<Effect, Integer> plannedCounts = new EnumMap<>(Effect.class);
    private int readCount;

    /**
     * What the caller of the process allows.
     *
     * @param assumeYes answers every question of the gate; never lifts read-only
     */
    public record Mode(boolean readOnly, boolean dryRun, boolean assumeYes) {
        public Mode withReadOnly(boolean enabled) {
            return new Mode(enabled, dryRun, assumeYes);
        }

        public Mode withDryRun(boolean enabled) {
            return new Mode(readOnly, enabled, assumeYes);
        }
    }

    /** Puts a question to a person. */
    public interface Confirmer {
        /**
         * @param question one line
         * @param requiredText    what must be typed to agree, or null for yes or no
         * @return true when the person agrees
         * @throws BakshException refused, when there is nobody to ask; (130) interrupted at the question
         */
        boolean confirm(String question, String requiredText);
    }

    /** @param dryRunOutput gets the curl line of each write of a dry run */
    public WriteGuard(Mode mode, Confirmer confirmer, Consumer<String> dryRunOutput) {
        this(mode, confirmer, dryRunOutput, System::nanoTime);
    }

    /** @param nanos a clock that only goes forward, for {@link #unlock} */
    public WriteGuard(Mode mode, Confirmer confirmer, Consumer<String> dryRunOutput, LongSupplier nanos) {
        this.mode = mode;
        this.confirmer = confirmer;
        this.dryRunOutput = dryRunOutput;
        this.nanos = nanos;
    }

    /** From now on a person at a shell is there, who can unlock. */
    public synchronized void markInteractive() {
        interactive = true;
    }

    /** What is allowed now. */
    public synchronized Mode mode() {
        return mode;
    }

    /** From now on this is allowed. */
    public synchronized void setMode(Mode newMode) {
        mode = newMode;
    }

    /** Lets writes to a server that is read-only by its configuration pass, until the time is over. */
    public synchronized void unlock(ServerConfig server, Duration length) {
        unlockedUntil.put(server.name(), nanos.getAsLong() + length.toNanos());
    }

    /** The server is read-only again from now on. */
    public synchronized void lock(ServerConfig server) {
        unlockedUntil.remove(server.name());
    }

    /** How long the server stays unlocked, or null when it is not. */
    public synchronized Duration remainingUnlockTime(ServerConfig server) {
        Long end = unlockedUntil.get(server.name());
        if (end == null) return null;
        long remainingNanos = end - nanos.getAsLong();
        if (remainingNanos > 0) return Duration.ofNanos(remainingNanos);
        unlockedUntil.remove(server.name());
        return null;
    }

    /** True when no write to this server passes. */
    public synchronized boolean isReadOnly(ServerConfig server) {
        return mode.readOnly() || server.readOnly() && remainingUnlockTime(server) == null;
    }

    /** A read goes to a server. */
    synchronized void countRead() {
        readCount++;
    }

    /** What a dry run came to: {@code 12 reads sent, 3 writes planned: 2 ENSURE, 1 START}. */
    public synchronized String dryRunSummary() {
        int total = plannedCounts.values().stream().mapToInt(Integer::intValue).sum();
        StringJoiner kinds = new StringJoiner(", ", total == 0 ? "" : ": ", "");
        plannedCounts.forEach((effect, count) -> kinds.add(count + " " + effect));
        return readCount + (readCount == 1 ? " read" : " reads") + " sent, " + total
                + (total == 1 ? " write" : " writes") + " planned" + kinds;
    }

    /** A new expression of the REPL begins: its reads and writes are counted from none. */
    public synchronized void startExpression() {
        readCount = 0;
        plannedCounts.clear();
        writeCount = 0;
        passedCount = 0;
        bulkConfirmed = false;
    }

    /**
     * Refuses, asks, or lets a write pass.
     *
     * @return false when it is only planned: it has been printed, and nothing may be sent
     */
    synchronized boolean checkWrite(ServerConfig server, ApiCall call, String target) {
        if (mode.dryRun()) {
            plannedCounts.merge(call.effect(), 1, Integer::sum);
            dryRunOutput.accept(CurlCommand.format(server, call, target));
            return false;
        }
        if (isReadOnly(server)) {
            throw BakshException.refusal(
                    server.label() + " is read-only: " + call.description() + " was not sent", readOnlyHint());
        }
        if (call.effect() == Effect.DANGER)
            requireConfirmation(server, call.description() + " on " + server.label() + "?", server.production());
        else if (++writeCount > MAX_UNCONFIRMED_WRITES && !bulkConfirmed) {
            requireConfirmation(
                    server,
                    MAX_UNCONFIRMED_WRITES + " writes were sent by this expression; go on with " + call.description()
                            + " and the rest on " + server.label() + "?",
                    false);
            bulkConfirmed = true;
        }
        passedCount++;
        return true;
    }

    private String readOnlyHint() {
        if (mode.readOnly()) return interactive ? ":ro off, or start without --read-only" : "leave out --read-only";
        String setting = "set mode: read-write for it in servers.yaml";
        return interactive ? "unlock 15.minutes, 'INC-123' opens it for a while; or " + setting : setting;
    }

    /** Asks before the first of many writes of one expression, which are then asked about no more, but for dangerous ones. */
    synchronized void confirmBulkWrite(ServerConfig server, String question) {
        if (mode.dryRun()) return;
        if (isReadOnly(server)) {
            throw BakshException.refusal(server.label() + " is read-only: nothing was sent", readOnlyHint());
        }
        requireConfirmation(server, question, server.production());
        bulkConfirmed = true;
    }

    private String sentSummary() {
        if (passedCount == 0) return "nothing was sent";
        return "this one was not sent; " + passedCount + (passedCount == 1 ? " write" : " writes")
                + " before it went out: "
                + (interactive ? ":journal" : "baksh journal") + " shows "
                + (passedCount == 1 ? "it" : "them");
    }

    private void requireConfirmation(ServerConfig server, String question, boolean requireTypedName) {
        if (mode.assumeYes()) return;
        boolean confirmed;
        try {
            confirmed = confirmer.confirm(question, requireTypedName ? server.name() : null);
        } catch (BakshException e) {
            if (e.exit() != ExitCode.INTERRUPTED) throw e;
            throw new BakshException(
                    ExitCode.INTERRUPTED, "interrupted at the question: " + question, sentSummary(), e);
        }
        if (!confirmed) throw BakshException.refusal("declined: " + question, sentSummary());
    }
}
