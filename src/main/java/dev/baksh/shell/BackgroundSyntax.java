package dev.baksh.shell;

import dev.baksh.shell.complete.BracketAnalysis;
import dev.baksh.shell.complete.Token;
import dev.baksh.shell.complete.Tokenizer;
import java.util.List;

/** A line that ends in {@code &} runs beside the prompt, as in other shells; {@code bg { ... }} means the same. */
final class BackgroundSyntax {
    private BackgroundSyntax() {}

    /** The text without its {@code &}; null for a text that does not end in one, or ends in {@code &&}. */
    static String stripAmpersand(String text) {
        String stripped = text.stripTrailing();
        List<Token> tokens = stripped.endsWith("&") ? Tokenizer.tokenize(stripped) : List.of();
        int last = tokens.size() - 1;
        boolean inBackground = last > 0
                && tokens.get(last).isSymbol("&")
                && !tokens.get(last - 1).isSymbol("&");
        return inBackground ? stripped.substring(0, stripped.length() - 1).stripTrailing() : null;
    }

    /** The same as Groovy. The bracket has a line of its own, since the text may end in a comment. */
    static String toGroovy(String text) {
        return "bg { " + text + "\n}";
    }

    /** What a job does: {@code bg { x }} gives {@code x}; another text is its own. */
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
