package dev.baksh.shell.complete;

import dev.baksh.shell.complete.Token.Kind;
import java.util.List;
import java.util.regex.Pattern;
import org.jline.reader.CompletingParsedLine;

/**
 * Parsed line for JLine: a candidate replaces only the word before the cursor, and is not escaped, because candidates
 * are Groovy text.
 */
public record CursorLine(String line, int cursor) implements CompletingParsedLine {
    private static final Pattern HELP_PATH = Pattern.compile("[\\w.\\[\\]'\"(){}]*");

    @Override
    public String word() {
        return replacedText(line.substring(0, cursor));
    }

    @Override
    public int wordCursor() {
        return word().length();
    }

    @Override
    public int wordIndex() {
        return 0;
    }

    @Override
    public List<String> words() {
        return List.of(word());
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
        return candidate;
    }

    @Override
    public int rawWordCursor() {
        return word().length();
    }

    @Override
    public int rawWordLength() {
        return word().length();
    }

    /** Returns the current word, or the content of the open string; may be empty. */
    private static String replacedText(String textBeforeCursor) {
        if (isCommand(textBeforeCursor)) return textBeforeCursor.substring(textBeforeCursor.indexOf(':'));
        ShellCommandLine commandLine = ShellCommandLine.parse(textBeforeCursor);
        String lastWord = textBeforeCursor.substring(textBeforeCursor.lastIndexOf(' ') + 1);
        // The argument of help is a path of the catalogue, a word, a command with its colon, a script or a file.
        boolean isHelpWord = commandLine != null
                && commandLine.name().equals("help")
                && !textBeforeCursor.stripLeading().equals("help")
                && !HELP_PATH.matcher(lastWord).matches();
        // The argument of :watch is Groovy; the arguments of other commands are plain words.
        if (isHelpWord) return lastWord;
        if (commandLine != null && commandLine.hasColon() && !commandLine.takesGroovy())
            return ArgumentLine.parse(commandLine.typedArgument(textBeforeCursor))
                    .lastWord();
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
