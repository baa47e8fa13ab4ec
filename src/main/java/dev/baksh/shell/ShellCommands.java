package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.shell.complete.ArgumentCompleter;
import dev.baksh.shell.complete.ScriptWords;
import dev.baksh.shell.complete.ShellCommand;
import dev.baksh.shell.complete.ShellCommandLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jline.reader.History;

/** Dispatcher of shell commands: the configured commands and {@code :help}, {@code :history}, {@code :quit}. */
final class ShellCommands {
    /** A screen has about 24 lines. */
    private static final int DEFAULT_HISTORY_COUNT = 20;

    private final Map<String, ShellCommand> customCommands;
    private final Consumer<List<String>> output;
    private final IntSupplier width;
    private History history;

    /** @param width columns of the terminal; 0 if not known */
    ShellCommands(Map<String, ShellCommand> customCommands, Consumer<List<String>> output, IntSupplier width) {
        this.width = width;
        this.customCommands = customCommands;
        this.output = output;
    }

    void setHistory(History shellHistory) {
        history = shellHistory;
    }

    boolean isQuit(ShellCommandLine line) {
        return line.hasColon() && ForeignInput.isQuitCommand(line.name());
    }

    /** @throws BakshException (exit 2) for an unknown command, with the nearest commands as hint */
    void run(ShellCommandLine line) {
        boolean listsCommands = line.name().equals("help")
                && line.argument().isEmpty()
                && (line.hasColon() || !customCommands.containsKey("help"));
        if (listsCommands) {
            listCommands();
        } else if (customCommands.containsKey(line.name())) {
            ShellCommand command = customCommands.get(line.name());
            if (command.arguments() == ArgumentCompleter.NONE
                    && !line.argument().isEmpty()) {
                throw BakshException.usageError(
                        ":" + line.name() + " takes no argument, not '" + line.argument() + "'", null);
            }
            command.action().accept(line.argument());
        } else if (line.name().equals("history")) {
            listHistory(line.argument());
        } else if (line.name().equals("help")) {
            throw BakshException.usageError(
                    "there is no help on '" + line.argument() + "'", ":help lists the commands");
        } else {
            throw BakshException.usageError("there is no command ':" + line.name() + "'", unknownHint(line));
        }
    }

    /** Returns the nearest commands, or the input without the colon if the name is Groovy. */
    private String unknownHint(ShellCommandLine line) {
        ScriptWords.Word word = ScriptWords.find(line.name());
        boolean isFunction = word != null && word.group() == ScriptWords.Group.FUNCTION;
        boolean isServer = line.name().matches("(n2ws|px)([.(].*)?");
        if (isFunction || isServer)
            return "write it without the colon: "
                    + (isFunction && line.argument().isEmpty()
                            ? word.example()
                            : (line.name() + " " + line.argument()).strip());
        List<String> knownCommands = ShellCommand.names(customCommands).stream()
                .map(name -> ":" + name)
                .toList();
        return NameSuggestions.suggest(":" + line.name(), knownCommands, "there are");
    }

    private void listCommands() {
        Map<String, String> help = new LinkedHashMap<>();
        ShellCommand.help(customCommands).forEach((name, text) -> help.put(":" + name, text));
        int columns = width.getAsInt();
        WrappedText page = new WrappedText(columns > 0 ? columns : Integer.MAX_VALUE);
        page.addPairs(help, Integer.MAX_VALUE);
        output.accept(page.lines());
    }

    private void listHistory(String argument) {
        if (!argument.isEmpty() && !argument.matches("[1-9]\\d{0,5}")) {
            throw BakshException.usageError(":history takes a number, not '" + argument + "'", ":history 50");
        }
        if (history == null) return;
        int count = argument.isEmpty() ? DEFAULT_HISTORY_COUNT : Integer.parseInt(argument);
        List<String> lines = new ArrayList<>();
        for (History.Entry entry : history)
            if (entry.index() > history.last() - count) lines.add(entry.line().replace("\n", "\n    "));
        output.accept(lines);
    }
}
