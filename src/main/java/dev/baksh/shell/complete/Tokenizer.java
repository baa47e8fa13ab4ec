package dev.baksh.shell.complete;

import dev.baksh.shell.complete.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Lexer for the Groovy text before the cursor, as precise as completion needs. Accepts any text without errors. */
public final class Tokenizer {
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

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

    /** Returns the index of the closing quote on the same line, or -1. */
    private int closingQuote(char quote) {
        for (int i = position + 1; i < text.length() && text.charAt(i) != '\n'; i++) {
            if (text.charAt(i) == '\\') i++;
            else if (text.charAt(i) == quote) return i;
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
