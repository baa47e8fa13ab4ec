package dev.baksh.script.runbook;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Row;
import dev.baksh.dsl.BakshScript;
import dev.baksh.dsl.Requirements;
import groovy.lang.Closure;
import groovy.lang.MissingMethodException;
import groovy.lang.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.codehaus.groovy.runtime.InvokerHelper;

/**
 * Base class of files for {@code baksh run}: adds the methods of a runbook, such as {@code step}, {@code approve} and
 * {@code include}.
 */
public abstract class RunbookScript extends BakshScript {
    private StepRunner stepRunner;

    final void attachRunner(StepRunner stepRunner) {
        this.stepRunner = stepRunner;
    }

    @Override
    protected boolean recordsOutput() {
        return stepRunner != null && stepRunner.isJournaled();
    }

    @Override
    protected void recordOutput(String kind, Object value) {
        stepRunner.recordExhibit(kind, value);
    }

    /** Declares the title. The title is read from the source; the call has no effect. */
    public void title(CharSequence text) {}

    /** Declares the parameters. The declarations are read from the source; the block does not run. */
    public void params(Closure<?> declarations) {}

    /**
     * Runs a step and stores its result in the journal. A resume returns the stored result without running the step
     * again.
     *
     * @param name unique in the run
     * @return value of the block as the journal stores it; null for a skipped step
     */
    public Object step(CharSequence name, Closure<?> body) {
        return stepRunner.step(name.toString(), body);
    }

    /** Continues only after the user's approval. A resume does not ask again for an approval that the user gave. */
    public void approve(CharSequence text) {
        stepRunner.approve(text.toString());
    }

    /** Asks the user for an answer. A resume returns the same answer. */
    public String ask(CharSequence text) {
        return ask(Map.of(), text);
    }

    /**
     * Asks the user for an answer.
     *
     * @param namedArguments {@code choices: ['a', 'b']}; {@code default: 'a'}, also used when no user can be asked
     */
    public String ask(Map<String, ?> namedArguments, CharSequence text) {
        checkNamedArguments("ask", namedArguments, List.of("choices", "default"));
        List<String> choices =
                namedArguments.containsKey("choices") ? toChoices(namedArguments.get("choices")) : List.of();
        Object defaultAnswer = namedArguments.get("default");
        if (defaultAnswer != null && !choices.isEmpty() && !choices.contains(defaultAnswer.toString()))
            throw BakshException.failure(
                    "ask: the default '" + defaultAnswer + "' is not one of " + String.join(", ", choices), null);
        return stepRunner.ask(
                Question.of(text.toString(), choices, defaultAnswer == null ? null : defaultAnswer.toString()));
    }

    /** Returns the choices of a question. An unusable value is refused, because any answer would be valid without choices. */
    private static List<String> toChoices(Object value) {
        Object list = value instanceof Object[] array ? Arrays.asList(array) : value;
        List<String> choices = new ArrayList<>();
        if (list instanceof Iterable<?> items)
            for (Object item : items) {
                if (item == null || item instanceof Row)
                    throw BakshException.failure(
                            "ask: choices takes texts, not " + item, "for names of rows write rows*.name");
                choices.add(item.toString());
            }
        if (choices.isEmpty())
            throw BakshException.failure(
                    "ask: choices takes a list with at least one answer, not " + value,
                    "for example: choices: ['t3.micro', 't3.large']");
        return choices;
    }

    /** Prints a line for the user and adds the line to the run's report; a resume does not repeat the line. */
    public void note(Object text) {
        stepRunner.note(String.valueOf(text));
    }

    /** Refuses to continue outside these hours in UTC: {@code window '22:00-06:00'}. */
    public void window(CharSequence hours) {
        window(Map.of(), hours);
    }

    /** Refuses to continue outside these days and hours: {@code window days: 'mon-fri', hours: '22:00-06:00'}. */
    public void window(Map<String, ?> namedArguments) {
        MaintenanceWindow.of(null, namedArguments).check(stepRunner.currentTime());
    }

    /** Refuses to continue outside these hours on {@code days: ['sat', 'sun']} in {@code zone: 'Europe/Berlin'}. */
    public void window(Map<String, ?> namedArguments, CharSequence hours) {
        MaintenanceWindow.of(hours.toString(), namedArguments).check(stepRunner.currentTime());
    }

    /** Refuses to continue when the condition is false, with this reason. */
    public void require(boolean condition, CharSequence reason) {
        if (!condition) throw BakshException.refusal(reason.toString(), null);
    }

