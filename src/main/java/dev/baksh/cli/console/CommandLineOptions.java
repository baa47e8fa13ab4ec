package dev.baksh.cli.console;

import dev.baksh.cli.console.CommandLineTable.Arguments;
import dev.baksh.cli.console.CommandLineTable.Command;
import dev.baksh.cli.console.CommandLineTable.Option;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.text.ShellWord;
import dev.baksh.output.OutputFormat;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Parser and result of the command line. The parser uses {@link CommandLineTable} and no library, because a library takes a
 * tenth of the start-up time (src/doc/decisions/command-line.md).
 *
 * <p>Global options may stand anywhere before a file; the arguments after the file belong to the script. A global
 * option there is refused, because it would be lost; after {@code --} every argument belongs to the script.
 */
public final class CommandLineOptions {
    public static final List<String> COMMANDS = Command.NAMES;
    /** Options of {@code resume}. */
    public static final List<String> RESUME_OPTIONS = Command.RESUME.options;
    /** Options that give answers, and no step; {@code --answer} is an option of {@code run} too. */
    public static final List<String> ANSWER_OPTIONS = List.of("--answer", "--ticket");

    public final List<String> servers = new ArrayList<>();
    public final List<String> arguments = new ArrayList<>();
    public String command = "";
    public String expression;
    public OutputFormat format;
    public Duration deadline;
    public boolean sandbox;
    public boolean dryRun;
    public boolean readOnly;
    public boolean assumeYes;
    boolean noColour;
    public boolean debug;
    public boolean unattended;
    /** Folder of the recording to make, or null. */
    public Path recordPath;
    /** Folder of the recording to replay, or null. */
    public Path replayPath;

    /** Step by the option of {@code resume}; empty if no such option was given. */
    public final Map<String, String> resumeOptions = new LinkedHashMap<>();

    /**
     * Words after a file that can be meant for baksh and are parameters if the script reads them; by the name of the
     * parameter.
     */
    public final Map<String, DoubtfulOption> doubtfulOptions = new LinkedHashMap<>();

    /** The answers of {@code --answer NAME=VALUE} and {@code --ticket}, by the name of the question. */
    public final Map<String, String> answers = new LinkedHashMap<>();

    /** A notice for each option that the command ignores. */
    public final List<String> ignoredOptions = new ArrayList<>();

    /** The global options of this command line, with their values; empty for an option without a value. */
    private final Map<Option, String> givenOptions = new EnumMap<>(Option.class);

    private boolean helpRequested;
    private boolean atPrompt;
    private final List<String> args;
    private int position;

    /**
     * Word that is an option or a parameter.
     *
     * @param command command line with the option where it has an effect
     * @param error refusal of the word as an option
     */
    public record DoubtfulOption(String command, BakshException error) {}

    private CommandLineOptions(List<String> args) {
        this.args = args;
    }

    /**
     * Parses the arguments of the process.
     *
     * @throws BakshException an option or a command is not known, or a value is missing (exit 2)
     */
    public static CommandLineOptions parse(List<String> args) {
        CommandLineOptions options = new CommandLineOptions(args);
        options.parse();
        return options;
    }

    /** Parses a command at the prompt of a shell, which keeps the options that the shell was started with. */
    public static CommandLineOptions atPrompt(List<String> args, CommandLineOptions shellOptions) {
        CommandLineOptions options = new CommandLineOptions(args);
        options.sandbox = shellOptions.sandbox;
        options.assumeYes = shellOptions.assumeYes;
        options.debug = shellOptions.debug;
        options.recordPath = shellOptions.recordPath;
        options.replayPath = shellOptions.replayPath;
        options.format = shellOptions.format;
        options.atPrompt = true;
        options.parse();
        return options;
    }

