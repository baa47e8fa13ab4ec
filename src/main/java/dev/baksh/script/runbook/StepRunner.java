package dev.baksh.script.runbook;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.journal.RunJournal;
import dev.baksh.client.journal.StepRecord;
import dev.baksh.dsl.JournalValues;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.dsl.ScriptHost;
import groovy.lang.Closure;
import groovy.lang.Script;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** One process at one run: carries out steps that are not done, and gives the results of those that are. */
final class StepRunner {
    private final RunJournal journal;
    private final Parts parts;
    private final List<String> expected;
    private final Set<String> begun = new LinkedHashSet<>();
    private final List<Closure<?>> onFailure = new ArrayList<>();
    private final List<Closure<?>> always = new ArrayList<>();
    private final List<Script> included = new ArrayList<>();
    private boolean leftOut;

    /**
     * What a run needs of its surroundings.
     *
     * @param kept    the run is on record; false in a dry run, and of a text from standard input
     * @param dry     nothing is written, and nobody has to agree to anything
     * @param include runs another file in the place of the word
     */
    record Parts(
            RunbookOutline outline,
            ScriptHost host,
            Operator operator,
            ResumeOptions going,
            boolean kept,
            boolean dry,
            Function<Throwable, RuntimeException> faults,
            Function<String, Object> include) {}

    StepRunner(RunJournal journal, Parts parts) {
        this.journal = journal;
        this.parts = parts;
        this.expected = journal.before().steps().stream().map(StepRecord::name).toList();
    }

    Object step(String name, Closure<?> body) {
        if (name.isBlank()) throw BakshException.failed("a step needs a name", "step('pick backup') { ... }");
        if (!journal.current().isEmpty()) {
            throw BakshException.failed(
                    "step '" + name + "' stands inside of step '" + journal.current() + "'",
                    "a step is done or it is not: make them two, one after the other");
        }
        if (!begun.add(name)) {
            throw BakshException.failed(
                    "there are two steps '" + name + "'",
                    "a step's name is its place in the journal; in a loop write step(\"" + name + " ${it.name}\")");
        }
        expectInOrder(name);
        StepRecord known = journal.before().step(name);
        String source = parts.outline().source(name);
        if (known != null && known.state() == StepRecord.State.DONE) {
            expectUnchanged(known, source);
            parts.operator()
                    .note("step '" + name + "': done before, at "
                            + known.ended().truncatedTo(ChronoUnit.SECONDS));
            return JournalValues.revive(known.result(), parts.host());
        }
        if (known != null && known.state() == StepRecord.State.SKIPPED) return null;
        if (name.equals(parts.going().skip())) {
            journal.skipped(name);
            parts.operator().note("step '" + name + "': skipped");
            return null;
        }
        if (parts.going().only() != null && !name.equals(parts.going().only())) {
            parts.operator().note("step '" + name + "': left out, by --only");
            leftOut = true;
            return null;
        }
        return carryOut(name, source, body);
    }

    private Object carryOut(String name, String source, Closure<?> body) {
        journal.begin(name, source);
        Object value;
        try {
            value = body.call();
            if (!parts.kept()) {
                journal.done(null);
                return value;
            }
            value = JournalValues.plain(value);
        } catch (Throwable thrown) {
            RuntimeException fault = parts.faults().apply(thrown);
            int exit = fault instanceof ScriptExit way
                    ? way.code()
                    : fault instanceof BakshException known ? known.exit().code() : 1;
            journal.failed(fault.getMessage(), exit);
            throw fault;
        }
        journal.done(value);
        for (String what : journal.missed(name)) {
            parts.operator()
                    .note("step '" + name + "' is done without coming again to " + what
                            + ", of which nobody knows whether it happened: baksh journal verify");
        }
        // What a resume would give, so that the first run and a later one never differ.
        return JournalValues.revive(value, parts.host());
    }

    /** The steps that earlier processes began come first, in the same order; anything else is another script. */
    private void expectInOrder(String name) {
        int at = begun.size() - 1;
        if (at >= expected.size() || expected.get(at).equals(name)) return;
        throw changed("step " + (at + 1) + " was '" + expected.get(at) + "' and is now '" + name + "'", name);
    }

    private void expectUnchanged(StepRecord known, String source) {
        if (known.source() == null || source == null || known.source().equals(source)) return;
        throw BakshException.refused(
                "run " + journal.id() + ": the script has changed: step '" + known.name()
                        + "' is done, and reads otherwise",
                "before: " + known.source() + "\nnow:    " + source
                        + "\nnothing was sent; to do it again as it is now: " + "baksh resume " + journal.id()
                        + " --from '" + known.name() + "'");
    }

    private BakshException changed(String how, String now) {
        List<String> seen = new ArrayList<>(begun);
        String first = expected.get(Math.min(begun.size(), expected.size()) - 1);
        return BakshException.refused(
                "run " + journal.id() + ": the script has changed: " + how,
                "before: " + String.join(", ", expected) + "\nnow:    " + String.join(", ", seen)
                        + "\nnothing was sent; to forget what was done from there on: baksh resume " + journal.id()
                        + " --from '" + first + "'");
    }

    /** The script has come to its end: nothing of what was begun may be missing. */
    void complete() {
        if (begun.size() >= expected.size()) return;
        String gone = expected.get(begun.size());
        throw BakshException.refused(
                "run " + journal.id() + ": the script has changed: it has come to its end without step '" + gone + "'",
                "before: " + String.join(", ", expected) + "\nnow:    " + String.join(", ", begun));
    }

