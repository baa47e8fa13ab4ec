package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.files.FileTrust;
import dev.baksh.output.OutputFormat;
import dev.baksh.output.OutputStyle;
import dev.baksh.output.TableText;
import dev.baksh.output.TextCharts;
import dev.baksh.output.TimelineChart;
import dev.baksh.output.ValuePrinter;
import groovy.lang.Closure;
import groovy.lang.Script;
import java.io.File;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Base class of every script, with the methods for output, times and control: {@code table}, {@code sleep}, {@code
 * exit}.
 */
public abstract class BakshScript extends Script {
    /** Maximum number of recorded rows of one table, so that the report stays short. */
    private static final int MAX_RECORDED_ROWS = 200;

    /**
     * Runs the script in a file, like {@link Script#evaluate(File)}.
     *
     * @throws BakshException (exit 3) another user could have written the file or can replace it
     */
    @Override
    public Object evaluate(File file) throws IOException {
        FileTrust.ofCurrentUser().require(file.toPath());
        return super.evaluate(file);
    }

    /** Runs the script in a file with arguments; refuses the same files as {@link #evaluate(File)}. */
    @Override
    public void run(File file, String[] arguments) throws IOException {
        FileTrust.ofCurrentUser().require(file.toPath());
        super.run(file, arguments);
    }

    /** Starts a top-level statement. The compiler inserts the call; scripts do not call this method. */
    public final void statement$() {
        host().beginStatement();
    }

    /** Returns another configured server: {@code n2ws('eu')}. */
    public Object n2ws(String name) {
        return scriptBinding().server(ServerKind.N2WS, name);
    }

    /** Returns another configured server: {@code px('dr')}. */
    public Object px(String name) {
        return scriptBinding().server(ServerKind.PX, name);
    }

    /**
     * Prints rows as a table, or in the format of {@code -o}.
     *
     * @param columns columns of a table, CSV or Markdown, in this order
     */
    public void table(Object rows, Object... columns) {
        List<String> names = RowsExtension.toNames(columns);
        if (!recordsOutput()) {
            host().print(rows, OutputFormat.TABLE, names);
            return;
        }
        RecordingRows recordingRows =
                rows instanceof Rows listing ? new RecordingRows(listing, MAX_RECORDED_ROWS) : null;
        host().print(recordingRows == null ? rows : recordingRows, OutputFormat.TABLE, names);
        Object recordedRows = recordingRows == null ? rows : recordingRows.recordedRows();
        recordOutput(
                "table",
                TableText.toCells(
                        recordedRows, names, MAX_RECORDED_ROWS, host().time().now()));
    }

    /** Returns true when shown tables and charts are recorded in a run journal. */
    protected boolean recordsOutput() {
        return false;
    }

    /**
     * Records a table or chart that the script has shown.
     *
     * @param kind {@code table}: rows of strings, headings first; {@code bar}: numbers by name; {@code spark}: numbers
     */
    protected void recordOutput(String kind, Object value) {}

    /** Returns numbers as a line of bars: {@code ▁▃▇}. */
    public String spark(Collection<? extends Number> numbers) {
        if (recordsOutput()) recordOutput("spark", new ArrayList<Object>(numbers));
        return TextCharts.spark(numbers);
    }

    /** Returns a bar chart: one line for each entry. */
    public String bar(Map<?, ? extends Number> numbers) {
        if (recordsOutput()) recordOutput("bar", new LinkedHashMap<Object, Object>(numbers));
        return TextCharts.bar(numbers, host().width());
    }

    /** Returns a chart of the runs of each policy in the last 14 days: {@code timeline n2ws.backups}. */
    public String timeline(Iterable<?> rows) {
        return timeline(Map.of(), rows);
    }