    private void parse() {
        while (position < args.size()) {
            String arg = args.get(position++);
            if (arg.equals("-") && expression == null) {
                readStandardInputMark();
            } else if (arg.equals("--")) {
                readOperands();
            } else if (arg.startsWith("-")) {
                parseOption(arg);
            } else if (expression != null) {
                arguments.add(arg);
            } else {
                parseCommand(arg);
            }
        }
        if (helpRequested) {
            arguments.clear();
            if (atPrompt && !command.isEmpty()) arguments.add(":" + command);
            command = "help";
        } else if (expression != null) {
            if (!command.isEmpty())
                throw BakshException.usageError(
                        "-e cannot be combined with " + command + "; nothing was run", "write two calls of baksh");
            command = "-e";
        }
        if (!helpRequested) givenOptions.keySet().forEach(this::requireEffect);
        if (recordPath != null && replayPath != null)
            throw BakshException.usageError(
                    "--record and --replay cannot be combined", "use --replay alone, or --record with the servers");
        if (unattended && deadline == null && executesScript(command)) {
            throw BakshException.usageError("--unattended needs --deadline", "for example: --deadline 2h");
        }
    }

    /** True if a recording is made or replayed; a recording depends on the order of events. */
    public boolean isTaped() {
        return recordPath != null || replayPath != null;
    }

    /** True for a command that takes arguments or options of its own. */
    public static boolean takesArguments(String command) {
        Command found = Command.find(command);
        return found != null && (found.arguments != Arguments.NONE || !found.options.isEmpty());
    }

    /** True for the commands that execute a script or an expression. */
    static boolean executesScript(String command) {
        return List.of("run", "resume", "-", "-e").contains(command);
    }

    private void parseOption(String arg) {
        int equalsIndex = arg.startsWith("--") || arg.startsWith("-o=") ? arg.indexOf('=') : -1;
        String name = equalsIndex < 0 ? arg : arg.substring(0, equalsIndex);
        String value = equalsIndex < 0 ? null : arg.substring(equalsIndex + 1);
        Option option = Option.find(name);
        if (value != null && option != null && !option.takesValue) {
            throw BakshException.usageError(
                    name + " takes no value, not '" + value + "'", "omit the option to turn it off");
        }
        Command current = Command.find(command);
        List<String> commandOptions = current == null ? List.of() : current.options;
        if (commandOptions.contains(name)) {
            parseCommandOption(current, name, value);
            return;
        }
        if (option == null) throw unknownOption(name, current == Command.RESUME ? commandOptions : List.of());
        if (atPrompt && !command.equals("run") && option != Option.OUTPUT && option != Option.HELP)
            throw BakshException.usageError(
                    name + " is an option for the start of baksh; :" + command + " does not take it",
                    promptHint(option));
        String text = option.takesValue ? requireValue(name, value) : "";
        String earlierText = givenOptions.put(option, text);
        if (!List.of(Option.SERVER, Option.EXPRESSION, Option.OUTPUT).contains(option))
            requireOneValue(name, earlierText, text);
        switch (option) {
            case SERVER -> servers.add(requireName(name, text, "the name of a server"));
            case EXPRESSION -> {
                if (expression != null)
                    throw BakshException.usageError("-e was given twice", "join the expressions with a semicolon");
                expression = requireExpression(text);
            }
            case OUTPUT -> format = OutputFormat.parse(text);
            case DEADLINE -> deadline = parseDuration(text);
            case RECORD -> recordPath = Path.of(requireName(name, text, "a folder"));
            case REPLAY -> replayPath = Path.of(requireName(name, text, "a folder"));
            case SANDBOX -> sandbox = true;
            case DRY_RUN -> dryRun = true;
            case READ_ONLY -> readOnly = true;
            case YES -> assumeYes = true;
            case NO_COLOR -> noColour = true;
            case DEBUG -> debug = true;
            case UNATTENDED -> unattended = true;
            case WARM -> {} // Only the launcher uses this option. The call arrives here if the warm process has handed
            // it back or does not run.
            case HELP -> helpRequested = true;
            case VERSION -> {
                if (!command.isEmpty() && !command.equals("version"))
                    throw BakshException.usageError(
                            "--version cannot be combined with " + command + "; nothing was run", "baksh version");
                command = "version";
            }
        }
    }

    /** Returns the command of the shell with the effect of an option. */
    private static String promptHint(Option option) {
        return switch (option) {
            case DRY_RUN -> "write :dry on before the command";
            case READ_ONLY -> "write :ro on before the command";
            case SERVER -> "write :use NAME before the command";
            default -> "start baksh with " + option.names.get(0);
        };
    }

