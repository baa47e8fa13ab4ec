package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recogniser of inputs that users know from other shells and that are no Groovy here: {@code exit}, {@code ls},
 * {@code ?}, a command of this shell without its colon, and a command line of baksh. A variable, method or class with
 * the name keeps its meaning.
 */
final class ForeignInput {
    private static final Set<String> QUIT_WORDS = Set.of("exit", "quit", "q", "logout", "bye", "\\q");
    private static final Set<String> HELP_WORDS = Set.of("?", "h", "\\?", "\\h", "man", "help me");
    private static final Set<String> LIST_WORDS = Set.of("ls", "ll", "dir", "list", "show", "get", "describe");

    /**
     * Pattern of a word and its arguments. A word before an operator, a bracket or a dot does not match, because it
     * begins an expression.
     */
    private static final Pattern COMMAND_PATTERN = Pattern.compile("([a-z]+)(?:\\s+[\\w'\"/~-][^\\n]*)?");

    private final Collection<String> commands;
    private final Predicate<String> isDefined;

    /**
     * @param commands names of the commands of the shell, without colon
     * @param isDefined returns true for the name of a variable, a method or a class
     */
    ForeignInput(Collection<String> commands, Predicate<String> isDefined) {
        this.commands = commands;
        this.isDefined = isDefined;
    }

    /** Returns true for a word that leaves the shell, also as {@code exit()} or {@code exit;}. */
    boolean isQuit(String text) {
        String word = text.strip();
        if (word.endsWith(";")) word = word.substring(0, word.length() - 1).strip();
        int parenthesis = word.indexOf('(');
        boolean isCall = parenthesis > 0
                && word.endsWith(")")
                && word.substring(parenthesis + 1, word.length() - 1).isBlank();
        if (isCall) word = word.substring(0, parenthesis).strip();
        return QUIT_WORDS.contains(word) && !isDefined.test(word);
    }

    boolean isHelp(String text) {
        String words = text.strip();
        return HELP_WORDS.contains(words) && !isDefined.test(words);
    }

    /** Returns true for a command line of baksh, {@code baksh check x}. */
    boolean isCommandLine(String text) {
        return ShellForm.isCommandLine(text) && !isDefined.test("baksh");
    }

    /**
     * Refuses a command line of baksh, a command without its colon, and a command of another shell.
     *
     * @param isFunction returns true for a function of the scripts such as {@code unlock}; a function with arguments is
     *     Groovy
     * @throws BakshException (exit 2) with a hint that shows the correct input
     */
    void check(String text, Predicate<String> isFunction) {
        if (isCommandLine(text))
            throw BakshException.usageError(
                    "this is the shell of baksh; the input is a command line", new ShellForm(commands).hintFor(text));
        Matcher matcher = COMMAND_PATTERN.matcher(text.strip());
        if (!matcher.matches() || isDefined.test(matcher.group(1))) return;
        String word = matcher.group(1);
        boolean isBare = word.equals(text.strip());
        if (commands.contains(word) && (isBare || !isFunction.test(word)))
            throw BakshException.usageError(
                    "'" + word + "' is a command of the shell and needs a colon", "write :" + text.strip());
        if (isBare && (word.equals("clear") || word.equals("cls")))
            throw BakshException.usageError(
                    "'" + word + "' is not a command of this shell", "Ctrl-L clears the screen");
        if (LIST_WORDS.contains(word) && !isFunction.test(word))
            throw BakshException.usageError(
                    "'" + word + "' is not a command of this shell",
                    "a noun lists its objects: n2ws.policies, px.roles; help lists the nouns and verbs");
    }
}
