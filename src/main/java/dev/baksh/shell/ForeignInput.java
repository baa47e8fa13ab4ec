package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.output.OutputFormat;
import dev.baksh.shell.complete.ScriptWords;
import dev.baksh.shell.complete.Token;
import dev.baksh.shell.complete.Tokenizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recogniser of inputs that users know from other shells and that are no Groovy here: {@code exit}, {@code ls},
 * {@code ?}, a command of this shell without its colon, a word of a runbook, the name of a script, and a command line of baksh. A
 * variable, method or class with the name keeps its meaning.
 *
 * @param commands names of the commands of the shell, without colon
 * @param isDefined returns true for the name of a variable, a method or a class
 */
record ForeignInput(Collection<String> commands, Predicate<String> isDefined) {
    private static final Set<String> QUIT_WORDS = Set.of("exit", "quit", "q", "logout", "bye", "\\q");
    private static final Set<String> HELP_WORDS =
            Set.of("?", "??", "h", "\\?", "\\h", "man", "-h", "--help", "help me");
    private static final Set<String> LIST_WORDS = Set.of("ls", "ll", "dir", "list", "show", "get", "describe");
    private static final Set<String> CLEAR_WORDS = Set.of("clear", "cls");

    private static final Set<String> SYSTEM_WORDS = Set.of("""
            cat cd cp curl echo env export fg git grep kill kubectl less mkdir mv nano ping ps pwd rm scp ssh su sudo systemctl
            tail uptime vi vim wget whoami""".split("\\s+"));

    /** Commands that users of other shells write behind a pipe. */
    private static final Set<String> FILTER_WORDS =
            Set.of("awk cut egrep grep head jq less more sed sort tail tee uniq wc xargs".split(" "));

    /** Lines after which the user of an incomplete input does not know how to leave the input. */
    private static final Set<String> ABANDONING_LINES =
            Set.of("exit", "quit", "logout", "\\q", ":q", ":quit", ":exit", ":help");

    /**
     * Pattern of a word and its arguments. A word before an operator or a bracket does not match, because it begins an expression.
     */
    private static final Pattern COMMAND_PATTERN = Pattern.compile("([a-z]+|[A-Z]+)(?:\\s+[\\w'\"/~.$*-][^\\n]*)?");

    /** Pattern of a question for the help of a topic, in the forms of other shells. */
    private static final Pattern HELP_PATTERN = Pattern.compile(
            ":?(\\?|\\\\\\?|\\\\h|h|man|HELP|Help)\\s+([\\w'\":].*)|(\\?)([\\w'\":].*)|(help)\\s*\\((.*)\\)\\s*;?|(help)[!?;]+");

    /** Pattern of the path of a script and its arguments. */
    private static final Pattern SCRIPT_PATTERN = Pattern.compile("^[\\w./~-]+\\.groovy(?:\\s[^\\n]*)?");

    /** Pattern of a call of a word of a runbook at the start of an input. */
    private static final Pattern FIRST_CALL = Pattern.compile("^([A-Za-z]++)(?:\\s*+[({]|\\s++['\"\\w])");

    /** Returns true for a word that leaves the shell, in any case, also as {@code exit()} or {@code exit;}. */
    boolean isQuit(String text) {
        return isWordOf(QUIT_WORDS, wordOf(text));
    }

    /** Returns true for a name of a command that leaves the shell, {@code :exit} and {@code :q!} too. */
    static boolean isQuitCommand(String name) {
        return QUIT_WORDS.contains(name) || Set.of("q!", "wq", "x").contains(name);
    }

    /** Returns the topic of a question for help, {@code ? table}; empty for help in general, or null for another input. */
    String helpTopic(String text) {
        String line = text.strip();
        String word = line.startsWith(":") ? line.substring(1) : wordOf(line);
        boolean isBare = isWordOf(HELP_WORDS, word) || word.equalsIgnoreCase("help") && !line.matches(":?help");
        if (isBare && !isDefined.test(word)) return "";
        Matcher matcher = HELP_PATTERN.matcher(line);
        if (!matcher.matches()) return null;
        for (int group = 1; group < matcher.groupCount(); group += 2) {
            if (matcher.group(group) == null) continue;
            return isDefined.test(matcher.group(group))
                    ? null
                    : matcher.group(group + 1).strip();
        }
        return "";
    }

    /** Returns the word of {@code exit}, {@code exit()}, {@code exit;}, {@code /exit} and {@code .exit}. */
    private static String wordOf(String text) {
        String word = text.strip();
        if (word.matches("[/.]([a-z]+|\\?)")) return word.substring(1);
        if (word.endsWith(";")) word = word.substring(0, word.length() - 1).strip();
        int parenthesis = word.indexOf('(');
        boolean isCall = parenthesis > 0
                && word.endsWith(")")
                && word.substring(parenthesis + 1, word.length() - 1).isBlank();
        return isCall ? word.substring(0, parenthesis).strip() : word;
    }

    private boolean isWordOf(Set<String> words, String typed) {
        return words.contains(typed.toLowerCase(Locale.ROOT)) && !isDefined.test(typed);
    }

    /** Returns true for several lines whose last line is a word that leaves the shell or shows the help. */
    static boolean isAbandoned(String text) {
        String lines = text.strip();
        int lastLine = lines.lastIndexOf('\n') + 1;
        return lastLine > 0
                && ABANDONING_LINES.contains(lines.substring(lastLine).strip());
    }

