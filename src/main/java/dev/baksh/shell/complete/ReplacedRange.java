package dev.baksh.shell.complete;

import dev.baksh.shell.complete.Token.Kind;
import java.util.List;

/** The piece of the text before the cursor that a candidate replaces. */
public final class ReplacedRange {
    private ReplacedRange() {}

    /** The word being typed, or what stands in a string that is not closed; may be empty. */
    static String of(String before) {
        if (isCommand(before)) return before.substring(before.indexOf(':'));
        ShellCommandLine own = ShellCommandLine.of(before);
        // :watch and :help take Groovy's words, the others words of their own.
        if (own != null && own.colon() && !own.takesGroovy()) return before.substring(before.lastIndexOf(' ') + 1);
        List<Token> tokens = Tokenizer.of(before);
        if (tokens.isEmpty()) return "";
        Token last = tokens.get(tokens.size() - 1);
        boolean typing = last.kind() == Kind.OPEN_STRING || last.word() && last.end() == before.length();
        return typing ? last.text() : "";
    }

    /** The cursor is in the name of a command: {@code :ser}. */
    public static boolean isCommand(String before) {
        String line = before.stripLeading();
        return line.startsWith(":") && line.chars().noneMatch(Character::isWhitespace);
    }
}
