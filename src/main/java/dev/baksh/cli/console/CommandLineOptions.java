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

    private static final List<String> KNOWN = List.of(
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
    private static final List<String> BARE = List.of("servers", "version");
    /** Commands that take words and global options in any order after them. */
    private static final List<String> MIXED =
            List.of("journal", "help", "check", "runs", "report", "undo", "resume", "login", "doctor", "warm");
    /** How a run is gone on with, and by which step. */
    public static final List<String> GOING = List.of("--from", "--only", "--skip", "--resend", "--accept");

    /** What a person says of a write that is open, and is read where the journal is. */
    private static final List<String> SETTLING = List.of("--happened", "--did-not-happen", "--note");

    public final List<String> servers = new ArrayList<>();
    public final List<String> rest = new ArrayList<>();
    public String command = "";
    public String expression;
    public OutputFormat format;
    public Duration deadline;
    public boolean sandbox;
    public boolean dryRun;
    public boolean readOnly;
    public boolean yes;
    boolean noColour;
    public boolean debug;
    public boolean unattended;
    /** Where a recording is made, or null. */
    public Path record;
    /** Where the recording is that answers in place of the servers, or null. */
    public Path replay;

    public final Map<String, String> going = new LinkedHashMap<>();

    private boolean helpAsked;
    private final List<String> words;
    private int at;

    private CommandLineOptions(List<String> words) {
        this.words = words;
    }

    public static CommandLineOptions parse(List<String> words) {
        CommandLineOptions options = new CommandLineOptions(words);
        options.parse();
        return options;
    }

    /** What is typed at the prompt of a shell, for which holds what the shell was started with. */
    public static CommandLineOptions atPrompt(List<String> words, CommandLineOptions shell) {
        CommandLineOptions options = new CommandLineOptions(words);
        options.sandbox = shell.sandbox;
        options.yes = shell.yes;
        options.debug = shell.debug;
        options.record = shell.record;
        options.replay = shell.replay;
        options.format = shell.format;
        options.parse();
        return options;
    }

    private void parse() {
        while (at < words.size()) {
            String word = words.get(at++);
            if (word.equals("-") && expression == null) {
                command = "-";
                remainder();
            } else if (word.equals("--")) {
                operands();
            } else if (word.startsWith("-")) {
                option(word);
            } else if (expression != null) {
                rest.add(word);
            } else {
                command(word);
            }
        }
        if (helpAsked) {
            rest.clear();
            command = "help";
        } else if (expression != null && command.isEmpty()) command = "-e";
        if (record != null && replay != null)
            throw BakshException.usage("--record and --replay at once", "a replay would only be recorded again");
        if (unattended
                && deadline == null
                && List.of("run", "resume", "-", "-e").contains(command)) {
            throw BakshException.usage("--unattended needs --deadline", "for example: --deadline 2h");
        }
    }

    private void option(String word) {
        int equals = word.startsWith("--") || word.startsWith("-o=") ? word.indexOf('=') : -1;
        String name = equals < 0 ? word : word.substring(0, equals);
        String value = equals < 0 ? null : word.substring(equals + 1);
        if (value != null && FLAGS.contains(name)) {
            throw BakshException.usage(name + " takes no value, not '" + value + "'", "leave it out for no");
        }
        if (command.equals("resume") && GOING.contains(name)) {
            if (!going.isEmpty())
                throw BakshException.usage(
                        "resume takes one of " + String.join(", ", GOING) + ", and not "
                                + going.keySet().iterator().next() + " and " + name,
                        "one resume after the other does both");
            going.put(name, value(name, value));
            return;
        }
        if (command.equals("journal") && SETTLING.contains(name)) {
            if (value != null && !name.equals("--note"))
                throw BakshException.usage(name + " takes no value, not '" + value + "'", null);
            rest.add(name);
            if (name.equals("--note")) rest.add(value(name, value));
            return;
        }
        switch (name) {
            case "--server" -> servers.add(value(name, value));
            case "-e" -> {
                if (expression != null) throw BakshException.usage("-e was given twice", "join both with a semicolon");
                expression = value(name, value);
            }
            case "-o", "--output" -> format = OutputFormat.parse(value(name, value));
            case "--deadline" -> deadline = duration(value(name, value));
            case "--record" -> record = folder(name, value(name, value));
            case "--replay" -> replay = folder(name, value(name, value));
            case "--sandbox" -> sandbox = true;
            case "--dry-run" -> dryRun = true;
            case "--read-only" -> readOnly = true;
            case "--yes" -> yes = true;
            case "--no-color" -> noColour = true;
            case "--debug" -> debug = true;
            case "--unattended" -> unattended = true;
            case "--warm" -> {} // The launcher's: it has asked the warm process, which handed this back.
            case "--help", "-h" -> helpAsked = true;
            case "--version" -> command = "version";
            default -> throw unknown(name, command.equals("resume") ? GOING : List.of());
        }
    }

    /** @param own of the command */
    private static BakshException unknown(String name, List<String> own) {
        List<String> all = new ArrayList<>(own);
        all.addAll(KNOWN);
        return BakshException.usage("unknown option " + name, NameSuggestions.suggest(name, all, "options are"));
    }

    private static Path folder(String name, String text) {
        if (text.isBlank() || text.startsWith("-"))
            throw BakshException.usage(name + " takes a folder, not '" + text + "'", null);
        return Path.of(text);
    }

    private String value(String name, String value) {
        if (value != null) return value;
        if (at < words.size()) return words.get(at++);
        throw BakshException.usage(name + " needs a value", null);
    }

    /** {@code 90s}, {@code 30m}, {@code 2h}. */
    private static Duration duration(String text) {
        if (!text.matches("[1-9]\\d{0,6}[smh]")) {
            throw BakshException.usage("--deadline: not a length of time: " + text, "write 90s, 30m or 2h");
        }
        return Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT));
    }

    private void command(String word) {
        if (MIXED.contains(command)) {
            rest.add(word);
            return;
        }
        if (BARE.contains(command)) {
            throw BakshException.usage(command + " takes nothing more, not '" + word + "'", null);
        }
        if (word.equals("run")) {
            command = "run";
            while (at < words.size()
                    && words.get(at).startsWith("-")
                    && !words.get(at).equals("-")
                    && !words.get(at).equals("--")) option(words.get(at++));
            if (at < words.size() && words.get(at).equals("--")) at++;
            else if (at < words.size() && words.get(at).equals("-")) command = words.get(at++);
            if (at == words.size() && command.equals("run") && !helpAsked)
                throw BakshException.usage("run needs a file", "baksh run FILE [--param value ...]");
        } else if (COMMANDS.contains(word)) {
            command = word;
        } else if (word.endsWith(".groovy") || word.indexOf('/') >= 0 || java.nio.file.Files.exists(Path.of(word))) {
            command = "run";
            at--;
        } else {
            throw BakshException.usage(
                    "there is no command and no file '" + word + "'",
                    NameSuggestions.suggest(word, COMMANDS, "baksh help lists what there is; commands are"));
        }
        if (List.of("run", "-", "sandbox").contains(command)) remainder();
    }

    /** After {@code --} nothing is an option any more: arguments of the expression, or a file and its own. */
    private void operands() {
        if (expression == null) {
            if (at == words.size()) throw BakshException.usage("-- needs a file after it", null);
            command = "run";
        }
        remainder();
    }

    private void remainder() {
        rest.addAll(words.subList(at, words.size()));
        at = words.size();
    }

    /** The {@code --name value} and {@code --flag} words among a script's arguments. */
    public static Map<String, Object> params(List<String> args) {
        Map<String, Object> params = new LinkedHashMap<>();
        for (int i = 0; i < args.size(); i++) {
            String word = args.get(i);
            if (!word.startsWith("--") || word.length() < 3) continue;
            int equals = word.indexOf('=');
            if (equals > 0) params.put(word.substring(2, equals), word.substring(equals + 1));
            else if (i + 1 < args.size() && !args.get(i + 1).startsWith("--"))
                params.put(word.substring(2), args.get(++i));
            else params.put(word.substring(2), true);
        }
        return params;
    }
}