    /**
     * Returns a chart for another period or other fields: {@code timeline px.backups, days: 30, by: 'cluster', at:
     * 'create_time'}. Reads the listing to its end.
     *
     * @param namedArguments {@code days:} length of the period, {@code by:} grouping field, {@code at:} time field
     */
    public String timeline(Map<String, ?> namedArguments, Iterable<?> rows) {
        for (String name : namedArguments.keySet()) {
            if (Set.of("days", "by", "at").contains(name)) continue;
            throw BakshException.failure("timeline takes no '" + name + ":'", "timeline takes days:, by: and at:");
        }
        if (namedArguments.get("days") != null && !(namedArguments.get("days") instanceof Integer)) {
            throw BakshException.failure("timeline takes days: as a whole number", "timeline rows, days: 30");
        }
        int days = namedArguments.get("days") instanceof Integer number ? number : 14;
        String by = Objects.toString(namedArguments.get("by"), null);
        String at = Objects.toString(namedArguments.get("at"), null);
        TimelineChart chart = new TimelineChart(by, at, days, host().time().now());
        for (Object row : rows) {
            if (!(row instanceof Row timelineRow))
                throw BakshException.failure("timeline takes rows, not " + row, null);
            chart.add(timelineRow);
        }
        return chart.render(host().width());
    }

    /** Returns rows as CSV with a heading line. */
    public String csv(Object rows) {
        return render(rows, OutputFormat.CSV);
    }

    /** Returns any value as JSON. */
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
     * Waits. Unlike Groovy's {@code sleep} the wait ends at once when the script is interrupted.
     *
     * @param milliseconds duration; {@code sleep 5.seconds} is easier to read
     */
    public void sleep(long milliseconds) {
        sleep(Duration.ofMillis(milliseconds));
    }

    /**
     * Waits; the wait ends at once when the script is interrupted.
     *
     * @throws BakshException (exit 130) the script was interrupted
     */
    public void sleep(Duration duration) {
        try {
            host().time().pause(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BakshException(ExitCode.INTERRUPTED, "interrupted while sleeping", null, e);
        }
    }

    /** Returns {@link TimeExtension#relativeTime} for the script's {@code now}. Called by transformed code. */
    public Object $relativeTime(Object value, String property, boolean isSafe) {
        return TimeExtension.relativeTime(value, property, now(), isSafe);
    }

    /**
     * Returns a time: {@code instant('2026-11-01')} is the start of the day in UTC, {@code instant('2026-11-01T22:00Z')} and
     * {@code instant('2026-11-01 22:00+01:00')} name their offset.
     *
     * @throws BakshException (exit 1) the text is not such a time, or has a time of day without an offset
     */
    public Instant instant(CharSequence text) {
        String value = text.toString().strip().replaceFirst("^(\\S{10})\\s+", "$1T");
        try {
            return value.length() == 10
                    ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException e) {
            throw BakshException.failure(
                    "instant takes a date, or a date and time with an offset, not '" + text + "'",
                    "for example: instant('2026-11-01'), instant('2026-11-01T22:00Z'), instant('2026-11-01T22:00+01:00')");
        }
    }

    private Instant now() {
        return (Instant) scriptBinding().getVariable("now");
    }

    /** Ends the script with an exit code from 0 to 255. */
    public void exit(int code) {
        // A shell keeps the lowest eight bits: exit 256 would become 0.
        if (code < 0 || code > 255)
            throw BakshException.failure("exit takes a number from 0 to 255, not " + code, null);
        throw new ScriptExit(code);
    }

    /** Ends the script with exit code 0. */
    public void exit() {
        exit(0);
    }

    /** Ends the script with exit code 1 and this reason. */
    public void fail(Object reason) {
        throw BakshException.failure(String.valueOf(reason), null);
    }

    /** Allows writes to the read-only servers in use for a period: {@code unlock 15.minutes, 'INC-1'}. */
    public void unlock(Duration duration, CharSequence reason) {
        host().unlock(duration, reason.toString());
    }

    /** Refuses an {@code unlock} for a number without a unit. */
    public void unlock(Number time, CharSequence reason) {
        throw BakshException.failure(
                "unlock takes a duration with a unit, not " + time,
                "write unlock " + time + ".minutes, '" + reason + "'");
    }

    /** Refuses an {@code unlock} without a reason. */
    public void unlock(Duration duration) {
        throw BakshException.failure("unlock takes a reason", "for example: unlock 15.minutes, 'INC-123'");
    }

    /** Runs the block in the background of the shell: {@code bg { n2ws.backups[7].await() }}. */
    public Object bg(Closure<?> block) {
        return host().runInBackground(block::call);
    }

    /** Refuses a {@code fail} without a reason. */
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
