package dev.baksh.output;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.StatusMeaning;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Chart of runs over time: a line for each policy or other group, a column for each day in UTC, and the first letter of
 * the status for a run without success.
 */
public final class TimelineChart {
    private static final String SUCCESS_MARK = "■";
    private static final String EMPTY_MARK = "·";
    private static final String UNKNOWN_MARK = "?";
    private static final int DAYS_PER_LABEL = 7;
    private static final DateTimeFormatter LABEL_FORMAT = DateTimeFormatter.ofPattern("MM-dd", Locale.ROOT);

    private final String groupField;
    private final String timeField;
    private final LocalDate firstDay;
    private final LocalDate lastDay;
    private final Map<String, Map<LocalDate, String>> marksByGroup = new TreeMap<>();
    private final Map<String, Set<String>> meaningsByMark = new TreeMap<>();

    /**
     * Creates an empty chart.
     *
     * @param groupField   field that groups the lines, or null for the name
     * @param timeField   field with the time of a run, or null for the first time field of the catalogue
     * @param days number of days up to and including today
     */
    public TimelineChart(String groupField, String timeField, int days, Instant now) {
        if (days < 1 || days > 366)
            throw BakshException.failure("timeline takes days: from 1 to 366, not " + days, null);
        this.groupField = groupField;
        this.timeField = timeField;
        this.lastDay = LocalDate.ofInstant(now, ZoneOffset.UTC);
        this.firstDay = lastDay.minusDays(days - 1L);
    }

    /** Adds a run. A run without success hides the earlier runs of its day, and is not hidden by a later success. */
    public void add(Row row) {
        String group = String.valueOf(row.get(groupField == null ? "name" : groupField));
        Map<LocalDate, String> marksByDay = marksByGroup.computeIfAbsent(group, name -> new TreeMap<>());
        if (!(row.get(timeField == null ? defaultTimeField(row) : timeField) instanceof Instant instant)) return;
        LocalDate day = LocalDate.ofInstant(instant, ZoneOffset.UTC);
        if (day.isBefore(firstDay) || day.isAfter(lastDay)) return;
        Row statusRow = findStatusRow(row);
        Object value = statusRow == null ? null : statusRow.get("status");
        String status = value == null ? "" : value.toString();
        boolean isSuccess = RowFields.statusMeaning(statusRow, "status") == StatusMeaning.SUCCESS;
        String mark = status.isEmpty()
                ? UNKNOWN_MARK
                : isSuccess ? SUCCESS_MARK : status.substring(0, status.offsetByCodePoints(0, 1));
        meaningsByMark.computeIfAbsent(mark, key -> new TreeSet<>()).add(describe(statusRow, status, mark));
        if (!mark.equals(SUCCESS_MARK) || !marksByDay.containsKey(day)) marksByDay.put(day, mark);
    }

    private static String defaultTimeField(Row row) {
        if (row.noun() != null) {
            for (Field field : row.noun().fields().values()) {
                if (field.type() == Field.Type.INSTANT) return field.name();
            }
        }
        throw BakshException.failure(
                "timeline: these rows have no time field", "name the field: timeline rows, at: 'start_time'");
    }

    /**
     * Returns the row whose field {@code status} is a text: in rows of Portworx, this row is the nested object {@code
     * status}.
     */
    private static Row findStatusRow(Row row) {
        if (!row.known().contains("status")) return null;
        if (!(row.get("status") instanceof Row inner)) return row;
        return inner.known().contains("status") ? inner : null;
    }

    /** Returns the entry of the legend for a status: its word, or that the meaning is not known. */
    private static String describe(Row row, String status, String mark) {
        if (status.isEmpty()) return "no status";
        if (RowFields.statusMeaning(row, "status") == null)
            return mark.equals(status) ? "(meaning not known)" : status + " (meaning not known)";
        String word = RowFields.word(row, "status");
        if (word == null) return status;
        return mark.equals(status) || mark.equals(SUCCESS_MARK) ? word : status + " (" + word + ")";
    }

    /**
     * Returns lines separated by LF; day lines have at most this many columns. If not all days fit, the oldest days
     * are omitted, and the legend says so.
     */
    public String render(int width) {
        int labelWidth = Math.min(longestLabelWidth(), Math.max(4, width / 3));
        long totalDays = lastDay.toEpochDay() - firstDay.toEpochDay() + 1;
        int shownDays = (int) Math.max(1, Math.min(totalDays, width - labelWidth - 2));
        LocalDate firstShownDay = lastDay.minusDays(shownDays - 1L);
        List<String> out = new ArrayList<>();
        out.add(" ".repeat(labelWidth + 2) + dates(firstShownDay, shownDays));
        marksByGroup.forEach((name, marksByDay) -> {
            String label = DisplayWidth.truncate(TerminalEscaper.sanitize(name), labelWidth);
            StringBuilder line = new StringBuilder(DisplayWidth.pad(label, labelWidth + 2));
            for (int i = 0; i < shownDays; i++)
                line.append(TerminalEscaper.sanitize(marksByDay.getOrDefault(firstShownDay.plusDays(i), EMPTY_MARK)));
            out.add(line.toString());
        });
        String period =
                firstShownDay + " to " + lastDay + ", UTC" + (shownDays < totalDays ? ", latest days only" : "");
        out.addAll(DisplayWidth.wrap("a column per day, " + period + "; " + legend(), width));
        return String.join("\n", out);
    }

    /** Returns the axis: the date of every seventh day, above the column of the day. */
    private static String dates(LocalDate firstShownDay, int shownDays) {
        StringBuilder axis = new StringBuilder();
        for (int day = 0; day < shownDays; day += DAYS_PER_LABEL) {
            String label = firstShownDay.plusDays(day).format(LABEL_FORMAT);
            if (day > 0 && day + label.length() > shownDays) break;
            axis.append(" ".repeat(day - axis.length())).append(label);
        }
        return axis.toString();
    }

    private int longestLabelWidth() {
        return marksByGroup.keySet().stream()
                .mapToInt(name -> DisplayWidth.of(TerminalEscaper.sanitize(name)))
                .max()
                .orElse(4);
    }

    private String legend() {
        List<String> entries = new ArrayList<>();
        meaningsByMark.forEach(
                (mark, meanings) -> entries.add(TerminalEscaper.sanitize(mark + " " + String.join(" ", meanings))));
        entries.add(EMPTY_MARK + " no run");
        return String.join(", ", entries);
    }
}