    void approve(String text) {
        if (parts.dry()) {
            parts.operator().note("dry run: here it would ask: " + text);
            return;
        }
        journal.said("approve", text, () -> {
            // On disk before it is put: Ctrl-C may end the process while it is asked.
            journal.remark("asked", text, "no answer");
            String how;
            try {
                how = parts.operator().approves(text);
            } catch (BakshException e) {
                boolean interrupted = e.exit() == ExitCode.INTERRUPTED;
                journal.remark(interrupted ? "unanswered" : "declined", text, e.getMessage());
                if (!interrupted) throw e;
                throw new BakshException(
                        e.exit(),
                        "interrupted at the question: " + text,
                        "nothing more was sent; to go on: baksh resume " + journal.id(),
                        e);
            }
            if (how == null) {
                journal.remark("declined", text, "declined");
                throw BakshException.refused(
                        "declined: " + text, "nothing more was sent; to go on: baksh resume " + journal.id());
            }
            return how;
        });
    }

    String ask(String text, List<String> choices, String preset) {
        Supplier<Object> live = () -> {
            if (!parts.operator().present() && preset != null) return preset;
            String options = choices.isEmpty() ? "" : " (" + String.join(", ", choices) + ")";
            String shown = text + options + (preset == null ? "" : " [" + preset + "]") + " ";
            // On disk before it is put: the process may end while it is asked.
            if (parts.operator().present()) journal.remark("asked", text, "no answer");
            while (true) {
                String typed = answered(text, shown);
                String answer = typed.isBlank() && preset != null ? preset : typed.strip();
                if (choices.isEmpty() ? !answer.isEmpty() : choices.contains(answer)) return answer;
            }
        };
        if (alone()) {
            String taken = preset != null ? preset : choices.isEmpty() ? "ANSWER" : choices.get(0);
            parts.operator().note("dry run: here it would ask: " + text + "; it goes on with '" + taken + "'");
            return taken;
        }
        return String.valueOf(parts.kept() ? journal.said("ask", text, live) : live.get());
    }

    /** What a person types; that nobody has answered stands on record. */
    private String answered(String text, String shown) {
        String typed;
        try {
            typed = parts.operator().answers(shown);
        } catch (BakshException e) {
            journal.remark("unanswered", text, e.getMessage());
            throw e;
        }
        if (typed != null) return typed;
        journal.remark("unanswered", text, "no answer");
        throw BakshException.refused("no answer: " + text, "nothing more was sent");
    }

    /** A rehearsal with nobody there to be asked. */
    boolean alone() {
        return parts.dry() && !parts.operator().present();
    }

    void note(String text) {
        if (!parts.kept()) parts.operator().note(text);
        else
            journal.said("note", text, () -> {
                parts.operator().note(text);
                return true;
            });
    }

    boolean kept() {
        return parts.kept();
    }

    void shown(String kind, Object value) {
        journal.shown(kind, value);
    }

    Instant now() {
        Supplier<Object> live = () -> parts.host().time().now().toString();
        return Instant.parse(String.valueOf(parts.kept() ? journal.said("now", "", live) : live.get()));
    }

    /** Steps are still to be done, which {@code --only} has left out. */
    boolean leftOut() {
        return leftOut;
    }

    /** The step of this name was come to. */
    boolean met(String name) {
        return begun.contains(name);
    }

    /** The clock as it is, for what must not come out of the journal. */
    Instant clock() {
        return parts.host().time().now();
    }

    /** Files that were included, the latest first: a later one hides methods of an earlier one. */
    List<Script> included() {
        return included;
    }

    Object include(String file) {
        return parts.include().apply(file);
    }

    void onFailure(Closure<?> block) {
        onFailure.add(block);
    }

    void always(Closure<?> block) {
        always.add(block);
    }

    /** The script is at its end, or has failed. What goes wrong here is told, and hides nothing. */
    void aftermath(RuntimeException fault) {
        boolean failed = fault != null && !(fault instanceof ScriptExit way && way.code() == 0);
        // It has ended the script, and was not meant for what cleans up after it. Another one ends that too.
        Thread.interrupted();
        if (failed) each(onFailure, "on failure", fault.getMessage());
        each(always, "always", null);
    }

    private void each(List<Closure<?>> blocks, String name, String message) {
        for (Closure<?> block : blocks) {
            // Never the records of an earlier process: each failure is cleaned up after by itself.
            journal.aside("(" + name + ", " + journal.before().events().size() + ")");
            try {
                if (block.getMaximumNumberOfParameters() == 0) block.call();
                else block.call(message);
            } catch (Throwable thrown) {
                RuntimeException other = parts.faults().apply(thrown);
                parts.operator().note("baksh: in " + name + ": " + other.getMessage());
                if (other instanceof BakshException known && known.hint() != null)
                    parts.operator().note("  " + known.hint());
            } finally {
                journal.aside("");
            }
        }
    }

    /** What went wrong, with the way to go on. */
    BakshException withNextCommand(BakshException fault) {
        String command = "baksh resume " + journal.id();
        boolean said = fault.hint() != null && fault.hint().contains(command);
        boolean usage = fault.exit() == ExitCode.USAGE;
        if (!parts.kept() || said || usage || journal.before().events().isEmpty()) return fault;
        String hint = (fault.hint() == null ? "" : fault.hint() + "\n") + "to go on: " + command;
        return new BakshException(fault.exit(), fault.getMessage(), hint, fault);
    }
}
