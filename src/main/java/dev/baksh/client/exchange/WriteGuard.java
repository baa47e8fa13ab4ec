package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.config.ServerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Guard that decides whether a write may be sent: the read-only mode refuses it, a dry run prints it, and a write that
 * is dangerous or takes rights away needs a confirmation. The guard is below the DSL, so raw calls pass it too. One
 * guard serves all servers of a session.
 */
public final class WriteGuard {
    /** Number of writes of one expression that need no confirmation. */
    private static final int MAX_UNCONFIRMED_WRITES = 5;

    private final Confirmer confirmer;
    private final Consumer<String> dryRunOutput;
    private final LongSupplier nanos;
    private final Map<String, Long> unlockedUntil = new HashMap<>();
    private Mode mode;
    private boolean interactive;
    private int writeCount;
    /** Number of writes of this expression that were sent, of any effect. */
    private int sentCount;

    private boolean bulkConfirmed;
    /** Number of questions of this expression about each kind of removal, by server and operation. */
    private final Map<String, Integer> removalQuestions = new HashMap<>();
    /** Kinds of removals of this expression to which the user has said yes to all. */
    private final Set<String> confirmedRemovals = new HashSet<>();
    /**
     * True after the question of {@link #checkWrite} about the further writes of an expression: each further write is
     * then reported. A bulk write of {@link #confirmBulkWrite} reports its writes itself.
     */
    private boolean reportsBulkWrites;
    /** Descriptions of the first writes of this expression, for the question of a bulk write. */
    private final List<String> unconfirmedWrites = new ArrayList<>();

    private final Map<Effect, Integer> plannedCounts = new EnumMap<>(Effect.class);
    /** Number of writes of the session that the guard did not let pass: printed, refused or declined. */
    private long unsentWrites;

    private int readCount;
    private final AtomicInteger writesInProgress = new AtomicInteger();

    /**
     * Modes that limit writes.
     *
     * @param assumeYes confirms every question of the guard; does not lift the read-only mode
     */
    public record Mode(boolean readOnly, boolean dryRun, boolean assumeYes) {
        public Mode withReadOnly(boolean enabled) {
            return new Mode(enabled, dryRun, assumeYes);
        }

        public Mode withDryRun(boolean enabled) {
            return new Mode(readOnly, enabled, assumeYes);
        }
    }

    /** Performs a write, which counts as a write in progress until its outcome is known. */
    <T> T trackWrite(Supplier<T> write) {
        writesInProgress.incrementAndGet();
        try {
            return write.get();
        } finally {
            writesInProgress.decrementAndGet();
        }
    }

    /** Number of writes that wait or are being sent, in all threads. */
    public int writesInProgress() {
        return writesInProgress.get();
    }

    /** Reply of the user to a question. */
    public enum Reply {
        NO,
        YES,
        /** Yes to this write and to all further ones of its kind in the expression. */
        ALL
    }

    /** Prompt that asks the user for a confirmation. */
    public interface Confirmer {
        /**
         * @param question one line
         * @param requiredText the text that the user must type to agree, or null for yes or no
         * @return true if the user agrees
         * @throws BakshException if no user is present (exit code 3), or on an interrupt at the prompt (exit code 130)
         */
        boolean confirm(String question, String requiredText);

        /**
         * Asks as {@link #confirm}, and lets the user agree to all further writes of this kind.
         *
         * @param kind the writes of this kind, in words
         */
        default Reply confirmOneOrAll(String question, String requiredText, String kind) {
            return confirm(question, requiredText) ? Reply.YES : Reply.NO;
        }

        /** Returns true if a user is at a terminal. */
        default boolean hasUser() {
            return false;
        }
    }

    /**
     * @param dryRunOutput receives the curl line of each write of a dry run
     * @param nanos monotonic clock in nanoseconds for {@link #unlock}
     */
    public WriteGuard(Mode mode, Confirmer confirmer, Consumer<String> dryRunOutput, LongSupplier nanos) {
        this.mode = mode;
        this.confirmer = confirmer;
        this.dryRunOutput = dryRunOutput;
        this.nanos = nanos;
    }

    /** Marks the session as an interactive shell, in which the user can unlock a server. */
    public synchronized void markInteractive() {
        interactive = true;
    }

    /** The current mode. */
    public synchronized Mode mode() {
        return mode;
    }

    /** Replaces the mode. */
    public synchronized void setMode(Mode newMode) {
        mode = newMode;
    }

    /** Allows writes to a server with a read-only configuration for this time. */
    public synchronized void unlock(ServerConfig server, Duration length) {
        unlockedUntil.put(server.name(), nanos.getAsLong() + length.toNanos());
    }

