package dev.baksh.shell.complete;

import java.util.ArrayList;
import java.util.List;

/**
 * Arguments of a shell command, split at blanks. Quotes keep a text with blanks together, also inside a word: {@code
 * --policy='nightly db'}. A backslash has no meaning.
 *
 * @param words words without their quotes; the last word is empty after a blank
 * @param lastWord last word as typed, with its quotes
 * @param openQuote quote that is not closed, or 0
 */
public record ArgumentLine(List<String> words, String lastWord, char openQuote) {
    /** Splits the typed arguments. */
    public static ArgumentLine parse(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isQuote = quote == 0 ? c == '\'' || c == '"' : c == quote;
            if (isQuote) {
                quote = quote == 0 ? c : 0;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (start < i) words.add(word.toString());
                word.setLength(0);
                start = i + 1;
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        return new ArgumentLine(List.copyOf(words), text.substring(start), quote);
    }

    /**
     * Returns a candidate for the last word, in quotes if it contains blanks or quotes, or if the word begins with a quote. The quote
     * of a folder stays open for its entries.
     */
    public String quote(String candidate) {
        boolean isOpen = openQuote != 0 && lastWord.charAt(0) == openQuote;
        boolean hasSpecial = candidate.chars().anyMatch(c -> Character.isWhitespace(c) || c == '\'' || c == '"');
        if (candidate.endsWith(" ") || !isOpen && !hasSpecial) return candidate;
        String quote = isOpen ? String.valueOf(openQuote) : candidate.indexOf('\'') < 0 ? "'" : "\"";
        return quote + candidate + (candidate.endsWith("/") ? "" : quote);
    }

    /** Returns the last word without its quotes. */
    String lastText() {
        return words.get(words.size() - 1);
    }
}
