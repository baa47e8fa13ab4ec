package dev.baksh.output;

import java.util.ArrayList;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;

/** Renderer of numbers as text charts: one line of blocks, or bars. */
public final class TextCharts {
    private static final String SPARK_LEVELS = "▁▂▃▄▅▆▇█";
    private static final String BAR_EIGHTHS = "▏▎▍▌▋▊▉█";

    private TextCharts() {}

    /**
     * Returns one block for each number, the lowest for the minimum and the full block for the maximum; half height if
     * all numbers are equal. Null and non-finite numbers are blanks.
     */
    public static String spark(Collection<? extends Number> numbers) {
        DoubleSummaryStatistics range = numbers.stream()
                .filter(TextCharts::isFinite)
                .mapToDouble(Number::doubleValue)
                .summaryStatistics();
        double min = range.getMin();
        double max = range.getMax();
        StringBuilder out = new StringBuilder();
        for (Number number : numbers) {
            if (!isFinite(number)) out.append(' ');
            else if (min == max) out.append(SPARK_LEVELS.charAt(3));
            else out.append(SPARK_LEVELS.charAt((int) Math.round(7 * fraction(number.doubleValue(), min, max))));
        }
        return out.toString();
    }

    /**
     * Returns one line for each entry, {@code label  ████ 12}; the largest number fills the width. Lines are separated
     * by LF. A number of zero or less has no bar.
     *
     * @param width columns of the screen
     */
    public static String bar(Map<?, ? extends Number> numbers, int width) {
        int labelWidth = 0;
        int numberWidth = 0;
        double max = 0;
        for (Map.Entry<?, ? extends Number> entry : numbers.entrySet()) {
            labelWidth = Math.max(labelWidth, DisplayWidth.of(formatLabel(entry)));
            numberWidth = Math.max(numberWidth, formatNumber(entry).length());
            if (isFinite(entry.getValue())) max = Math.max(max, entry.getValue().doubleValue());
        }
        labelWidth = Math.min(labelWidth, Math.max(4, width / 3));
        int maxBarWidth = Math.max(1, width - labelWidth - numberWidth - 3);
        List<String> lines = new ArrayList<>();
        for (Map.Entry<?, ? extends Number> entry : numbers.entrySet()) {
            String label = DisplayWidth.truncate(formatLabel(entry), labelWidth);
            double fraction =
                    isFinite(entry.getValue()) && max > 0 ? entry.getValue().doubleValue() / max : 0;
            String bar = bar(fraction, maxBarWidth);
            String paddedBar = bar.isEmpty() ? "" : bar + " ";
            lines.add(DisplayWidth.pad(label, labelWidth + 2) + paddedBar + formatNumber(entry));
        }
        return String.join("\n", lines);
    }

    /**
     * Returns the position between minimum and maximum, from 0 to 1. Halves are used, because the difference of the
     * two largest doubles overflows.
     */
    private static double fraction(double number, double min, double max) {
        return (number / 2 - min / 2) / (max / 2 - min / 2);
    }

    private static String bar(double fraction, int maxBarWidth) {
        if (!(fraction > 0)) return "";
        int eighths = (int) Math.max(1, Math.round(fraction * maxBarWidth * 8));
        String full = "█".repeat(eighths / 8);
        return eighths % 8 == 0 ? full : full + BAR_EIGHTHS.charAt(eighths % 8 - 1);
    }

    private static String formatLabel(Map.Entry<?, ?> entry) {
        return TerminalEscaper.sanitize(String.valueOf(entry.getKey()));
    }

    private static String formatNumber(Map.Entry<?, ? extends Number> entry) {
        return entry.getValue() == null ? "" : entry.getValue().toString();
    }

    private static boolean isFinite(Number number) {
        return number != null && Double.isFinite(number.doubleValue());
    }
}
