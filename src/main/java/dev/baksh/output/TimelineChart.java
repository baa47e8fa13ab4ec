package dev.baksh.output;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Runs in time: a line for each policy, a column for each day in UTC, what did not end well in the server's own letter. */
public final class TimelineChart {
    private static final String GOOD = "■";
    private static final String NONE = "·";
    private static final int WORDS = 10;

    private final String by;
    private final String at;
    private final LocalDate first;
    private final LocalDate last;
    private final Map<String, Map<LocalDate, String>> lines = new TreeMap<>();
    private final Map<String, Set<String>> marks = new TreeMap<>();

    /**
     * Still without runs.
     *
     * @param by   the field that parts the lines, or null for the name
     * @param at   the field with the time of a run, or null for the first time that the catalogue knows
     * @param days up to today, this one among them
     */
    public TimelineChart(String by, String at, int days, Instant now) {
        if (days < 1 || days > 366)
            throw BakshException.failed("timeline takes days: from 1 to 366, not " + days, null);
        this.by = by;
        this.at = at;
        this.last = LocalDate.ofInstant(now, ZoneOffset.UTC);
        this.first = last.minusDays(days - 1L);
    }

    /** Adds a run. One that did not end well hides the others of its day. */
    public void add(Row row) {
        String line = String.valueOf(row.get(by == null ? "name" : by));
        Map<LocalDate, String> days = lines.computeIfAbsent(line, name -> new TreeMap<>());
        if (!(row.get(at == null ? time(row) : at) instanceof Instant instant)) return;
        LocalDate day = LocalDate.ofInstant(instant, ZoneOffset.UTC);
        if (day.isBefore(first) || day.isAfter(last)) return;
        String status = status(row);
        String mark =
                status == null || status.isEmpty() ? "?" : StatusCodes.well(status) ? GOOD : status.substring(0, 1);
        marks.computeIfAbsent(mark, any -> new TreeSet<>()).add(String.valueOf(status));
        if (!mark.equals(GOOD) || !days.containsKey(day)) days.put(day, mark);
    }

    private static String time(Row row) {
        if (row.noun() != null) {
            for (Field field : row.noun().fields().values()) {
                if (field.type() == Field.Type.INSTANT) return field.name();
            }
        }
        throw BakshException.failed("timeline knows no time of these rows", "timeline rows, at: 'start_time'");
    }

    /** Portworx has an object of that name, and the word in it. */
    private static String status(Row row) {
        Object status = row.known().contains("status") ? row.get("status") : null;
        if (status instanceof Row inner)
            return inner.known().contains("status") ? String.valueOf(inner.get("status")) : null;
        return status == null ? null : status.toString();
    }

    /** Lines parted by LF, those of days of at most this many columns. Where not all days fit, the first ones are left out, and it is said. */
    public String text(int width) {
        int labels = Math.min(widest(), Math.max(4, width / 3));
        long all = last.toEpochDay() - first.toEpochDay() + 1;
        int days = (int) Math.max(1, Math.min(all, width - labels - 2));
        LocalDate from = last.minusDays(days - 1L);
        List<String> out = new ArrayList<>();
        String heading = days > 2 * WORDS ? from + " ".repeat(days - 2 * WORDS) + last : from + " to " + last;
        out.add(" ".repeat(labels + 2) + heading);
        lines.forEach((name, marked) -> {
            String label = DisplayWidth.cut(TerminalEscaper.safe(name), labels);
            StringBuilder line = new StringBuilder(label).append(" ".repeat(labels - DisplayWidth.of(label) + 2));
            for (int i = 0; i < days; i++)
                line.append(TerminalEscaper.safe(marked.getOrDefault(from.plusDays(i), NONE)));
            out.add(line.toString());
        });
        out.addAll(DisplayWidth.wrap(legend(days < all), width));
        return String.join("\n", out);
    }

    private int widest() {
        return lines.keySet().stream()
                .mapToInt(name -> DisplayWidth.of(TerminalEscaper.safe(name)))
                .max()
                .orElse(4);
    }

    private String legend(boolean cut) {
        List<String> words = new ArrayList<>();
        marks.forEach((mark, meant) -> words.add(TerminalEscaper.safe(mark + " " + String.join(" ", meant))));
        words.add(NONE + " no run");
        return "a day a column, UTC" + (cut ? ", the last that fit" : "") + "; " + String.join(", ", words);
    }
}