    private void parseCommandOption(Command current, String name, String value) {
        if (ANSWER_OPTIONS.contains(name)) addAnswer(name, requireValue(name, value));
        else if (current == Command.RESUME) {
            if (!resumeOptions.isEmpty())
                throw BakshException.usageError(
                        "resume takes one of " + String.join(", ", stepOptions()) + ", and not "
                                + resumeOptions.keySet().iterator().next() + " and " + name,
                        "use one resume for each option");
            resumeOptions.put(name, requireValue(name, value));
        } else {
            boolean takesValue = name.equals("--note");
            if (value != null && !takesValue)
                throw BakshException.usageError(name + " takes no value, not '" + value + "'", null);
            if (takesValue && arguments.contains(name))
                throw BakshException.usageError(name + " was given twice", "give " + name + " once");
            arguments.add(name);
            if (takesValue) arguments.add(requireValue(name, value));
        }
    }

    /** Returns the options of {@code resume} that name a step. */
    static List<String> stepOptions() {
        List<String> options = new ArrayList<>(RESUME_OPTIONS);
        options.removeAll(ANSWER_OPTIONS);
        return options;
    }

    private void addAnswer(String option, String text) {
        int equalsIndex = text.indexOf('=');
        boolean isTicket = option.equals("--ticket");
        if (!isTicket && equalsIndex < 1)
            throw BakshException.usageError(
                    option + " takes NAME=VALUE, not '" + text + "'", "for example: --answer region=eu");
        String name = isTicket ? "ticket" : text.substring(0, equalsIndex);
        String answer = isTicket ? text : text.substring(equalsIndex + 1);
        if (answer.isBlank()) throw BakshException.usageError(option + " needs an answer for '" + name + "'", null);
        if (answers.put(name, answer.strip()) != null)
            throw BakshException.usageError(
                    "two answers were given to '" + name + "'", "give one answer to this question");
    }

    /** @param commandOptions options of the command, suggested first */
    private BakshException unknownOption(String name, List<String> commandOptions) {
        boolean isRun = command.equals("run");
        for (Command owner : Command.values()) {
            boolean isScriptParameter = isRun && name.equals("--ticket"); // A runbook takes a ticket too.
            if (owner.options.contains(name) && !isScriptParameter)
                return BakshException.usageError(
                        name + " is an option of " + owner.word() + "; nothing was run", "baksh help " + owner.word());
        }
        List<String> candidates = new ArrayList<>(commandOptions);
        for (Option option : Option.values()) candidates.addAll(option.names);
        boolean isSimilar = !NameSuggestions.nearest(name, candidates).isEmpty();
        return BakshException.usageError(
                "unknown option " + name,
                isRun && !isSimilar
                        ? "a parameter of the script follows the file: baksh run FILE " + name + " VALUE"
                        : NameSuggestions.suggest(name, candidates, "options are"));
    }

    /** Refuses an option and a script in place of an expression. */
    private static String requireExpression(String text) {
        boolean isScript = text.endsWith(".groovy") && new File(text).isFile();
        if (isScript || Option.findMeant(text) != null)
            throw BakshException.usageError(
                    "-e takes an expression, not '" + text + "'; nothing was run",
                    isScript ? "baksh run " + ShellWord.quoteIfNeeded(text) : "write the expression directly after -e");
        return text;
    }

    /** Refuses another option in place of the value of an option. */
    private static String requireName(String option, String text, String meaning) {
        if (text.isBlank() || text.startsWith("-"))
            throw BakshException.usageError(option + " takes " + meaning + ", not '" + text + "'", null);
        return text;
    }

    /** Refuses a second value, which would replace the first value without a message. */
    private static void requireOneValue(String option, String earlierText, String text) {
        if (earlierText == null || earlierText.equals(text)) return;
        throw BakshException.usageError(
                option + " was given twice: " + earlierText + " and " + text, "give " + option + " once");
    }

