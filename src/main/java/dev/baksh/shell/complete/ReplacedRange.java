package dev.baksh.shell.complete;

import dev.baksh.shell.complete.Token.Kind;
import java.util.List;

/** Calculator of the text before the cursor that a candidate replaces. */
public final class ReplacedRange {
    private ReplacedRange() {}

    /** Returns the current word, or the content of the open string; may be empty. */
    static String replacedText(String textBeforeCursor) {
        if (isCommand(textBeforeCursor)) return textBeforeCursor.substring(textBeforeCursor.indexOf(':'));
        ShellCommandLine commandLine = ShellCommandLine.parse(textBeforeCursor);
        // The arguments of :watch and :help are Groovy; the arguments of other commands are plain words.
        if (commandLine != null && commandLine.hasColon() && !commandLine.takesGroovy())
            return textBeforeCursor.substring(textBeforeCursor.lastIndexOf(' ') + 1);
        List<Token> tokens = Tokenizer.tokenize(textBeforeCursor);
        if (tokens.isEmpty()) return "";
        Token last = tokens.get(tokens.size() - 1);
        boolean isTyping = last.kind() == Kind.OPEN_STRING || last.isWord() && last.end() == textBeforeCursor.length();
        return isTyping ? last.text() : "";
    }

    /** Returns true if the cursor is in the name of a command: {@code :ser}. */
    public static boolean isCommand(String textBeforeCursor) {
        String line = textBeforeCursor.stripLeading();
        return line.startsWith(":") && line.chars().noneMatch(Character::isWhitespace);
    }
}
