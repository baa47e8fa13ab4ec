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
    private StepRunner course;

    final void begin(StepRunner run) {
        this.course = run;
    }

    @Override
    protected boolean keeps() {
        return course != null && course.kept();
    }

    @Override
    protected void shown(String kind, Object value) {
        course.shown(kind, value);
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
        return course.step(name.toString(), body);
    }

    /** Goes on only when a person agrees; on resume an approval that was given holds. */
    public void approve(CharSequence text) {
        course.approve(text.toString());
    }

    /** What a person answers; on resume the same answer. */
    public String ask(CharSequence text) {
        return ask(Map.of(), text);
    }

    /** The same with {@code choices: ['a', 'b']} or {@code default: 'a'}, which stands where nobody can be asked. */
    public String ask(Map<String, ?> named, CharSequence text) {
        allow("ask", named, List.of("choices", "default"));
        List<String> choices = new ArrayList<>();
        if (named.get("choices") instanceof Collection<?> all) all.forEach(one -> choices.add(String.valueOf(one)));
        Object preset = named.get("default");
        return course.ask(text.toString(), choices, preset == null ? null : preset.toString());
    }

    /** A line for the person and for the run's report; said once, however often the run is resumed. */
    public void note(Object text) {
        course.note(String.valueOf(text));
    }

    /** Refuses to go on outside of these hours of UTC: {@code window '22:00-06:00'}. */
    public void window(CharSequence hours) {
        window(Map.of(), hours);
    }

    /** The same on these {@code days: ['sat', 'sun']}, counted in this {@code zone: 'Europe/Berlin'}. */
    public void window(Map<String, ?> named, CharSequence hours) {
        allow("window", named, List.of("days", "zone"));
        MaintenanceWindow.of(hours.toString(), named.get("days"), named.get("zone"))
                .check(course.clock());
    }

    /** Refuses to go on when this is not so, for this reason. */
    public void require(boolean condition, CharSequence otherwise) {
        if (!condition) throw BakshException.refused(otherwise.toString(), null);
    }

    /**
     * Refuses to go on unless: {@code require atMost: 20, of: rows}, {@code require ticket: 'CHG-\\d+'} (the parameter
     * {@code ticket}, or what a person answers), {@code require version: '2.8', of: px} (or a later one; of N2WS the version
     * of its API), {@code require permission: 'allow_recovery', of: n2ws.delegates['drill']}. What cannot be known is refused
     * too, and it is said why.
     */
    public void require(Map<String, ?> named) {
        allow("require", named, List.of("atMost", "of", "ticket", "version", "permission"));
        if (named.get("ticket") != null) ticket(String.valueOf(named.get("ticket")));
        Object of = named.get("of");
        if (named.get("version") != null) Requirements.version(of, String.valueOf(named.get("version")));
        if (named.get("permission") != null) Requirements.permission(of, String.valueOf(named.get("permission")));
        if (named.get("atMost") instanceof Number most) atMost(most.intValue(), of);
        else if (of != null && !named.containsKey("version") && !named.containsKey("permission"))
            throw BakshException.failed("require takes of: with atMost:, version: or permission:", null);
    }

    private void ticket(String pattern) {
        Object given = getBinding().getVariable("params") instanceof Map<?, ?> map && map.containsKey("ticket")
                ? map.get("ticket")
                : null;
        if (given == null && course.alone()) {
            course.note("dry run: here it would ask for a ticket of the form " + pattern);
            return;
        }
        String ticket = given == null ? course.ask("Ticket?", List.of(), null) : given.toString();
        if (!Pattern.matches(pattern, ticket))
            throw BakshException.refused("'" + ticket + "' is no ticket of the form " + pattern, null);
        course.note("ticket " + ticket);
    }

    private static void atMost(int most, Object of) {
        int count = of instanceof Number number
                ? number.intValue()
                : of instanceof Map<?, ?> map ? map.size() : of instanceof Iterable<?> rows ? size(rows) : -1;
        if (count < 0) throw BakshException.failed("require atMost takes of: rows, or a number", null);
        if (count > most)
            throw BakshException.refused("at most " + most + " are allowed here, and there are " + count, null);
    }

    private static int size(Iterable<?> rows) {
        int size = 0;
        for (Object ignored : rows) size++;
        return size;
    }

    /** Runs when the script fails, with the message as {@code it}. Not when the process is killed. */
    public void onFailure(Closure<?> block) {
        course.onFailure(block);
    }

    /** Runs at the end of the script, whatever that is. Not when the process is killed. */
    public void always(Closure<?> block) {
        course.always(block);
    }

    /** Runs another file here, with the same variables, and lends its methods; its path is relative to the runbook. */
    public Object include(CharSequence file) {
        return course.include(file.toString());
    }

    /** A method of a file that was included; Groovy asks here when this file has none of that name. */
    public Object methodMissing(String name, Object arguments) {
        Object[] given = arguments instanceof Object[] many ? many : new Object[] {arguments};
        for (Script other : course == null ? List.<Script>of() : course.included()) {
            if (!InvokerHelper.getMetaClass(other)
                    .respondsTo(other, name, given)
                    .isEmpty()) return InvokerHelper.invokeMethod(other, name, given);
        }
        throw new MissingMethodException(name, getClass(), given);
    }

    private static void allow(String word, Map<String, ?> named, List<String> known) {
        for (String name : named.keySet()) {
            if (!known.contains(name))
                throw BakshException.failed(
                        word + " has no '" + name + ":'", NameSuggestions.suggest(name, known, "it takes"));
        }
    }
}
