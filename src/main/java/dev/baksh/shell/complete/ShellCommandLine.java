package dev.baksh.shell.complete;

import java.util.Set;

/**
 * A line that is for the shell and not for Groovy: {@code :use eu}, {@code help n2ws.policies}.
 *
 * @param colon    written with a colon
 * @param name     {@code use}, {@code help}
 * @param argument what follows, stripped
 */
public record ShellCommandLine(boolean colon, String name, String argument) {
    /** Commands whose argument is Groovy, or a path of Groovy's words. */
    private static final Set<String> GROOVY = Set.of("watch", "help");

    /** An expression over several lines belongs to its command. */
    public boolean goesOn() {
        return name.equals("watch");
    }

    /** The first line of a text that is more than blank. */
    public static String first(String text) {
        return text.stripLeading().lines().findFirst().orElse("");
    }

    /** What stands below it. */
    public static String below(String text) {
        String line = text.stripLeading();
        return line.substring(first(line).length()).strip();
    }

    boolean takesGroovy() {
        return GROOVY.contains(name);
    }

    /** What was typed behind the name of a command, with its last blank. */
    public String after(String text) {
        String words = text.stripLeading().substring(1).stripLeading();
        return words.substring(name.length()).stripLeading();
    }

    /** The shell's reading of a text, or null when it is Groovy. */
    public static ShellCommandLine of(String text) {
        String line = text.strip();
        boolean colon = line.startsWith(":");
        String words = colon ? line.substring(1).stripLeading() : line;
        int end = 0;
        while (end < words.length() && !Character.isWhitespace(words.charAt(end))) end++;
        String name = words.substring(0, end);
        if (!colon && !name.equals("help")) return null;
        return new ShellCommandLine(colon, name, words.substring(end).strip());
    }
}
