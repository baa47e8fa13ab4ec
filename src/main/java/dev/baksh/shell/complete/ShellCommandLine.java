package dev.baksh.shell.complete;

import java.util.Set;

/**
 * Parsed shell command: {@code :use eu}, {@code help n2ws.policies}.
 *
 * @param hasColon true if the command starts with a colon
 * @param name such as {@code use} or {@code help}
 * @param argument the rest of the input, stripped
 */
public record ShellCommandLine(boolean hasColon, String name, String argument) {
    /** Commands with Groovy, or a path of nouns, as argument. */
    private static final Set<String> GROOVY_COMMANDS = Set.of("watch", "help");

    /** Returns true if the argument can have several lines. */
    public boolean isMultiLine() {
        return name.equals("watch");
    }

    /** Returns the first line that is not blank. */
    public static String firstLine(String text) {
        return text.stripLeading().lines().findFirst().orElse("");
    }

    /** Returns the lines below {@link #firstLine}. */
    public static String linesBelowFirst(String text) {
        String line = text.stripLeading();
        return line.substring(firstLine(line).length()).strip();
    }

    boolean takesGroovy() {
        return GROOVY_COMMANDS.contains(name);
    }

    /** Returns the input after the name of the command, with trailing blanks. */
    public String typedArgument(String text) {
        String commandText = text.stripLeading().substring(1).stripLeading();
        return commandText.substring(name.length()).stripLeading();
    }

    /** Returns the command in an input, or null if the input is Groovy. */
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
