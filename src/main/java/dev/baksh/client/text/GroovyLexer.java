package dev.baksh.client.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Lexer of Groovy source. Finds strings of all six kinds, with the code in them as a part of the string, and comments.
 * Accepts any text, in linear time: a string without an end ends with its line or with the text.
 */
public final class GroovyLexer {
    /** Kind of a token. Each character that starts no other token is a symbol. */
    public enum Kind {
        WORD,
        NUMBER,
        STRING,
        COMMENT,
        SPACE,
        SYMBOL
    }

    /** Token of a source; the texts of all tokens together are the source. */
    public record Token(Kind kind, String text) {}

    /** Keywords that are values: behind a value, a slash is a division. */
    private static final Set<String> VALUE_KEYWORDS = Set.of("this", "null", "true", "false");

    /** Deeper nested strings are read as one string to the end of the text. */
    private static final int MAX_DEPTH = 100;

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int depth;

    private GroovyLexer(String source) {
        this.source = source;
    }

    /** Returns the tokens of a source in order. */
    public static List<Token> tokenize(String source) {
        GroovyLexer lexer = new GroovyLexer(source);
        lexer.readCode(0);
        return lexer.tokens;
    }

    /** Reads code up to the end of the text, or up to the brace that ends the code in a string; returns the end. */
    private int readCode(int start) {
        Deque<Character> brackets = new ArrayDeque<>();
        boolean afterValue = false;
        int position = start;
        while (position < source.length()) {
            char first = source.charAt(position);
            if (first == '}' && depth > 0 && brackets.isEmpty()) return position + 1;
            Kind kind = kindAt(position, afterValue);
            int end = endOf(kind, position);
            String text = depth == 0 || kind == Kind.WORD ? source.substring(position, end) : "";
            if (depth == 0) tokens.add(new Token(kind, text));
            switch (kind) {
                case WORD -> afterValue = VALUE_KEYWORDS.contains(text) || !GroovyCode.KEYWORDS.contains(text);
                case NUMBER, STRING -> afterValue = true;
                case COMMENT, SPACE -> {}
                case SYMBOL -> {
                    boolean isOpening = "([{".indexOf(first) >= 0;
                    boolean isClosing = ")]}".indexOf(first) >= 0;
                    if (isOpening) brackets.push(first);
                    if (isClosing) brackets.poll();
                    boolean isRepeated = position > start && source.charAt(position - 1) == first;
                    boolean isStep = (first == '+' || first == '-') && isRepeated;
                    // Groovy ignores line ends between parentheses.
                    boolean isIgnored = first == '\n' && !brackets.isEmpty() && brackets.peek() != '{';
                    if (!isIgnored) afterValue = isClosing || isStep;
                }
            }
            position = end;
        }
        return position;
    }

    private Kind kindAt(int position, boolean afterValue) {
        char first = source.charAt(position);
        if (first == '\n') return Kind.SYMBOL;
        if (Character.isWhitespace(first)) return Kind.SPACE;
        if (source.startsWith("//", position) || source.startsWith("/*", position)) return Kind.COMMENT;
        if (position == 0 && source.startsWith("#!")) return Kind.COMMENT;
        if (first == '\'' || first == '"' || first == '/' && !afterValue || source.startsWith("$/", position))
            return Kind.STRING;
        if (first >= '0' && first <= '9') return Kind.NUMBER;
        return Character.isJavaIdentifierStart(source.codePointAt(position)) ? Kind.WORD : Kind.SYMBOL;
    }

    private int endOf(Kind kind, int position) {
        return switch (kind) {
            case COMMENT -> source.startsWith("/*", position) ? endBehind("*/", position + 2) : lineEnd(position);
            case STRING -> readString(position);
            case WORD -> endOfWord(position);
            case NUMBER -> endOfNumber(position);
            case SPACE, SYMBOL -> position + 1;
        };
    }

    private int endOfWord(int start) {
        int position = start;
        while (position < source.length() && Character.isJavaIdentifierPart(source.codePointAt(position)))
            position += Character.charCount(source.codePointAt(position));
        return position;
    }

    private int endOfNumber(int start) {
        int position = start + 1;
        while (position < source.length()) {
            char next = source.charAt(position);
            boolean isFraction =
                    next == '.' && position + 1 < source.length() && Character.isDigit(source.charAt(position + 1));
            if (!isFraction && !Character.isLetterOrDigit(next) && next != '_') break;
            position++;
        }
        return position;
    }

    /** Returns the end of the string that starts here. */
    private int readString(int start) {
        char first = source.charAt(start);
        if (first == '$') return readString(start + 2, "/$", true);
        String triple = String.valueOf(first).repeat(3);
        if (first != '/' && source.startsWith(triple, start)) return readString(start + 3, triple, first == '"');
        return readString(start + 1, String.valueOf(first), first != '\'');
    }

    private int readString(int contentStart, String delimiter, boolean mayContainCode) {
        boolean isOneLine = delimiter.equals("'") || delimiter.equals("\"");
        int position = contentStart;
        while (position < source.length()) {
            if (isOneLine && source.charAt(position) == '\n') return position;
            int escape = escapeLength(position, delimiter);
            if (escape > 0) position += escape;
            else if (source.startsWith(delimiter, position)) return position + delimiter.length();
            else if (mayContainCode && source.startsWith("${", position)) position = readNestedCode(position + 2);
            else position++;
        }
        return source.length();
    }

    /** Returns the length of the escape at this position, or 0. */
    private int escapeLength(int position, String delimiter) {
        return switch (delimiter) {
            case "/" -> source.startsWith("\\/", position) ? 2 : 0;
            case "/$" ->
                source.startsWith("$/$", position)
                        ? 3
                        : source.startsWith("$$", position) || source.startsWith("$/", position) ? 2 : 0;
            default -> source.charAt(position) == '\\' ? 2 : 0;
        };
    }

    private int readNestedCode(int start) {
        if (depth == MAX_DEPTH) return source.length();
        depth++;
        int end = readCode(start);
        depth--;
        return end;
    }

    private int lineEnd(int position) {
        int end = source.indexOf('\n', position);
        return end < 0 ? source.length() : end;
    }

    private int endBehind(String text, int position) {
        int end = source.indexOf(text, position);
        return end < 0 ? source.length() : end + text.length();
    }
}
