package dev.baksh.client.text;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lexer that finds named values in any text, in linear time: in JSON and parts of JSON, YAML, INI files, headers, forms,
 * queries, options of a command and XML. A private key is a value too. A name within a sentence has no value: {@code the
 * password: must be changed}.
 */
public final class NamedValueLexer {
    private static final String NAME = "[\\p{L}_$][\\p{L}\\p{N}_.$-]{0,199}+";
    private static final String START = "(?<![\\p{L}\\p{N}_.$-])";
    /** Name with everything up to its value: {@code "name":}, {@code name =}, an element, an option, a key. */
    private static final Pattern HEAD =
            Pattern.compile("(?:(?<quote>\\\\{0,15}+[\"'])(?<quoted>[^\"'\\\\\\v]{1,200}+)\\k<quote>|" + START
                    + "(?<plain>-{0,2}+" + NAME
                    + "))\\]?\\s*+(?<separator>:=|=>|[:=](?![:=]))"
                    + "|<(?:[\\w-]{1,50}+:)?+(?<element>" + NAME + ")(?:\\s[^<>]{0,500}+)?+>"
                    + "|" + START + "(?<option>--" + NAME
                    + "|(?i:bearer)(?=\\s[\\w.~+/-]{0,200}?\\d))(?:[\"']\\s*+,\\s*+|[\"']?+\\s++)(?:-\\s)?+(?=[^\\s-])"
                    + "|-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}(?<key>PRIVATE KEY)");
    /** Start of an object of YAML below a name. */
    private static final Pattern NESTED = Pattern.compile("(?:-\\s+)*+[\"']?[^\\s\"':]{1,200}+[\"']?:(?=\\s|$)");
    /** Header that may have no blank before its value. */
    private static final Pattern HEADER = Pattern.compile("(?i)x-.*|.*authorization|.*cookie");
    /** Value without a text, and the place of a redacted value. */
    private static final Pattern NO_TEXT =
            Pattern.compile("(?i)null|none|true|false|yes|no|n/a|~|\\*{3}|[\\[\\]{}\\s-]*+");

    private static final Pattern SHORT_VALUE = Pattern.compile("\\s*+\\\\{0,15}+[\"']?([\\p{L}\\p{N}_. -]{1,200}+)");
    private static final String CDATA = "<![CDATA[";

    private static final String BLANKS = " \t";
    private static final String LINE_ENDS = "\r\n";
    /** Characters that end a value in JSON or between brackets. */
    private static final String ITEM_ENDS = ",}]" + LINE_ENDS;
    /** Characters that end a value in a form or a command. */
    private static final String WORD_ENDS = "&;'\"" + BLANKS + LINE_ENDS;

    private final String text;
    private final Matcher head;
    /** End of the last name, or of its value. */
    private int position;
    /** End of the text for which the next four fields are known. */
    private int contextEnd;

    private int lineStart;
    /** True if the line contains a letter or a digit before the name. */
    private boolean hasWordBefore;
    /** Number of open brackets in this line. */
    private int depth;

    private int column;
    private boolean startsObject;
    /** Column of a name whose object is read, or -1. */
    private int nestedColumn = -1;

    private String valueEnds;
    /** True if the value extends to the end of the line, and to the deeper lines that follow. */
    private boolean isLine;

    private int start;
    private int end;
    private String quote;
    private String value;

    public NamedValueLexer(String text) {
        this.text = text;
        this.head = HEAD.matcher(text);
    }

    /** Advances to the next name behind the last name, or behind the last value that was read. */
    public boolean next() {
        startsObject = false;
        while (head.find(position)) {
            readContext(head.start());
            position = head.group("element") != null ? head.end("element") : head.end();
            if (!hasWordBefore) {
                startsObject |= head.start() - lineStart < column;
                column = head.start() - lineStart;
                if (column <= nestedColumn) nestedColumn = -1;
            }
            isLine = false;
            valueEnds = findValueEnds();
            if (valueEnds != null) return true;
        }
        return false;
    }

    private void readContext(int nextPosition) {
        for (; contextEnd < nextPosition; contextEnd++) {
            char c = text.charAt(contextEnd);
            if (LINE_ENDS.indexOf(c) >= 0) {
                lineStart = contextEnd + 1;
                depth = 0;
                hasWordBefore = false;
            } else if (c == '{' || c == '[') depth++;
            else if ((c == '}' || c == ']') && depth > 0) depth--;
            if (c == '{' || c == '}' || c == '-' && !hasWordBefore) startsObject = true;
            if (Character.isLetterOrDigit(c)) hasWordBefore = true;
        }
    }