    /**
     * Refuses an option that the command would ignore. A server and a format, which a script of the user may add to each call, are
     * only noted.
     */
    private void requireEffect(Option option) {
        if (!option.isIgnoredBy(command)) return;
        String name = option.names.get(0);
        String problem = name + " has no effect on " + (atPrompt ? ":" : "") + command;
        if (!atPrompt && (option == Option.SERVER || option == Option.OUTPUT)) ignoredOptions.add(problem);
        else throw BakshException.usageError(problem + "; nothing was run", "omit " + name);
    }

    private String requireValue(String name, String value) {
        if (value != null) return value;
        if (position < args.size()) return args.get(position++);
        throw BakshException.usageError(name + " needs a value", null);
    }

    /** Parses {@code 90s}, {@code 30m} or {@code 2h}. */
    private static Duration parseDuration(String text) {
        if (!text.matches("[1-9]\\d{0,6}[smh]")) {
            throw BakshException.usageError("--deadline: '" + text + "' is not a duration", "write 90s, 30m or 2h");
        }
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }

    private void parseCommand(String arg) {
        Command current = Command.find(command);
        if (current != null && current.arguments == Arguments.MIXED) {
            arguments.add(arg);
            return;
        }
        rejectArgument(arg);
        if (arg.equals("run")) {
            command = "run";
            while (position < args.size()
                    && args.get(position).startsWith("-")
                    && !args.get(position).equals("-")
                    && !args.get(position).equals("--")) parseOption(args.get(position++));
            boolean separated = position < args.size() && args.get(position).equals("--");
            if (separated) position++;
            else if (position < args.size() && args.get(position).equals("-")) command = args.get(position++);
            if (position == args.size() && command.equals("run") && !helpRequested)
                throw BakshException.usageError("run needs a file", "baksh run FILE [--param value ...]");
            if (separated) readRemaining();
            else if (command.equals("-")) readScriptArguments("-");
            else readFileAndArguments();
            return;
        } else if (COMMANDS.contains(arg)) {
            command = arg;
        } else if (arg.endsWith(".groovy") || arg.indexOf('/') >= 0 || Files.exists(Path.of(arg))) {
            command = "run";
            position--;
            readFileAndArguments();
            return;
        } else {
            throw BakshException.usageError(
                    "there is no command and no file '" + arg + "'",
                    NameSuggestions.suggest(arg, COMMANDS, "baksh help lists the commands; commands are"));
        }
        if (Command.find(command).arguments == Arguments.REST) {
            helpRequested |= args.subList(position, args.size()).stream().anyMatch(Option.HELP.names::contains);
            readRemaining();
        }
    }

    private void readFileAndArguments() {
        if (position == args.size()) return;
        String file = args.get(position++);
        arguments.add(file);
        readScriptArguments(file);
    }

    /**
     * Reads the arguments of a script, and removes the first {@code --}.
     *
     * @param script file, or {@code -}
     * @throws BakshException (exit 2) if a global option stands before {@code --}, where it would have no effect
     */
    private void readScriptArguments(String script) {
        while (position < args.size()) {
            String arg = args.get(position++);
            if (arg.equals("--")) break;
            Option option = Option.findMeant(arg);
            if (option != null && !helpRequested) throw misplacedOption(arg, option, script);
            noteDoubtfulOption(arg, script);
            arguments.add(arg);
        }
        readRemaining();
    }

    private void noteDoubtfulOption(String arg, String script) {
        String name = arg.replaceFirst("(?s)=.*", "");
        String parameter = name.replaceFirst("^-+", "");
        Option similar = Option.findSimilar(name);
        if (similar != null) {
            String problem = " is similar to " + similar.longName();
            String command = placedOption(arg, similar, script);
            BakshException error = misplacedOption(arg, similar.takesValue, problem, command, script);
            doubtfulOptions.putIfAbsent(parameter, new DoubtfulOption(command, error));
        }
        for (String option : Command.RUN.options) {
            if (!name.equals(option) && !Option.isMisspelt(name, option)) continue;
            String problem = name.equals(option) ? " is an option of baksh" : " is similar to " + option;
            String command = (atPrompt ? ":run " : "baksh run ") + option + " NAME=VALUE " + quote(script);
            // The message contains no answer, which can be a secret.
            BakshException error = misplacedOption(name, false, problem, command, script);
            doubtfulOptions.putIfAbsent(parameter, new DoubtfulOption(command, error));
        }
    }

