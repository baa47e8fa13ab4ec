package dev.baksh.shell.complete;

/**
 * Token of the lexer: kind, text and position.
 *
 * @param text the characters; for a string the characters between the quotes
 * @param end end index in the input
 * @param quote opening quote of a string, or null
 */
public record Token(Kind kind, String text, int end, String quote) {
    public enum Kind {
        WORD,
        NUMBER,
        STRING,
        /** A one-line string without its closing quote. */
        OPEN_STRING,
        /** The rest of the input is a comment or a long string, where nothing is completed. */
        NOT_COMPLETABLE,
        NEWLINE,
        SYMBOL
    }

    public boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    public boolean isWord() {
        return kind == Kind.WORD;
    }

    public boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    boolean isDot() {
        return kind == Kind.SYMBOL && text.endsWith(".");
    }

    boolean isOpeningBracket() {
        return kind == Kind.SYMBOL && text.length() == 1 && "([{".contains(text);
    }

    boolean isClosingBracket() {
        return kind == Kind.SYMBOL && text.length() == 1 && ")]}".contains(text);
    }
}
