package dev.baksh.cli.console;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.output.OutputFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command line, read by hand: a library costs a tenth of the start-up (src/doc/decisions/command-line.md).
 *
 * <p>Global options may stand anywhere before a file; everything after it belongs to the script.
 */
public final class CommandLineOptions {
    public static final List<String> COMMANDS = List.of(
            "run", "check", "runs", "resume", "report", "undo", "servers", "login", "doctor", "sandbox", "journal",
            "warm", "version", "help");

    private static final List<String> OPTION_NAMES = List.of(
            "--server",
            "--sandbox",
            "--dry-run",
            "--read-only",
            "--yes",
            "--no-color",
            "--debug",
            "--deadline",
            "--unattended",
            "--record",
            "--replay",
            "--warm",
            "--help",
            "-e",
            "-o",
            "-h");

    private static final List<String> FLAGS = List.of(
            "--sandbox",
            "--dry-run",
            "--read-only",
            "--yes",
            "--no-color",
            "--debug",
            "--unattended",
            "--warm",
            "--help",
            "--version");
    /** Commands that take nothing after them. */
    private static final List<String> COMMANDS_WITHOUT_ARGUMENTS = List.of("servers", "version");
    /** Commands that take words and global options in any order after them. */
    private static final List<String> COMMANDS_WITH_MIXED_ARGUMENTS =
            List.of("journal", "help", "check", "runs", "report", "undo", "resume", "login", "doctor", "warm");
    /** How a run is gone on with, and by which step. */
    public static final List<String> RESUME_OPTIONS = List.of("--from", "--only", "--skip", "--resend", "--accept");

    /** What a person says of a write that is open, and is read where the journal is. */
    private static final List<String> SETTLE_OPTIONS = List.of("--happened", "--did-not-happen", "--note");

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
    /** Where a recording is made, or null. */
    public Path recordPath;
    /** Where the recording is that answers in place of the servers, or null. */
    public Path replayPath;

    public final Map<String, String> resumeOptions = new LinkedHashMap<>();

    private boolean helpRequested;
    private final List<String> args;
    private int position;

    private CommandLineOptions(List<String> args) {
        this.args = args;
    }

    public static CommandLineOptions parse(List<String> args) {
        CommandLineOptions options = new CommandLineOptions(args);
        options.parse();
        return options;
    }

    /** What is typed at the prompt of a shell, for which holds what the shell was started with. */
    public static CommandLineOptions atPrompt(List<String> args, CommandLineOptions shellOptions) {
        CommandLineOptions options = new CommandLineOptions(args);
        options.sandbox = shellOptions.sandbox;
        options.assumeYes = shellOptions.assumeYes;
        options.debug = shellOptions.debug;
        options.recordPath = shellOptions.recordPath;
        options.replayPath = shellOptions.replayPath;
        options.format = shellOptions.format;
        options.parse();
        return options;
    }