    private BakshException misplacedOption(String arg, Option option, String script) {
        return misplacedOption(
                arg, option.takesValue, " is an option of baksh", placedOption(arg, option, script), script);
    }

    private BakshException misplacedOption(
            String arg, boolean takesValue, String problem, String placedCommand, String script) {
        String target = quote(script);
        String run = atPrompt ? ":run " + target : script.equals("-") ? "baksh -" : "baksh run " + target;
        boolean hasValue = takesValue && arg.indexOf('=') < 0 && position < args.size();
        String words = quote(arg) + (hasValue ? " " + quote(args.get(position)) : "");
        return BakshException.usageError(
                NameSuggestions.oneLine(arg) + " after " + script + problem
                        + ", which has no effect there; nothing was run",
                "for baksh: " + placedCommand + "; for the script: " + run + " -- " + words);
    }

    /** Returns the command line with the option where it has an effect. */
    private String placedOption(String arg, Option option, String script) {
        boolean fromStdin = script.equals("-");
        String target = quote(script);
        switch (option) {
            case HELP -> {
                if (atPrompt) return "help " + target;
                return fromStdin ? "baksh help" : "baksh help " + target;
            }
            case VERSION -> {
                return "baksh version";
            }
            case EXPRESSION -> {
                return "baksh -e 'EXPR'";
            }
            default -> {
                if (atPrompt && option == Option.DRY_RUN) return ":run --dry-run " + target;
            }
        }
        int equalsIndex = arg.indexOf('=');
        String value = "";
        if (option.takesValue && equalsIndex >= 0) value = " " + quote(arg.substring(equalsIndex + 1));
        else if (option.takesValue) value = " " + (position < args.size() ? quote(args.get(position)) : "VALUE");
        return "baksh " + option.names.get(0) + value + (fromStdin ? " -" : " run " + target);
    }

    private static String quote(String arg) {
        return arg.matches("[\\w./:=,@%+-]+") ? arg : ShellWord.quote(arg);
    }

    /** True if a word after a file counts as a global option, so that a script gets the word only after {@code --}. */
    public static boolean isGlobalOption(String word) {
        return Option.findMeant(word) != null;
    }

    /**
     * Reads the arguments after {@code --}, none of which is an option: those of the expression or the command, or a
     * file with its arguments.
     */
    private void readOperands() {
        boolean hasOperands = position < args.size();
        if (expression == null && command.isEmpty()) {
            if (!hasOperands) throw BakshException.usageError("-- needs a file", null);
            command = "run";
        } else if (expression == null && hasOperands) {
            rejectArgument(args.get(position));
        }
        readRemaining();
    }

    /** Reads {@code -}: a script on standard input to run, or to check. No other command reads a script. */
    private void readStandardInputMark() {
        if (command.equals("check")) {
            arguments.add("-");
        } else if (command.isEmpty()) {
            command = "-";
            readScriptArguments("-");
        } else {
            throw BakshException.usageError(
                    command + " does not read standard input; nothing was run",
                    "for a script on standard input: baksh -, or baksh check -");
        }
    }

    /** Refuses an argument of a command that takes none. */
    private void rejectArgument(String arg) {
        Command current = Command.find(command);
        if (current != null && current.arguments == Arguments.NONE)
            throw BakshException.usageError(command + " takes no arguments, not '" + arg + "'", null);
    }

    private void readRemaining() {
        arguments.addAll(args.subList(position, args.size()));
        position = args.size();
    }

    /** Returns the parameters {@code --name value}, {@code --name=value} and {@code --flag} among a script's arguments. */
    public static Map<String, Object> parseParameters(List<String> args) {
        Map<String, Object> params = new LinkedHashMap<>();
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (!arg.startsWith("--") || arg.length() < 3) continue;
            int equalsIndex = arg.indexOf('=');
            if (equalsIndex > 0) params.put(arg.substring(2, equalsIndex), arg.substring(equalsIndex + 1));
            else if (i + 1 < args.size() && !args.get(i + 1).startsWith("--"))
                params.put(arg.substring(2), args.get(++i));
            else params.put(arg.substring(2), true);
        }
        return params;
    }
}
