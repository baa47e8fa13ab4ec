package dev.baksh.shell.complete;

/**
 * A piece of a text that is being typed.
 *
 * @param text  the characters; for strings those between the quotes
 * @param end   where it ends in the text
 * @param quote what a string begins with, or null
 */
public record Token(Kind kind, String text, int end, String quote) {
    public enum Kind {
        WORD,
        NUMBER,
        STRING,
        /** A string of one line whose closing quote is not typed yet. */
        OPEN_STRING,
        /** The rest of the text is a comment or a long string: nothing can be completed. */
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

    /** {@code .}, {@code ?.} or {@code *.}. */
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