    /** Ends the effect of {@link #unlock}. */
    public synchronized void lock(ServerConfig server) {
        unlockedUntil.remove(server.name());
    }

    /** Remaining time of {@link #unlock}, or null if the server is not unlocked. */
    public synchronized Duration remainingUnlockTime(ServerConfig server) {
        Long end = unlockedUntil.get(server.name());
        if (end == null) return null;
        long remainingNanos = end - nanos.getAsLong();
        if (remainingNanos > 0) return Duration.ofNanos(remainingNanos);
        unlockedUntil.remove(server.name());
        return null;
    }

    /** Returns true if the guard refuses all writes to this server. */
    public synchronized boolean isReadOnly(ServerConfig server) {
        return mode.readOnly() || server.readOnly() && remainingUnlockTime(server) == null;
    }

    /** Counts a read for the summary of a dry run. */
    synchronized void countRead() {
        readCount++;
    }

    /** Number of the writes that a dry run has printed instead of sending. */
    public synchronized long plannedWrites() {
        return plannedCounts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Number of the writes of this session that the guard has printed or refused, or that the user has declined. */
    public synchronized long unsentWrites() {
        return unsentWrites;
    }

    /** Summary of a dry run: {@code 12 reads sent, 3 writes planned: 2 ENSURE, 1 START}. */
    public synchronized String dryRunSummary() {
        long total = plannedWrites();
        StringJoiner kinds = new StringJoiner(", ", total == 0 ? "" : ": ", "");
        plannedCounts.forEach((effect, count) -> kinds.add(count + " " + effect));
        return readCount + (readCount == 1 ? " read" : " reads") + " sent, " + total
                + (total == 1 ? " write" : " writes") + " planned" + kinds;
    }

    /** Resets all counts at the start of an expression. */
    public synchronized void startExpression() {
        readCount = 0;
        plannedCounts.clear();
        writeCount = 0;
        sentCount = 0;
        bulkConfirmed = false;
        reportsBulkWrites = false;
        unconfirmedWrites.clear();
        removalQuestions.clear();
        confirmedRemovals.clear();
    }

    /** Decision about a write. */
    enum Decision {
        /** The write was printed in a dry run, and must not be sent. */
        PLANNED,
        SEND,
        /** The write must be sent, and the user at the terminal gets a line about the result. */
        SEND_AND_REPORT
    }

    /**
     * Refuses a write, asks the user, or lets the write pass.
     *
     * @param curlCommand returns the line for a dry run
     * @throws BakshException if the write is refused or the user declines (exit code 3)
     */
    synchronized Decision checkWrite(ServerConfig server, ApiCall call, Supplier<String> curlCommand) {
        if (mode.dryRun()) {
            plannedCounts.merge(call.effect(), 1, Integer::sum);
            unsentWrites++;
            dryRunOutput.accept(curlCommand.get());
            return Decision.PLANNED;
        }
        refuseIfReadOnly(server, call.description() + " was not sent");
        boolean needsQuestion = needsQuestion(call);
        if (needsQuestion) requireConfirmation(server, () -> describe(server, call) + "?", removalKind(call));
        else if (++writeCount <= MAX_UNCONFIRMED_WRITES)
            unconfirmedWrites.add(NameSuggestions.abbreviate(call.description()));
        else if (!bulkConfirmed) {
            requireConfirmation(server, () -> bulkQuestion(server, call), null);
            bulkConfirmed = true;
            reportsBulkWrites = !mode.assumeYes();
        }
        boolean reports =
                (needsQuestion || writeCount > MAX_UNCONFIRMED_WRITES && reportsBulkWrites) && confirmer.hasUser();
        // After the write the object may not exist any more.
        if (reports && call.identity() != null) call.identity().details();
        return reports ? Decision.SEND_AND_REPORT : Decision.SEND;
    }

    /** True for a write about which the user is asked. */
    static boolean needsQuestion(ApiCall call) {
        return call.effect() == Effect.DANGER || call.loss() != null;
    }

    /** Describes a write with the object, the server and the rights that it takes away; may send reads. */
    static String describe(ServerConfig server, ApiCall call) {
        return NameSuggestions.oneLine(describe(call) + " on " + server.label()
                + (call.loss() == null ? "" : ": takes away " + call.loss().get()));
    }

    private String bulkQuestion(ServerConfig server, ApiCall call) {
        return MAX_UNCONFIRMED_WRITES + " writes of this expression were sent (" + groupByVerb(unconfirmedWrites)
                + "); continue with " + describe(call) + " and the rest on " + server.label() + "?";
    }

    /** Returns {@code n2ws.policies.backup 'a' (2 times), 'b'; n2ws.schedules.create 'c'}. */
    private static String groupByVerb(List<String> descriptions) {
        Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
        for (String description : descriptions) {
            String[] parts = description.split(" ", 2);
            counts.computeIfAbsent(parts[0], verb -> new LinkedHashMap<>())
                    .merge(parts.length == 1 ? "" : parts[1], 1, Integer::sum);
        }
        StringJoiner verbs = new StringJoiner("; ");
        counts.forEach((verb, objects) -> {
            StringJoiner names = new StringJoiner(", ");
            objects.forEach((name, count) -> names.add(name + (count == 1 ? "" : " (" + count + " times)")));
            verbs.add((verb + " " + names).replace("  ", " "));
        });
        return verbs.toString();
    }

    /** Returns the description with the identity of the object; a long name is shortened, and the identity is not. */
    private static String describe(ApiCall call) {
        String description = NameSuggestions.abbreviate(call.description());
        String details = call.identity() == null ? "" : call.identity().details();
        return details.isEmpty() ? description : description + " (" + details + ")";
    }

    /**
     * Returns the line that says what a confirmed write has done.
     *
     * @param isAccepted true if the server only accepted the write (202), and may do the work later
     */
    static String describeDone(ServerConfig server, ApiCall call, boolean isAccepted) {
        String[] parts = describe(call).split(" ", 2);
        String verb = parts[0].substring(parts[0].lastIndexOf('.') + 1);
        String object = parts.length < 2 ? "" : " " + parts[1];
        String kind = call.identity() == null ? "" : call.identity().kind();
        boolean isDelete = verb.equals("delete") && !kind.isEmpty();
        String done = isAccepted ? "deletion accepted: " : "deleted ";
        return (isDelete ? done + kind + object : "done: " + parts[0] + object) + " on " + server.label();
    }

    /** Counts a write whose first byte is about to be sent. */
    synchronized void countSent() {
        sentCount++;
    }

    private void refuseIfReadOnly(ServerConfig server, String consequence) {
        if (!isReadOnly(server)) return;
        unsentWrites++;
        String hint = "set mode: read-write for this server in servers.yaml";
        if (interactive) hint = "unlock 15.minutes, 'INC-123' allows writes for 15 minutes; or " + hint;
        if (mode.readOnly()) hint = interactive ? ":ro off, or start without --read-only" : "leave out --read-only";
        throw BakshException.refusal(server.label() + " is read-only: " + consequence, hint);
    }

    /** Asks once before a bulk write; later writes of the expression need no confirmation, except {@link Effect#DANGER}. */
    synchronized void confirmBulkWrite(ServerConfig server, Supplier<String> question) {
        refuseIfReadOnly(server, "nothing was sent");
        requireConfirmation(server, question, null);
        bulkConfirmed = true;
    }

    private String sentSummary() {
        if (sentCount == 0) return "nothing was sent";
        return "this write was not sent; " + sentCount
                + (sentCount == 1 ? " earlier write was sent" : " earlier writes were sent") + ": see baksh journal";
    }

    /**
     * Returns the operation of a removal, for questions about all further removals; null for every other write, and for a
     * removal that takes rights away.
     */
    private static String removalKind(ApiCall call) {
        if (call.target() == null || call.loss() != null) return null;
        String operation = call.target().operation();
        boolean isRemoval = call.method().equals("DELETE") || operation.matches(".*\\.(delete\\w*|unmap)");
        return isRemoval ? operation : null;
    }

    /**
     * Asks the user. A production server has one rule: the user types its name. From the second question of an expression
     * about the same kind of removal on, the user can agree to all further ones.
     *
     * @param questionText returns the question; may send reads
     * @param removalKind operation of a removal, or null
     */
    private void requireConfirmation(ServerConfig server, Supplier<String> questionText, String removalKind) {
        String kind = removalKind == null ? null : server.name() + " " + removalKind;
        if (mode.assumeYes() || confirmedRemovals.contains(kind)) return;
        unsentWrites++; // Until the user agrees.
        String question = NameSuggestions.oneLine(questionText.get());
        String requiredText = server.production() ? server.name() : null;
        boolean offersAll = kind != null && removalQuestions.merge(kind, 1, Integer::sum) > 1;
        Reply reply;
        try {
            if (offersAll) reply = confirmer.confirmOneOrAll(question, requiredText, removalKind);
            else reply = confirmer.confirm(question, requiredText) ? Reply.YES : Reply.NO;
        } catch (BakshException e) {
            if (e.exit() != ExitCode.INTERRUPTED) throw e;
            throw new BakshException(
                    ExitCode.INTERRUPTED, "interrupted at the question: " + question, sentSummary(), e);
        }
        if (reply == Reply.NO) throw BakshException.refusal("declined: " + question, sentSummary());
        unsentWrites--;
        if (reply == Reply.ALL) confirmedRemovals.add(kind);
    }
}