    /**
     * Refuses to continue unless a requirement is met: {@code require atMost: 20, of: rows}; {@code require ticket:
     * 'CHG-\\d+'} (the parameter {@code ticket} or the user's answer); {@code require version: '2.8', of: px} (or
     * later; for N2WS the API version); {@code require permission: 'allow_recovery', of: n2ws.delegates['drill']}. If a
     * version or a permission is unknown, refuses with the reason.
     */
    public void require(Map<String, ?> namedArguments) {
        checkNamedArguments("require", namedArguments, List.of("atMost", "of", "ticket", "version", "permission"));
        namedArguments.forEach((name, value) -> {
            if (value == null)
                throw BakshException.failure("require " + name + ": is null, so nothing can be checked", null);
        });
        if (namedArguments.containsKey("atMost") && !(namedArguments.get("atMost") instanceof Number))
            throw BakshException.failure(
                    "require atMost: takes a number, not '" + namedArguments.get("atMost") + "'", null);
        if (namedArguments.get("ticket") != null) requireTicket(String.valueOf(namedArguments.get("ticket")));
        Object subject = namedArguments.get("of");
        if (namedArguments.get("version") != null)
            Requirements.requireVersion(subject, String.valueOf(namedArguments.get("version")));
        if (namedArguments.get("permission") != null)
            Requirements.requirePermission(subject, String.valueOf(namedArguments.get("permission")));
        if (namedArguments.get("atMost") instanceof Number limit) requireAtMost(limit.intValue(), subject);
        else if (subject != null && !namedArguments.containsKey("version") && !namedArguments.containsKey("permission"))
            throw BakshException.failure("require takes of: with atMost:, version: or permission:", null);
    }

    private void requireTicket(String pattern) {
        Object ticketParameter =
                getBinding().getVariable("params") instanceof Map<?, ?> map && map.containsKey("ticket")
                        ? map.get("ticket")
                        : null;
        Question question = Question.ticket(pattern);
        boolean hasAnswer = stepRunner.hasAnswer(question);
        if (ticketParameter == null && !hasAnswer && stepRunner.isUnattendedDryRun()) {
            stepRunner.note("dry run: the runbook would ask for a ticket of the form " + pattern);
            return;
        }
        boolean isAsked = ticketParameter == null || hasAnswer;
        String ticket = isAsked ? stepRunner.ask(question) : ticketParameter.toString();
        String problem = question.findProblem(ticket);
        if (problem != null) throw BakshException.refusal(problem, stepRunner.answerHint(question));
        stepRunner.note("ticket " + ticket);
    }

    private static void requireAtMost(int limit, Object subject) {
        int count = subject instanceof Number number
                ? number.intValue()
                : subject instanceof Map<?, ?> map
                        ? map.size()
                        : subject instanceof Iterable<?> rows ? countRows(rows) : -1;
        if (count < 0) throw BakshException.failure("require atMost takes of: rows, or a number", null);
        if (count > limit)
            throw BakshException.refusal("at most " + limit + " are allowed, but there are " + count, null);
    }

    private static int countRows(Iterable<?> rows) {
        int size = 0;
        for (Object ignored : rows) size++;
        return size;
    }

    /**
     * Registers a block that runs when the script fails, with the message as {@code it}; not after a kill of the
     * process.
     */
    public void onFailure(Closure<?> block) {
        stepRunner.addOnFailureBlock(block);
    }

    /**
     * Registers a block that runs at the end of the script, after success or failure; not after a kill of the process.
     */
    public void always(Closure<?> block) {
        stepRunner.addAlwaysBlock(block);
    }

    /** Runs another file with the same variables and imports its methods. The path is relative to the runbook. */
    public Object include(CharSequence file) {
        return stepRunner.runIncluded(file.toString());
    }

    /** Calls a method of an included file. Groovy calls this method for a name that this script does not define. */
    public Object methodMissing(String name, Object arguments) {
        Object[] argumentArray = arguments instanceof Object[] array ? array : new Object[] {arguments};
        for (Script includedScript : stepRunner == null ? List.<Script>of() : stepRunner.includedScripts()) {
            if (!InvokerHelper.getMetaClass(includedScript)
                    .respondsTo(includedScript, name, argumentArray)
                    .isEmpty()) return InvokerHelper.invokeMethod(includedScript, name, argumentArray);
        }
        throw new MissingMethodException(name, getClass(), argumentArray);
    }

    static void checkNamedArguments(String methodName, Map<String, ?> namedArguments, List<String> allowedNames) {
        for (String name : namedArguments.keySet()) {
            if (!allowedNames.contains(name))
                throw BakshException.failure(
                        methodName + " has no '" + name + ":'",
                        NameSuggestions.suggest(name, allowedNames, "it takes"));
        }
    }
}
