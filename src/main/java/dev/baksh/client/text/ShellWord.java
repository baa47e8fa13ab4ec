package dev.baksh.client.text;

/** Formatter of a text as one word of a POSIX shell, for commands that users copy. */
public final class ShellWord {
    private ShellWord() {}

    /** Returns the text in single quotes. */
    public static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** Returns the text unchanged if a shell reads the text as one word, else in single quotes. */
    public static String quoteIfNeeded(String text) {
        return text.matches("[A-Za-z0-9_@%+=:,./-]+") && !text.startsWith("-") ? text : quote(text);
    }
}