    /** Returns true for a command line of baksh, {@code baksh check x}. */
    boolean isCommandLine(String text) {
        return ShellForm.isCommandLine(text) && !isDefined.test("baksh");
    }

    /** Returns true for an input that is no Groovy, and is complete. */
    boolean isForeign(String text) {
        Matcher matcher = COMMAND_PATTERN.matcher(text.strip());
        boolean isSystemCommand = matcher.matches()
                && (isWordOf(SYSTEM_WORDS, matcher.group(1)) || isWordOf(LIST_WORDS, matcher.group(1)));
        return isSystemCommand
                || findFilter(text) != null
                || isQuit(text)
                || helpTopic(text) != null
                || isCommandLine(text)
                || isScript(text.strip());
    }

    private boolean isScript(String line) {
        return SCRIPT_PATTERN.matcher(line).matches()
                && Arrays.stream(line.split("\\s", 2)[0].split("[./~-]+")).noneMatch(isDefined);
    }

    /** Returns the command behind a pipe, {@code grep} in {@code n2ws.policies | grep night}, or null. */
    private String findFilter(String text) {
        if (text.indexOf('|') < 0) return null;
        List<Token> tokens = Tokenizer.tokenize(text);
        for (int i = 1; i < tokens.size() - 1; i++) {
            String word = tokens.get(i + 1).text();
            boolean isPipe = tokens.get(i).isSymbol("|") && !tokens.get(i - 1).isSymbol("|");
            // A second occurrence can be the variable of the expression.
            boolean isCommand = FILTER_WORDS.contains(word)
                    && !isDefined.test(word)
                    && tokens.stream().filter(token -> token.isWord(word)).count() == 1;
            if (isPipe && isCommand) return word;
        }
        return null;
    }

    /**
     * Refuses a command line of baksh, a command without its colon, a word of a runbook, and a command of another shell.
     *
     * @param isFunction returns true for a function of the scripts such as {@code unlock}; a function with arguments is
     *     Groovy
     * @throws BakshException (exit 2) with a hint that shows the correct input
     */
    void check(String text, Predicate<String> isFunction) {
        if (isCommandLine(text))
            throw BakshException.usageError(
                    "this is the shell of baksh; the input is a command line", new ShellForm(commands).hintFor(text));
        String line = text.strip();
        if (isScript(line))
            throw BakshException.usageError("'" + line.split("\\s", 2)[0] + "' is a script", "write :run " + line);
        String filter = findFilter(line);
        if (filter != null)
            throw BakshException.usageError(
                    "'| " + filter + "' is a pipe, and this shell has none",
                    "findAll { } selects rows, take(5) the first rows; for a pipe use another terminal: baksh -e 'EXPR' | "
                            + filter);
        checkRunbookWord(line, isFunction);
        checkOutputOption(line.split("\\s+"));
        Matcher matcher = COMMAND_PATTERN.matcher(line.replaceFirst("^!(?=[a-z])", ""));
        if (!matcher.matches() || isDefined.test(matcher.group(1))) return;
        String typed = matcher.group(1);
        String word = typed.toLowerCase(Locale.ROOT);
        boolean isEscape = line.startsWith("!");
        boolean isBare = typed.equals(line);
        if (commands.contains(word) && !isEscape && (isBare || !isFunction.test(word)))
            throw BakshException.usageError(
                    "'" + typed + "' is a command of the shell and needs a colon",
                    "write :" + word + line.substring(word.length()));
        String hint = null;
        if (CLEAR_WORDS.contains(word)) hint = "Ctrl-L clears the screen";
        if (LIST_WORDS.contains(word))
            hint = "a noun lists its objects: n2ws.policies, px.roles; help lists the nouns and verbs";
        if (SYSTEM_WORDS.contains(word))
            hint = "for a command of the system use another terminal; help lists the words of this shell";
        if (hint != null && !isFunction.test(word))
            throw BakshException.usageError("'" + typed + "' is not a command of this shell", hint);
    }

    /** Refuses {@code n2ws.policies -o json}: the minus sign would be an operator. */
    private void checkOutputOption(String[] words) {
        if (words.length < 3 || isDefined.test("o")) return;
        String option = words[words.length - 2];
        String format = words[words.length - 1];
        boolean isFormat = OutputFormat.names().contains(format.toLowerCase(Locale.ROOT));
        if (isFormat && (option.equals("-o") || option.equals("--output")))
            throw BakshException.usageError(
                    "'" + option + " " + format + "' is an option of the command line",
                    "write :set format " + format.toLowerCase(Locale.ROOT) + " before the expression");
    }

    /** Refuses an input that begins with a word of a runbook: the shell runs no steps. */
    private void checkRunbookWord(String text, Predicate<String> isFunction) {
        String code = text.lines()
                .dropWhile(line -> line.isBlank() || line.startsWith("//"))
                .findFirst()
                .orElse("");
        Matcher matcher = FIRST_CALL.matcher(code);
        ScriptWords.Word word = matcher.lookingAt() ? ScriptWords.find(matcher.group(1)) : null;
        boolean isRunbookWord = word != null && word.group() == ScriptWords.Group.RUNBOOK;
        if (isRunbookWord && !isDefined.test(word.name()) && !isFunction.test(word.name()))
            throw BakshException.usageError(
                    "'" + word.name() + "' is a word of a runbook, and the input was not run",
                    "write the lines to a file, then :run FILE; :save FILE writes this session as a runbook");
    }
}