    private void parse() {
        while (position < args.size()) {
            String arg = args.get(position++);
            if (arg.equals("-") && expression == null) {
                command = "-";
                readRemaining();
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
            command = "help";
        } else if (expression != null && command.isEmpty()) command = "-e";
        if (recordPath != null && replayPath != null)
            throw BakshException.usageError("--record and --replay at once", "a replay would only be recorded again");
        if (unattended
                && deadline == null
                && List.of("run", "resume", "-", "-e").contains(command)) {
            throw BakshException.usageError("--unattended needs --deadline", "for example: --deadline 2h");
        }
    }

    private void parseOption(String arg) {
        int equalsIndex = arg.startsWith("--") || arg.startsWith("-o=") ? arg.indexOf('=') : -1;
        String name = equalsIndex < 0 ? arg : arg.substring(0, equalsIndex);
        String value = equalsIndex < 0 ? null : arg.substring(equalsIndex + 1);
        if (value != null && FLAGS.contains(name)) {
            throw BakshException.usageError(name + " takes no value, not '" + value + "'", "leave it out for no");
        }
        if (command.equals("resume") && RESUME_OPTIONS.contains(name)) {
            if (!resumeOptions.isEmpty())
                throw BakshException.usageError(
                        "resume takes one of " + String.join(", ", RESUME_OPTIONS) + ", and not "
                                + resumeOptions.keySet().iterator().next() + " and " + name,
                        "one resume after the other does both");
            resumeOptions.put(name, requireValue(name, value));
            return;
        }
        if (command.equals("journal") && SETTLE_OPTIONS.contains(name)) {
            if (value != null && !name.equals("--note"))
                throw BakshException.usageError(name + " takes no value, not '" + value + "'", null);
            arguments.add(name);
            if (name.equals("--note")) arguments.add(requireValue(name, value));
            return;
        }
        switch (name) {
            case "--server" -> servers.add(requireValue(name, value));
            case "-e" -> {
                if (expression != null)
                    throw BakshException.usageError("-e was given twice", "join both with a semicolon");
                expression = requireValue(name, value);
            }
            case "-o", "--output" -> format = OutputFormat.parse(requireValue(name, value));
            case "--deadline" -> deadline = parseDuration(requireValue(name, value));
            case "--record" -> recordPath = parseFolder(name, requireValue(name, value));
            case "--replay" -> replayPath = parseFolder(name, requireValue(name, value));
            case "--sandbox" -> sandbox = true;
            case "--dry-run" -> dryRun = true;
            case "--read-only" -> readOnly = true;
            case "--yes" -> assumeYes = true;
            case "--no-color" -> noColour = true;
            case "--debug" -> debug = true;
            case "--unattended" -> unattended = true;
            case "--warm" -> {} // The launcher's: it has asked the warm process, which handed this back.
            case "--help", "-h" -> helpRequested = true;
            case "--version" -> command = "version";
            default -> throw unknownOption(name, command.equals("resume") ? RESUME_OPTIONS : List.of());
        }
    }

    /** @param commandOptions of the command */
    private static BakshException unknownOption(String name, List<String> commandOptions) {
        List<String> candidates = new ArrayList<>(commandOptions);
        candidates.addAll(OPTION_NAMES);
        return BakshException.usageError(
                "unknown option " + name, NameSuggestions.suggest(name, candidates, "options are"));
    }

    private static Path parseFolder(String name, String text) {
        if (text.isBlank() || text.startsWith("-"))
            throw BakshException.usageError(name + " takes a folder, not '" + text + "'", null);
        return Path.of(text);
    }

    private String requireValue(String name, String value) {
        if (value != null) return value;
        if (position < args.size()) return args.get(position++);
        throw BakshException.usageError(name + " needs a value", null);
    }

    /** {@code 90s}, {@code 30m}, {@code 2h}. */
    private static Duration parseDuration(String text) {
        if (!text.matches("[1-9]\\d{0,6}[smh]")) {
            throw BakshException.usageError("--deadline: not a length of time: " + text, "write 90s, 30m or 2h");
        }
        return Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT));
    }

    private void parseCommand(String arg) {
        if (COMMANDS_WITH_MIXED_ARGUMENTS.contains(command)) {
            arguments.add(arg);
            return;
        }
        if (COMMANDS_WITHOUT_ARGUMENTS.contains(command)) {
            throw BakshException.usageError(command + " takes nothing more, not '" + arg + "'", null);
        }
        if (arg.equals("run")) {
            command = "run";
            while (position < args.size()
                    && args.get(position).startsWith("-")
                    && !args.get(position).equals("-")
                    && !args.get(position).equals("--")) parseOption(args.get(position++));
            if (position < args.size() && args.get(position).equals("--")) position++;
            else if (position < args.size() && args.get(position).equals("-")) command = args.get(position++);
            if (position == args.size() && command.equals("run") && !helpRequested)
                throw BakshException.usageError("run needs a file", "baksh run FILE [--param value ...]");
        } else if (COMMANDS.contains(arg)) {
            command = arg;
        } else if (arg.endsWith(".groovy") || arg.indexOf('/') >= 0 || java.nio.file.Files.exists(Path.of(arg))) {
            command = "run";
            position--;
        } else {
            throw BakshException.usageError(
                    "there is no command and no file '" + arg + "'",
                    NameSuggestions.suggest(arg, COMMANDS, "baksh help lists what there is; commands are"));
        }
        if (List.of("run", "-", "sandbox").contains(command)) readRemaining();
    }

    /** After {@code --} nothing is an option any more: arguments of the expression, or a file and its own. */
    private void readOperands() {
        if (expression == null) {
            if (position == args.size()) throw BakshException.usageError("-- needs a file after it", null);
            command = "run";
        }
        readRemaining();
    }

    private void readRemaining() {
        arguments.addAll(args.subList(position, args.size()));
        position = args.size();
    }

    /** The {@code --name value} and {@code --flag} words among a script's arguments. */
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
