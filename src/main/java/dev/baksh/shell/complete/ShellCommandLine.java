package dev.baksh.shell.complete;

import java.util.Set;

/**
 * A line that is for the shell and not for Groovy: {@code :use eu}, {@code help n2ws.policies}.
 *
 * @param hasColon    written with a colon
 * @param name     {@code use}, {@code help}
 * @param argument what follows, stripped
 */
public record ShellCommandLine(boolean hasColon, String name, String argument) {
    /** Commands whose argument is Groovy, or a path of Groovy's words. */
    private static final Set<String> GROOVY_COMMANDS = Set.of("watch", "help");

    /** An expression over several lines belongs to its command. */
    public boolean isMultiLine() {
        return name.equals("watch");
    }

    /** The first line of a text that is more than blank. */
    public static String firstLine(String text) {
        return text.stripLeading().lines().findFirst().orElse("");
    }

    /** What stands below it. */
    public static String linesBelowFirst(String text) {
        String line = text.stripLeading();
        return line.substring(firstLine(line).length()).strip();
    }

    boolean takesGroovy() {
        return GROOVY_COMMANDS.contains(name);
    }

    /** What was typed behind the name of a command, with its last blank. */
    public String typedArgument(String text) {
        String commandText = text.stripLeading().substring(1).stripLeading();
        return commandText.substring(name.length()).stripLeading();
    }

    /** The shell's reading of a text, or null when it is Groovy. */
    public static ShellCommandLine parse(String text) {
        String line = text.strip();
        boolean hasColon = line.startsWith(":");
        String commandText = hasColon ? line.substring(1).stripLeading() : line;
        int end = 0;
        while (end < commandText.length() && !Character.isWhitespace(commandText.charAt(end))) end++;
        String name = commandText.substring(0, end);
        if (!hasColon && !name.equals("help")) return null;
        return new ShellCommandLine(hasColon, name, commandText.substring(end).strip());
    }
}
