package dev.baksh.output;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/** Display width of safe text in terminal columns: two for a wide character, zero for a combining character. */
final class DisplayWidth {
    private DisplayWidth() {}

    static int of(String text) {
        int width = 0;
        for (int i = 0, cp; i < text.length(); i += Character.charCount(cp)) {
            cp = text.codePointAt(i);
            width += of(cp);
        }
        return width;
    }

    /** Truncates the text to this many columns; truncated text ends with {@code …}. */
    static String truncate(String text, int columns) {
        if (of(text) <= columns) return text;
        if (columns < 1) return "";
        return text.substring(0, fittingEnd(text, 0, columns - 1)) + "…";
    }

    /** Adds blanks up to this many columns. */
    static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - of(text)));
    }

    /** Splits the text into lines of at most this many columns, at a blank if possible. */
    static List<String> wrap(String text, int columns) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (true) {
            // At least one character per line: a wide character in one column would otherwise loop forever.
            int to = Math.max(
                    fittingEnd(text, from, columns), text.offsetByCodePoints(from, from < text.length() ? 1 : 0));
            if (to >= text.length()) {
                lines.add(text.substring(from));
                return lines;
            }
            int blank = text.charAt(to) == ' ' ? to : text.lastIndexOf(' ', to - 1);
            int end = blank > from ? blank : to;
            lines.add(text.substring(from, end));
            from = blank > from ? blank + 1 : to;
        }
    }

    /** Returns the end of the longest part that fits; combining characters stay with their letter. */
    private static int fittingEnd(String text, int from, int columns) {
        int width = 0;
        int i = from;
        while (i < text.length()) {
            int cp = text.codePointAt(i);
            width += of(cp);
            if (width > columns) break;
            i += Character.charCount(cp);
        }
        return i;
    }

    private static int of(int cp) {
        return cp < 0x7f ? 1 : Math.max(0, WCWidth.wcwidth(cp));
    }
}
