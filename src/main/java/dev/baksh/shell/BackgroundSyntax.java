package dev.baksh.shell;

import dev.baksh.shell.complete.BracketAnalysis;
import dev.baksh.shell.complete.Token;
import dev.baksh.shell.complete.Tokenizer;
import java.util.List;

/** A line that ends in {@code &} runs beside the prompt, as in other shells; {@code bg { ... }} means the same. */
final class BackgroundSyntax {
    private BackgroundSyntax() {}

    /** The text without its {@code &}; null for a text that does not end in one, or ends in {@code &&}. */
    static String of(String text) {
        String stripped = text.stripTrailing();
        List<Token> tokens = stripped.endsWith("&") ? Tokenizer.of(stripped) : List.of();
        int last = tokens.size() - 1;
        boolean beside =
                last > 0 && tokens.get(last).is("&") && !tokens.get(last - 1).is("&");
        return beside ? stripped.substring(0, stripped.length() - 1).stripTrailing() : null;
    }

    /** The same as Groovy. The bracket has a line of its own, since the text may end in a comment. */
    static String groovy(String text) {
        return "bg { " + text + "\n}";
    }

    /** What a job does: {@code bg { x }} gives {@code x}; another text is its own. */
    static String work(String text) {
        List<Token> tokens = Tokenizer.of(text);
        int last = tokens.size() - 1;
        boolean whole = last > 1
                && tokens.get(0).word("bg")
                && tokens.get(1).is("{")
                && tokens.get(last).is("}");
        if (!whole || new BracketAnalysis(tokens).enclosing(last) != 1) return text;
        return text.substring(tokens.get(1).end(), tokens.get(last).end() - 1).strip();
    }
}
