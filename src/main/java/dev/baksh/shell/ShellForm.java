package dev.baksh.shell;

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translator of commands of the command line to the form of the shell: {@code baksh resume last} is {@code :resume last}. A command
 * for another terminal stays.
 */
public final class ShellForm {
    private static final Pattern OWN_COMMAND_LINE =
            Pattern.compile("(?:\\S*/)?baksh(?:\\s+([\\w'\"/~.-].*))?", Pattern.DOTALL);
    private static final Pattern SCRIPT =
            Pattern.compile("((?:--sandbox |--dry-run )*)([^-\\s]\\S*(?:\\.groovy|/)\\S*.*)", Pattern.DOTALL);

    private final Pattern commandPattern;

    /** @param commands names of the commands that the shell has too */
    public ShellForm(Collection<String> commands) {
        commandPattern = Pattern.compile(
                "(?<![\\w./-])(?<!terminal: )(?<!the shell: )(?:scripts/)?baksh (?:--sandbox )?(--dry-run )?("
                        + String.join("|", commands) + ")(?![\\w.-])");
    }

    /** Returns the text with the commands in the form of the shell. */
    public String translate(String text) {
        if (text == null || !text.contains("baksh ")) return text;
        return commandPattern.matcher(text).replaceAll(match -> {
            String name = match.group(2).equals("help") ? "help" : ":" + match.group(2);
            return Matcher.quoteReplacement(
                    match.group(1) == null ? name : name + " " + match.group(1).strip());
        });
    }

    /** Returns true for a typed command line of baksh, {@code baksh check x}. */
    static boolean isCommandLine(String text) {
        return OWN_COMMAND_LINE.matcher(text.strip()).matches();
    }

    /** Returns the hint for a typed command line of baksh. */
    String hintFor(String text) {
        Matcher matcher = OWN_COMMAND_LINE.matcher(text.strip());
        String arguments =
                matcher.matches() && matcher.group(1) != null ? matcher.group(1).strip() : "";
        if (arguments.isEmpty()) return "write an expression; help lists the words, :help the commands";
        if (arguments.startsWith("-e ")) return "write only the expression, without baksh -e and its quotes";
        String translated = translate("baksh " + arguments);
        if (!translated.startsWith("baksh ")) return "write " + translated;
        Matcher script = SCRIPT.matcher(arguments);
        if (script.matches())
            return "write :run " + (script.group(1).contains("--dry-run") ? "--dry-run " : "") + script.group(2);
        return "options belong to the start of baksh; :help lists the commands of the shell";
    }
}