    /** Returns the characters that end a value without quotes, or null for a name within a sentence. */
    private String findValueEnds() {
        String separator = head.group("separator");
        if (separator == null) return depth == 0 ? WORD_ENDS : WORD_ENDS + ITEM_ENDS;
        int nameStart = head.start();
        char before = nameStart == 0 ? '\n' : text.charAt(nameStart - 1);
        boolean isQuotedName = head.group("quoted") != null;
        boolean isQuotedText = !isQuotedName
                && (before == '"' || before == '\'')
                && (nameStart == 1 || !Character.isLetterOrDigit(text.charAt(nameStart - 2)));
        String lineEnds = isQuotedText ? before + LINE_ENDS : LINE_ENDS;
        boolean hasBlank = head.end() == text.length() || Character.isWhitespace(text.charAt(head.end()));
        boolean isFirst = !hasWordBefore && depth == 0;
        boolean isItem = "{[,;&".indexOf(lastVisibleBefore(nameStart)) >= 0;
        if (separator.equals("=")) {
            isLine = isFirst && firstOf("=&" + LINE_ENDS, head.end()) == firstOf(LINE_ENDS, head.end());
            if (isLine) return lineEnds;
            if (isQuotedText) return '&' + lineEnds;
            boolean isTight = !hasBlank && !Character.isWhitespace(text.charAt(head.end() - 2));
            if (!isTight && !isFirst && !isItem && !isQuotedValue()) return null;
            String ends = before == '?' || before == '&' ? WORD_ENDS + '#' : WORD_ENDS;
            return depth == 0 ? ends : ends + ITEM_ENDS;
        }
        boolean isSeparated = isQuotedName
                || hasBlank
                || separator.length() > 1
                || HEADER.matcher(name()).matches();
        isLine = (isFirst || isQuotedText) && isSeparated;
        if (isQuotedText && hasWordBefore) column = 0;
        if (isLine) return lineEnds;
        return isQuotedName || isItem && depth > 0 || isQuotedValue() ? ITEM_ENDS : null;
    }

    private char lastVisibleBefore(int index) {
        int i = index - 1;
        while (i >= 0 && BLANKS.indexOf(text.charAt(i)) >= 0) i--;
        return i < 0 ? '\n' : text.charAt(i);
    }

    private boolean isQuotedValue() {
        int open = skip(skip(head.end(), BLANKS), "\\");
        return open < text.length() && isQuote(text.charAt(open));
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    public String name() {
        for (String group : List.of("quoted", "plain", "element", "option", "key"))
            if (head.group(group) != null) return head.group(group);
        throw new IllegalStateException("no name");
    }

    /** Returns true if the name is the first of an object or of an item of a list. */
    public boolean startsObject() {
        return startsObject;
    }

    /** Returns true if the name is in the object that is the value of the last name with {@link #readValue}. */
    public boolean isNested() {
        return nestedColumn >= 0;
    }

    /** Returns the first words of the value, without reading the value; an empty text for other values. */
    public String shortValue() {
        Matcher words = SHORT_VALUE.matcher(text).region(head.end(), text.length());
        return words.lookingAt() ? words.group(1).strip() : "";
    }

    /** Reads the value; returns false if the value is empty, an object with names, or no text, such as {@code null}. */
    public boolean readValue() {
        start = skip(head.end(), BLANKS);
        quote = head.group("quote") == null ? "" : head.group("quote");
        boolean isBelow = isLine && (start == text.length() || LINE_ENDS.indexOf(text.charAt(start)) >= 0);
        if (isBelow && !findValueBelow()) return false;
        boolean isList = isBelow && text.startsWith("- ", start - 2);
        int open = skip(start, "\\");
        if (head.group("key") != null) readKey();
        else if (head.group("element") != null) {
            if (!readElement()) return false;
        } else if (open < text.length() && isQuote(text.charAt(open)) && !isList) readQuoted(open);
        else readUnquoted(isBelow);
        position = end;
        return !NO_TEXT.matcher(value).matches();
    }

    private void readKey() {
        start = head.start();
        int last = text.indexOf("-----END", head.end());
        int dashes = last < 0 ? -1 : text.indexOf("-----", last + 8);
        end = dashes < 0 ? text.length() : dashes + 5;
        value = text.substring(start, end);
    }

    /** Reads up to the end of the element; false for an element with elements. */
    private boolean readElement() {
        start = skipBlank(start);
        if (text.startsWith(CDATA, start)) {
            start += CDATA.length();
            end = text.indexOf("]]>", start) < 0 ? text.length() : text.indexOf("]]>", start);
        } else {
            end = firstOf("<", start);
            if (!text.startsWith("</", end)) return false;
        }
        value = text.substring(start, end).strip();
        return true;
    }

    private void readQuoted(int open) {
        quote = text.substring(start, open + 1);
        int close = findClosingQuote(open, open - start);
        end = Math.min(text.length(), close + 1);
        value = text.substring(open + 1, close == text.length() ? close : close - (open - start));
    }

    /**
     * Returns the position of the quote that closes a string with as many backslashes as the quote that opens the string, or the
     * end of the text. A doubled quote, and an apostrophe of a shell, belong to the string.
     */
    private int findClosingQuote(int open, int backslashes) {
        char sign = text.charAt(open);
        int escapes = 0;
        for (int i = open + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                escapes++;
                continue;
            }
            if (c == sign && escapes % (2 * backslashes + 2) == backslashes) {
                if (backslashes == 0 && text.startsWith(String.valueOf(sign), i + 1)) i++;
                else if (sign == '\'' && text.startsWith("\\''", i + 1)) i += 3;
                else return i;
            }
            escapes = 0;
        }
        return text.length();
    }

