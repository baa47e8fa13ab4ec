package dev.baksh.script.runbook;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.dsl.BakshScript;
import dev.baksh.dsl.Requirements;
import groovy.lang.Closure;
import groovy.lang.MissingMethodException;
import groovy.lang.Script;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.codehaus.groovy.runtime.InvokerHelper;

/** What a file can say that is run by {@code baksh run}: the words of a runbook. */
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

    /** What the runbook is called; read without running it. */
    public void title(CharSequence text) {}

    /** The parameters; read without running the block, which only declares. */
    public void params(Closure<?> declarations) {}

    /**
     * One step: its result is kept on disk, and a resume gives it without doing the step again.
     *
     * @param name unique in the run
     * @return the block's value as the journal keeps it; null when the step was skipped
     */
    public Object step(CharSequence name, Closure<?> body) {
        return stepRunner.step(name.toString(), body);
    }

    /** Goes on only when a person agrees; on resume an approval that was given holds. */
    public void approve(CharSequence text) {
        stepRunner.approve(text.toString());
    }

    /** What a person answers; on resume the same answer. */
    public String ask(CharSequence text) {
        return ask(Map.of(), text);
    }

    /** The same with {@code choices: ['a', 'b']} or {@code default: 'a'}, which stands where nobody can be asked. */
    public String ask(Map<String, ?> namedArguments, CharSequence text) {
        checkNamedArguments("ask", namedArguments, List.of("choices", "default"));
        List<String> choices = new ArrayList<>();
        if (namedArguments.get("choices") instanceof Collection<?> collection)
            collection.forEach(choice -> choices.add(String.valueOf(choice)));
        Object defaultAnswer = namedArguments.get("default");
        return stepRunner.ask(text.toString(), choices, defaultAnswer == null ? null : defaultAnswer.toString());
    }

    /** A line for the person and for the run's report; said once, however often the run is resumed. */
    public void note(Object text) {
        stepRunner.note(String.valueOf(text));
    }

    /** Refuses to go on outside of these hours of UTC: {@code window '22:00-06:00'}. */
    public void window(CharSequence hours) {
        window(Map.of(), hours);
    }

    /** The same on these {@code days: ['sat', 'sun']}, counted in this {@code zone: 'Europe/Berlin'}. */
    public void window(Map<String, ?> namedArguments, CharSequence hours) {
        checkNamedArguments("window", namedArguments, List.of("days", "zone"));
        MaintenanceWindow.of(hours.toString(), namedArguments.get("days"), namedArguments.get("zone"))
                .check(stepRunner.currentTime());
    }

    /** Refuses to go on when this is not so, for this reason. */
    public void require(boolean condition, CharSequence reason) {
        if (!condition) throw BakshException.refusal(reason.toString(), null);
    }

    /**
     * Refuses to go on unless: {@code require atMost: 20, of: rows}, {@code require ticket: 'CHG-\\d+'} (the parameter
     * {@code ticket}, or what a person answers), {@code require version: '2.8', of: px} (or a later one; of N2WS the version
     * of its API), {@code require permission: 'allow_recovery', of: n2ws.delegates['drill']}. What cannot be known is refused
     * too, and it is said why.
     */
    public void require(Map<String, ?> namedArguments) {
        checkNamedArguments("require", namedArguments, List.of("atMost", "of", "ticket", "version", "permission"));
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
        if (ticketParameter == null && stepRunner.isUnattendedDryRun()) {
            stepRunner.note("dry run: here it would ask for a ticket of the form " + pattern);
            return;
        }
        String ticket =
                ticketParameter == null ? stepRunner.ask("Ticket?", List.of(), null) : ticketParameter.toString();
        if (!Pattern.matches(pattern, ticket))
            throw BakshException.refusal("'" + ticket + "' is no ticket of the form " + pattern, null);
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
            throw BakshException.refusal("at most " + limit + " are allowed here, and there are " + count, null);
    }

    private static int countRows(Iterable<?> rows) {
        int size = 0;
        for (Object ignored : rows) size++;
        return size;
    }

    /** Runs when the script fails, with the message as {@code it}. Not when the process is killed. */
    public void onFailure(Closure<?> block) {
        stepRunner.addOnFailureBlock(block);
    }

    /** Runs at the end of the script, whatever that is. Not when the process is killed. */
    public void always(Closure<?> block) {
        stepRunner.addAlwaysBlock(block);
    }

    /** Runs another file here, with the same variables, and lends its methods; its path is relative to the runbook. */
    public Object include(CharSequence file) {
        return stepRunner.runIncluded(file.toString());
    }

    /** A method of a file that was included; Groovy asks here when this file has none of that name. */
    public Object methodMissing(String name, Object arguments) {
        Object[] argumentArray = arguments instanceof Object[] array ? array : new Object[] {arguments};
        for (Script includedScript : stepRunner == null ? List.<Script>of() : stepRunner.includedScripts()) {
            if (!InvokerHelper.getMetaClass(includedScript)
                    .respondsTo(includedScript, name, argumentArray)
                    .isEmpty()) return InvokerHelper.invokeMethod(includedScript, name, argumentArray);
        }
        throw new MissingMethodException(name, getClass(), argumentArray);
    }

    private static void checkNamedArguments(
            String methodName, Map<String, ?> namedArguments, List<String> allowedNames) {
        for (String name : namedArguments.keySet()) {
            if (!allowedNames.contains(name))
                throw BakshException.failure(
                        methodName + " has no '" + name + ":'",
                        NameSuggestions.suggest(name, allowedNames, "it takes"));
        }
    }
}
