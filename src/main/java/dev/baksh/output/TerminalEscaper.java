package dev.baksh.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jline.utils.WCWidth;

/** Escaper that makes untrusted text safe for a terminal. */
public final class TerminalEscaper {
    /**
     * Maximum number of combining marks on one letter: living languages need up to 4, and hundreds would cover the
     * lines above.
     */
    private static final int MAX_MARKS = 8;

    /** Minimum width for wrapping; a narrower terminal wraps lines itself. */
    private static final int MIN_WRAP_WIDTH = 20;

    private static final Pattern OWN_SEQUENCE =
            Pattern.compile("\n|\t|\u001b\\[(?:[0-9]{0,2}|1;3[0-9])m|\r\u001b\\[K|\u001b\\[H\u001b\\[2J\u001b\\[3J");

    private TerminalEscaper() {}

    /**
     * Sanitizes a line and wraps it at word boundaries for a screen of this width; all lines except the first are
     * indented by two more columns.
     */
    public static List<String> sanitizeAndWrap(String line, int width) {
        String sanitized = sanitize(line);
        String indent = " ".repeat(sanitized.length() - sanitized.stripLeading().length());
        int availableWidth = width - indent.length() - 2;
        if (DisplayWidth.of(sanitized) <= width || availableWidth < MIN_WRAP_WIDTH) return List.of(sanitized);
        List<String> lines = new ArrayList<>();
        for (String piece : DisplayWidth.wrap(sanitized.substring(indent.length()), availableWidth))
            lines.add(indent + (lines.isEmpty() ? "" : "  ") + piece);
        return lines;
    }

    /**
     * Replaces all characters that a terminal would interpret, or that are invisible, with visible escapes: control
     * characters (also LF and TAB: {@code \n}, {@code \t}, {@code \e}), characters that change the direction of
     * writing, zero-width characters and tags (<code>&#92;u202e</code>, <code>&#92;u{e0041}</code>), lone surrogates.
     * More than 8 combining marks in a row end in {@code …}. A backslash stays, so the result cannot be unescaped. CR LF is one
     * line end.
     *
     * @param text null gives the empty string
     */
    public static String sanitize(String text) {
        if (text == null) return "";
        if (isPrintableAscii(text)) return text;
        StringBuilder out = new StringBuilder(text.length() + 16);
        int marks = 0;
        for (int i = 0, cp; i < text.length(); i += Character.charCount(cp)) {
            cp = text.codePointAt(i);
            boolean isMark = isCombining(cp);
            // A combining mark without a letter before it would change the last character of the table.
            boolean isLineEnd = cp == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (isLineEnd) continue; // The LF follows.
            if (isHidden(cp) || isMark && out.isEmpty()) out.append(escapeCodePoint(cp));
            else if (!isMark || ++marks <= MAX_MARKS) out.appendCodePoint(cp);
            else if (marks == MAX_MARKS + 1) out.append('…');
            if (!isMark) marks = 0;
        }
        return out.toString();
    }

    /** Sanitizes text of several lines, as {@link #sanitize}; LF stays. */
    static String sanitizeLines(String text) {
        return Arrays.stream(text.split("\r?\n", -1))
                .map(TerminalEscaper::sanitize)
                .collect(Collectors.joining("\n"));
    }

    /**
     * Sanitizes formatted text, as {@link #sanitize}, but keeps LF, TAB and the sequences that baksh adds itself: styles, and
     * the sequences that clear a line or the screen. Text of a server in a formatted text has been sanitized before.
     */
    public static String sanitizeStyled(String text) {
        if (isPrintableAscii(text)) return text;
        StringBuilder out = new StringBuilder(text.length() + 16);
        String lines = text.replace("\r\n", "\n");
        Matcher own = OWN_SEQUENCE.matcher(lines);
        int end = 0;
        for (; own.find(); end = own.end())
            out.append(sanitize(lines.substring(end, own.start()))).append(own.group());
        return out.append(sanitize(lines.substring(end))).toString();
    }

    /**
     * Replaces each hidden character of an input line by {@code U+FFFD}; LF and TAB stay. The result has the length of the
     * input, so that the cursor stays at its character.
     */
    public static String replaceHidden(String text) {
        if (isPrintableAscii(text)) return text;
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(cp -> {
            if (!isHidden(cp) || cp == '\n' || cp == '\t') out.appendCodePoint(cp);
            else out.append(AsciiGlyphs.forPrompt("\ufffd").repeat(Character.charCount(cp)));
        });
        return out.toString();
    }

    /**
     * Escapes the same characters in JSON or YAML text with the escapes of that language. Characters below U+007F
     * stay: the language escapes them, and the rest is its layout. All other characters can only be inside a quoted
     * string.
     *
     * @param escapeAll  false escapes only lone surrogates, which no encoding can represent
     * @param yaml writes characters above U+FFFF as in YAML
     */
    static String escapeQuoted(String text, boolean escapeAll, boolean yaml) {
        if (isPrintableAscii(text)) return text;
        StringBuilder out = new StringBuilder(text.length() + 16);
        int marks = 0;
        for (int i = 0, cp; i < text.length(); i += Character.charCount(cp)) {
            cp = text.codePointAt(i);
            marks = isCombining(cp) ? marks + 1 : 0;
            boolean isLoneSurrogate = cp >= Character.MIN_SURROGATE && cp <= Character.MAX_SURROGATE;
            boolean isInvisible = escapeAll && cp >= 0x7f && (isHidden(cp) || marks > MAX_MARKS);
            if (!isLoneSurrogate && !isInvisible) out.appendCodePoint(cp);
            else if (yaml && cp > 0xffff) out.append(String.format("\\U%08x", cp));
            else for (char unit : Character.toChars(cp)) out.append(String.format("\\u%04x", (int) unit));
        }
        return out.toString();
    }

    /** True for characters that must not reach a terminal unescaped. */
    static boolean isHidden(int cp) {
        if (cp < 0xa0) return cp < 0x20 || cp >= 0x7f;
        return switch (Character.getType(cp)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> isIgnorable(cp);
        };
    }

    /**
     * True for invisible characters that are not control characters: fillers, selectors (except emoji selectors),
     * tags, non-characters.
     */
    private static boolean isIgnorable(int cp) {
        return cp == 0x34f
                || cp == 0x115f
                || cp == 0x1160
                || cp == 0x17b4
                || cp == 0x17b5
                || cp >= 0x180b && cp <= 0x180f
                || cp >= 0x2060 && cp <= 0x206f
                || cp == 0x3164
                || cp == 0xffa0
                || cp >= 0xfdd0 && cp <= 0xfdef
                || cp >= 0xfe00 && cp <= 0xfe0d
                || cp >= 0xfff0 && cp <= 0xfff8
                || cp >= 0xe0000 && cp <= 0xe0fff
                || (cp & 0xfffe) == 0xfffe;
    }

    private static boolean isCombining(int cp) {
        return cp >= 0x300 && WCWidth.wcwidth(cp) == 0;
    }

    private static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7e) return false;
        }
        return true;
    }

    private static String escapeCodePoint(int cp) {
        return switch (cp) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> "\\b";
            case 0x07 -> "\\a";
            case 0x1b -> "\\e";
            default -> cp <= 0xffff ? String.format("\\u%04x", cp) : String.format("\\u{%x}", cp);
        };
    }
}
