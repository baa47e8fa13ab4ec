package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.api.ServerKind;
import dev.baksh.output.OutputFormat;
import dev.baksh.output.OutputStyle;
import dev.baksh.output.TableText;
import dev.baksh.output.TextCharts;
import dev.baksh.output.TimelineChart;
import dev.baksh.output.ValuePrinter;
import groovy.lang.Closure;
import groovy.lang.Script;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.runtime.InvokerHelper;

/** What every script can say besides its variables. */
public abstract class BakshScript extends Script {
    /** Rows of a table that are kept; a report is read by people. */
    private static final int MAX_RECORDED_ROWS = 200;

    /** Said before each statement of the top level, by the compiler; with a name that nobody types. */
    public final void statement$() {
        host().beginStatement();
    }

    /** Another configured server: {@code n2ws('eu')}. */
    public Object n2ws(String name) {
        return scriptBinding().server(ServerKind.N2WS, name);
    }

    /** Another configured server: {@code px('dr')}. */
    public Object px(String name) {
        return scriptBinding().server(ServerKind.PX, name);
    }

    /** Prints rows as a table, or in the format that {@code -o} asks for; these columns choose of a table, CSV and Markdown. */
    public void table(Object rows, Object... columns) {
        List<String> names = new ArrayList<>();
        for (Object column : columns) {
            if (column instanceof Collection<?> collection) collection.forEach(name -> names.add(String.valueOf(name)));
            else names.add(String.valueOf(column));
        }
        if (!recordsOutput()) {
            host().print(rows, OutputFormat.TABLE, names);
            return;
        }
        RememberingRows recordingRows =
                rows instanceof Rows listing ? new RememberingRows(listing, MAX_RECORDED_ROWS) : null;
        host().print(recordingRows == null ? rows : recordingRows, OutputFormat.TABLE, names);
        Object recordedRows = recordingRows == null ? rows : recordingRows.recordedRows();
        recordOutput(
                "table",
                TableText.toCells(
                        recordedRows, names, MAX_RECORDED_ROWS, host().time().now()));
    }

    /** What is shown goes on record. */
    protected boolean recordsOutput() {
        return false;
    }

    /**
     * Takes what a script has shown.
     *
     * @param kind  {@code table}: lines of texts, the headings first; {@code bar}: numbers by name; {@code spark}: numbers
     */
    protected void recordOutput(String kind, Object value) {}

    /** Numbers as a line of bars: {@code ▁▃▇}. */
    public String spark(Collection<? extends Number> numbers) {
        if (recordsOutput()) recordOutput("spark", new ArrayList<Object>(numbers));
        return TextCharts.spark(numbers);
    }

    /** One bar for each entry, a line each. */
    public String bar(Map<?, ? extends Number> numbers) {
        if (recordsOutput()) recordOutput("bar", new LinkedHashMap<Object, Object>(numbers));
        return TextCharts.bar(numbers, host().width());
    }

    /** Runs of each policy in the last 14 days: {@code timeline n2ws.backups}. */
    public String timeline(Iterable<?> rows) {
        return timeline(Map.of(), rows);
    }

    /**
     * The same of other days, parted or dated by other fields: {@code timeline px.backups, days: 30, by: 'cluster', at:
     * 'create_time'}. A listing is read to its end.
     */
    public String timeline(Map<String, ?> namedArguments, Iterable<?> rows) {
        for (String name : namedArguments.keySet()) {
            if (Set.of("days", "by", "at").contains(name)) continue;
            throw BakshException.failure("timeline takes no '" + name + ":'", "it takes days:, by: and at:");
        }
        if (namedArguments.get("days") != null && !(namedArguments.get("days") instanceof Integer)) {
            throw BakshException.failure("timeline takes days: as a whole number", "timeline rows, days: 30");
        }
        int days = namedArguments.get("days") instanceof Integer number ? number : 14;
        String by = namedArguments.get("by") == null
                ? null
                : namedArguments.get("by").toString();
        String at = namedArguments.get("at") == null
                ? null
                : namedArguments.get("at").toString();
        TimelineChart chart = new TimelineChart(by, at, days, host().time().now());
        for (Object row : rows) {
            if (!(row instanceof Row timelineRow))
                throw BakshException.failure("timeline takes rows, not " + row, null);
            chart.add(timelineRow);
        }
        return chart.render(host().width());
    }

    /** Rows as CSV text, with a heading line. */
    public String csv(Object rows) {
        return render(rows, OutputFormat.CSV);
    }

    /** Any value as JSON text. */
    public String json(Object value) {
        return render(value, OutputFormat.JSON);
    }

    private String render(Object value, OutputFormat format) {
        StringBuilder out = new StringBuilder();
        new ValuePrinter(out, new OutputStyle(80, false, false, host().time().now(), ZoneOffset.UTC))
                .print(value, format);
        return out.toString().stripTrailing();
    }

    /**
     * Waits; unlike Groovy's own it ends at once when the script is interrupted.
     *
     * @param milliseconds as everywhere in Java; {@code sleep 5.seconds} says it better
     */
    public void sleep(long milliseconds) {
        sleep(Duration.ofMillis(milliseconds));
    }

    /** Waits; ends at once when the script is interrupted. */
    public void sleep(Duration duration) {
        try {
            host().time().pause(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BakshException(ExitCode.INTERRUPTED, "interrupted while sleeping", null, e);
        }
    }

    /** What {@code 3.days.ago} becomes in a script: counted from its {@code now}. */
    public Object $ago(Object duration) {
        return duration instanceof Duration time ? now().minus(time) : InvokerHelper.getProperty(duration, "ago");
    }

    /** What {@code 3.days.fromNow} becomes in a script: counted from its {@code now}. */
    public Object $fromNow(Object duration) {
        return duration instanceof Duration time ? now().plus(time) : InvokerHelper.getProperty(duration, "fromNow");
    }

    private Instant now() {
        return (Instant) scriptBinding().getVariable("now");
    }

    /** Ends the script with this exit code, from 0 to 255. */
    public void exit(int code) {
        // A shell keeps the lowest eight bits: exit 256 would come out as 0.
        if (code < 0 || code > 255)
            throw BakshException.failure("exit takes a number from 0 to 255, not " + code, null);
        throw new ScriptExit(code);
    }

    /** Ends the script with exit code 0. */
    public void exit() {
        exit(0);
    }

    /** Ends the script as failed, for this reason. */
    public void fail(Object reason) {
        throw BakshException.failure(String.valueOf(reason), null);
    }

    /** Opens the read-only servers in use for a while, for this reason: {@code unlock 15.minutes, 'INC-1'}. */
    public void unlock(Duration duration, CharSequence reason) {
        host().unlock(duration, reason.toString());
    }

    /** Without a reason it is not opened. */
    public void unlock(Duration duration) {
        throw BakshException.failure("unlock takes a reason", "for example: unlock 15.minutes, 'INC-123'");
    }

    /** Runs the block beside the shell: {@code bg { n2ws.backups[7].await() }}. */
    public Object bg(Closure<?> block) {
        return host().runInBackground(block::call);
    }

    /** Without a reason nobody knows what to do. */
    public void fail() {
        throw BakshException.failure("the script failed without giving a reason", "write fail 'reason'");
    }

    private ScriptHost host() {
        return scriptBinding().host();
    }

    private ScriptBinding scriptBinding() {
        return (ScriptBinding) getBinding();
    }
}