    /** @param isBelow true if the value begins in the line below its name */
    private void readUnquoted(boolean isBelow) {
        boolean isBracket =
                head.group("separator") != null && (text.startsWith("[", start) || text.startsWith("{", start));
        int close = isBracket ? findClosingBracket() : -1;
        if (close >= 0) end = close;
        else end = isBracket && !isLine ? text.length() : firstOf(valueEnds, start);
        if (isLine && close < 0) {
            for (int line = skipBlank(end); continues(line, isBelow); line = skipBlank(end))
                end = firstOf(LINE_ENDS, line);
        }
        while (end > start && (BLANKS + ",").indexOf(text.charAt(end - 1)) >= 0) end--;
        value = withoutTail(text.substring(start, end));
    }

    private int findClosingBracket() {
        int open = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isQuote(c) && !Character.isLetterOrDigit(text.charAt(i - 1))) i = findClosingQuote(i, 0);
            else if (c == '[' || c == '{') open++;
            else if ((c == ']' || c == '}') && --open == 0) return i + 1;
        }
        return -1; // The bracket is not closed.
    }

    /** Moves to the value in the lines below the name; false without such a line, or for an object with names. */
    private boolean findValueBelow() {
        end = start;
        int first = skipBlank(start);
        if (!continues(first, true)) return false;
        if (NESTED.matcher(text).region(first, text.length()).lookingAt()) {
            if (nestedColumn < 0) nestedColumn = column;
            return false;
        }
        start = text.startsWith("- ", first) ? first + 2 : first;
        return true;
    }

    /** Returns true if the line with its first character at this position is deeper than the name, or an item below the name. */
    private boolean continues(int index, boolean isBelow) {
        if (index >= text.length()) return false;
        int indent = index - 1 - text.lastIndexOf('\n', index);
        return index - indent > end && (indent > column || isBelow && indent == column && text.startsWith("- ", index));
    }

    /** Returns a value without a comment and without the punctuation behind the value. */
    private static String withoutTail(String raw) {
        int comment = raw.indexOf('\n') < 0 ? raw.indexOf(" #") : -1;
        int last = comment < 0 ? raw.length() : comment;
        while (last > 0 && ",;.)}> \t".indexOf(raw.charAt(last - 1)) >= 0) last--;
        return raw.substring(0, last);
    }

    private int skipBlank(int from) {
        return skip(from, BLANKS + LINE_ENDS);
    }

    private int skip(int from, String characters) {
        int i = from;
        while (i < text.length() && characters.indexOf(text.charAt(i)) >= 0) i++;
        return i;
    }

    private int firstOf(String characters, int from) {
        int i = from;
        while (i < text.length() && characters.indexOf(text.charAt(i)) < 0) i++;
        return i;
    }

    /** Returns the position of the value, with its quotes. */
    public int start() {
        return start;
    }

    /** Returns the end of the value, with its quotes. */
    public int end() {
        return end;
    }

    /** Returns the quotes of the value, or of its name if the value has no quotes; an empty text without quotes. */
    public String quote() {
        return quote;
    }

    /** Returns the value without quotes, and without a comment or punctuation behind the value. */
    public String value() {
        return value;
    }
}
