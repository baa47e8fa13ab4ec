package dev.baksh.shell;

import dev.baksh.shell.complete.BracketAnalysis;
import dev.baksh.shell.complete.Token;
import dev.baksh.shell.complete.Tokenizer;
import java.util.List;

/**
 * Parser for input that runs in the background: a line that ends in {@code &}, as in other shells, or {@code bg { ...
 * }}.
 */
final class BackgroundSyntax {
    private BackgroundSyntax() {}

    /**
     * Returns the text without its final {@code &}; null if the text does not end in {@code &}, or ends in {@code &&}.
     */
    static String stripAmpersand(String text) {
        String stripped = text.stripTrailing();
        List<Token> tokens = stripped.endsWith("&") ? Tokenizer.tokenize(stripped) : List.of();
        int last = tokens.size() - 1;
        boolean inBackground = last > 0
                && tokens.get(last).isSymbol("&")
                && !tokens.get(last - 1).isSymbol("&");
        return inBackground ? stripped.substring(0, stripped.length() - 1).stripTrailing() : null;
    }

    /**
     * Returns the text as a {@code bg} block. The closing bracket has its own line, since the text may end in a
     * comment.
     */
    static String toGroovy(String text) {
        return "bg { " + text + "\n}";
    }

    /** Returns the text that a job runs: {@code x} for {@code bg { x }}, any other text unchanged. */
    static String jobText(String text) {
        List<Token> tokens = Tokenizer.tokenize(text);
        int last = tokens.size() - 1;
        boolean isBgBlock = last > 1
                && tokens.get(0).isWord("bg")
                && tokens.get(1).isSymbol("{")
                && tokens.get(last).isSymbol("}");
        if (!isBgBlock || new BracketAnalysis(tokens).enclosingBracket(last) != 1) return text;
        return text.substring(tokens.get(1).end(), tokens.get(last).end() - 1).strip();
    }
}
