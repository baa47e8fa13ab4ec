package dev.baksh.shell.complete;

import dev.baksh.shell.complete.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads the text before the cursor as Groovy, as far as completion needs it. Knows no errors. */
public final class Tokenizer {
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Tokenizer(String text) {
        this.text = text;
    }

    public static List<Token> of(String text) {
        Tokenizer reading = new Tokenizer(text);
        while (reading.at < text.length()) reading.next();
        return reading.tokens;
    }

    private void next() {
        char c = text.charAt(at);
        if (c == '\n') add(Kind.NEWLINE, at, at + 1);
        else if (Character.isWhitespace(c)) at++;
        else if (ahead("//") || ahead("/*")) comment();
        else if (ahead("'''") || ahead("\"\"\"")) longString(text.substring(at, at + 3));
        else if (c == '\'' || c == '"') string(c);
        else if (c == '/' && valueMayBegin() && closing('/') > 0) string('/');
        else if (Character.isDigit(c)) number();
        else if (Character.isJavaIdentifierStart(c)) word();
        else if (ahead("?.") || ahead("*.") || ahead("->")) add(Kind.SYMBOL, at, at + 2);
        else add(Kind.SYMBOL, at, at + 1);
    }

    private void comment() {
        String end = ahead("//") ? "\n" : "*/";
        int found = text.indexOf(end, at + 2);
        if (found < 0) add(Kind.CLOSED, at, text.length());
        else at = end.equals("\n") ? found : found + 2;
    }

    private void longString(String quote) {
        int found = text.indexOf(quote, at + 3);
        if (found < 0) add(Kind.CLOSED, at, text.length());
        else {
            tokens.add(new Token(Kind.STRING, text.substring(at + 3, found), found + 3, quote));
            at = found + 3;
        }
    }

    private void string(char quote) {
        int end = closing(quote);
        int stop = end < 0 ? text.length() : end;
        String content = text.substring(at + 1, stop);
        // A string with code in it, or broken by a line's end, is no place to complete names in.
        boolean odd = end < 0 && (content.indexOf('\n') >= 0 || quote == '"' && content.indexOf('$') >= 0);
        Kind kind = odd ? Kind.CLOSED : end < 0 ? Kind.OPEN_STRING : Kind.STRING;
        at = end < 0 ? stop : stop + 1;
        tokens.add(new Token(kind, content, at, String.valueOf(quote)));
    }

    /** The place of the quote that ends the string beginning here, on the same line, or -1. */
    private int closing(char quote) {
        for (int i = at + 1; i < text.length() && text.charAt(i) != '\n'; i++) {
            if (text.charAt(i) == '\\') i++;
            else if (text.charAt(i) == quote) return i;
        }
        return -1;
    }

    private void number() {
        int end = at;
        while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) end++;
        add(Kind.NUMBER, at, end);
    }

    private void word() {
        int end = at;
        while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) end++;
        add(Kind.WORD, at, end);
    }

    private boolean valueMayBegin() {
        if (tokens.isEmpty()) return true;
        Token last = tokens.get(tokens.size() - 1);
        return last.kind() == Kind.NEWLINE || last.kind() == Kind.SYMBOL && !last.closes();
    }

    private void add(Kind kind, int start, int end) {
        tokens.add(new Token(kind, text.substring(start, end), end, null));
        at = end;
    }

    private boolean ahead(String word) {
        return text.startsWith(word, at);
    }
}
