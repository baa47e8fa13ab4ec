package dev.baksh.shell.complete;

import dev.baksh.shell.complete.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Lexer for Groovy input, complete or not: only as precise as completion, colours and the checks of a line need.
 * Accepts any text without errors.
 */
public final class Tokenizer {
    /** Limits the time: each string in open code is searched to its end. */
    private static final int MAX_OPEN_CODES = 10;

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int openCodes;

    private Tokenizer(String text) {
        this.text = text;
    }

    /** Returns the tokens of the text in order, without blanks. */
    public static List<Token> tokenize(String text) {
        Tokenizer tokenizer = new Tokenizer(text);
        while (tokenizer.position < text.length()) tokenizer.readToken();
        return tokenizer.tokens;
    }

    private void readToken() {
        char c = text.charAt(position);
        if (c == '\n') addToken(Kind.NEWLINE, position, position + 1);
        else if (Character.isWhitespace(c)) position++;
        else if (lookingAt("//") || lookingAt("/*")) skipComment();
        else if (c == '"' && opensCode(lookingAt("\"\"\"") ? 3 : 1)) return;
        else if (lookingAt("'''") || lookingAt("\"\"\"")) readLongString(text.substring(position, position + 3));
        else if (c == '\'' || c == '"') readString(c);
        else if (c == '/' && canStartValue() && closingQuote('/') > 0) readString('/');
        else if (Character.isDigit(c)) readNumber();
        else if (Character.isJavaIdentifierStart(c)) readWord();
        else if (lookingAt("?.") || lookingAt("*.") || lookingAt("->")) addToken(Kind.SYMBOL, position, position + 2);
        else addToken(Kind.SYMBOL, position, position + 1);
    }

    private void skipComment() {
        String end = lookingAt("//") ? "\n" : "*/";
        int endIndex = text.indexOf(end, position + 2);
        if (endIndex < 0) addToken(Kind.NOT_COMPLETABLE, position, text.length());
        else position = end.equals("\n") ? endIndex : endIndex + 2;
    }

    /**
     * Reads the start of a string with code that is open at the end of the text: the string ends before the code, and
     * the code follows as tokens. Returns false for any other string, and reads nothing.
     */
    private boolean opensCode(int quoteLength) {
        if (openCodes >= MAX_OPEN_CODES) return false;
        int start = position + quoteLength;
        int codeStart = openCode(start, text.substring(position, start));
        if (codeStart < 0) return false;
        openCodes++;
        tokens.add(new Token(
                Kind.STRING, text.substring(start, codeStart - 1), codeStart - 1, text.substring(position, start)));
        addToken(Kind.SYMBOL, codeStart - 1, codeStart);
        return true;
    }

    /** Returns the start of the open code in the string from {@code start} on, or -1. */
    private int openCode(int start, String quote) {
        for (int i = start; i < text.length(); i++) {
            if (text.startsWith(quote, i) || quote.length() == 1 && text.charAt(i) == '\n') return -1;
            if (text.charAt(i) == '\\') i++;
            else if (text.startsWith("${", i)) {
                int end = codeEnd(i + 2);
                if (end < 0) return i + 2;
                i = end;
            }
        }
        return -1;
    }

    /** Returns the index of the brace that closes code, or -1; braces in strings do not count. */
    private int codeEnd(int start) {
        int depth = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{') depth++;
            else if (c == '}' && depth-- == 0) return i;
            else if (c == '\'' || c == '"') {
                int end = i + 1;
                while (end < text.length() && text.charAt(end) != c) end += text.charAt(end) == '\\' ? 2 : 1;
                if (end >= text.length()) return -1;
                i = end;
            }
        }
        return -1;
    }

    private void readLongString(String quote) {
        int endIndex = text.indexOf(quote, position + 3);
        if (endIndex < 0) addToken(Kind.NOT_COMPLETABLE, position, text.length());
        else {
            tokens.add(new Token(Kind.STRING, text.substring(position + 3, endIndex), endIndex + 3, quote));
            position = endIndex + 3;
        }
    }

    private void readString(char quote) {
        int end = closingQuote(quote);
        int contentEnd = end < 0 ? text.length() : end;
        String content = text.substring(position + 1, contentEnd);
        // Names are not completed in a string with code, or with a line end.
        boolean notCompletable = end < 0 && (content.indexOf('\n') >= 0 || quote == '"' && content.indexOf('$') >= 0);
        Kind kind = notCompletable ? Kind.NOT_COMPLETABLE : end < 0 ? Kind.OPEN_STRING : Kind.STRING;
        position = end < 0 ? contentEnd : contentEnd + 1;
        tokens.add(new Token(kind, content, position, String.valueOf(quote)));
    }

    /** Returns the index of the closing quote on the same line, or -1; quotes in the code of a double quote do not count. */
    private int closingQuote(char quote) {
        for (int i = position + 1; i < text.length() && text.charAt(i) != '\n'; i++) {
            if (text.charAt(i) == '\\') i++;
            else if (text.charAt(i) == quote) return i;
            else if (quote == '"' && text.startsWith("${", i)) {
                int end = codeEnd(i + 2);
                if (end < 0) return -1;
                i = end;
            }
        }
        return -1;
    }

    private void readNumber() {
        int end = position;
        while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) end++;
        addToken(Kind.NUMBER, position, end);
    }

    private void readWord() {
        int end = position;
        while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) end++;
        addToken(Kind.WORD, position, end);
    }

    private boolean canStartValue() {
        if (tokens.isEmpty()) return true;
        Token last = tokens.get(tokens.size() - 1);
        return last.kind() == Kind.NEWLINE || last.kind() == Kind.SYMBOL && !last.isClosingBracket();
    }

    private void addToken(Kind kind, int start, int end) {
        tokens.add(new Token(kind, text.substring(start, end), end, null));
        position = end;
    }

    private boolean lookingAt(String prefix) {
        return text.startsWith(prefix, position);
    }
}
