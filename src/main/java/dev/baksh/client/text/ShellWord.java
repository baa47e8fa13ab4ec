package dev.baksh.client.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formatter of a text as one word of a POSIX shell, for commands that users copy; also splits such a command. */
public final class ShellWord {
    /** Text in quotes: {@code $'a\012b'}, {@code 'it'\''s'} or {@code "a b"}. */
    private static final Pattern QUOTED =
            Pattern.compile("\\$'((?:[^'\\\\]|\\\\.)*+)'|'((?:[^']|'\\\\'')*+)'|\"([^\"]*+)\"");

    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3}|.)");

    private ShellWord() {}

    /**
     * Returns the text in single quotes. A text with hidden characters becomes {@code $'a\012b'}: a line end would split the
     * command, and a terminal does not show the other characters.
     */
    public static String quote(String text) {
        if (text.codePoints().noneMatch(HiddenCharacters::contains)) return "'" + text.replace("'", "'\\''") + "'";
        StringBuilder word = new StringBuilder("$'");
        text.codePoints().forEach(codePoint -> {
            if (codePoint == '\'' || codePoint == '\\') word.append('\\');
            if (!HiddenCharacters.contains(codePoint)) word.appendCodePoint(codePoint);
            else
                for (byte unit : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8))
                    word.append(String.format("\\%03o", unit & 0xff));
        });
        return word.append('\'').toString();
    }

    /** Returns the text unchanged if a shell reads the text as one word, else in quotes. */
    public static String quoteIfNeeded(String text) {
        return text.matches("[A-Za-z0-9_@%+=:,./-]+") && !text.startsWith("-") ? text : quote(text);
    }

    /** Splits a command into its words, as a shell does, but a backslash outside of quotes stays; null if a quote is not closed. */
    public static List<String> split(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        Matcher quoted = QUOTED.matcher(command);
        for (int position = 0; position < command.length(); ) {
            char next = command.charAt(position);
            if (Character.isWhitespace(next)) {
                if (word != null) words.add(word.toString());
                word = null;
                position++;
                continue;
            }
            if (word == null) word = new StringBuilder();
            if (quoted.region(position, command.length()).lookingAt()) {
                if (quoted.group(1) != null) word.append(unescape(quoted.group(1)));
                else if (quoted.group(2) != null) word.append(quoted.group(2).replace("'\\''", "'"));
                else word.append(quoted.group(3));
                position = quoted.end();
            } else if (next == '\'' || next == '"') {
                return null;
            } else {
                word.append(next);
                position++;
            }
        }
        if (word != null) words.add(word.toString());
        return words;
    }

    /** Returns the text of the characters between {@code $'} and {@code '}. */
    private static String unescape(String content) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Matcher escape = ESCAPE.matcher(content);
        int end = 0;
        for (; escape.find(); end = escape.end()) {
            text.writeBytes(content.substring(end, escape.start()).getBytes(StandardCharsets.UTF_8));
            String code = escape.group(1);
            if (code.length() == 3) text.write(Integer.parseInt(code, 8));
            else text.writeBytes(code.getBytes(StandardCharsets.UTF_8));
        }
        text.writeBytes(content.substring(end).getBytes(StandardCharsets.UTF_8));
        return text.toString(StandardCharsets.UTF_8);
    }
}
