package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.shell.complete.ArgumentCompleter;
import dev.baksh.shell.complete.ShellCommand;
import dev.baksh.shell.complete.ShellCommandLine;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jline.reader.History;

/** The shell's own words: those given, and {@code :help}, {@code :history}, {@code :quit}. */
final class ShellCommands {
    private static final Set<String> LEAVE = Set.of("quit", "q");

    /** As many as fit a screen. */
    private static final int SHOWN = 20;

    private final Map<String, ShellCommand> given;
    private final Consumer<String> say;
    private History history;

    /** @param say prints a line on standard output */
    ShellCommands(Map<String, ShellCommand> given, Consumer<String> say) {
        this.given = given;
        this.say = say;
    }

    /** The lines that {@code :history} lists. */
    void history(History lines) {
        history = lines;
    }

    boolean leaves(ShellCommandLine line) {
        return line.colon() && LEAVE.contains(line.name());
    }

    /** @throws BakshException (exit 2) for a word that is no command, with the nearest ones */
    void run(ShellCommandLine line) {
        boolean list =
                line.name().equals("help") && line.argument().isEmpty() && (line.colon() || !given.containsKey("help"));
        if (list) {
            list();
        } else if (given.containsKey(line.name())) {
            ShellCommand command = given.get(line.name());
            if (command.arguments() == ArgumentCompleter.NONE
                    && !line.argument().isEmpty()) {
                throw BakshException.usage(":" + line.name() + " takes nothing, not '" + line.argument() + "'", null);
            }
            command.action().accept(line.argument());
        } else if (line.name().equals("history")) {
            lately(line.argument());
        } else if (line.name().equals("help")) {
            throw BakshException.usage("there is no help on '" + line.argument() + "'", ":help lists the commands");
        } else {
            List<String> known = ShellCommand.help(given).keySet().stream()
                    .map(name -> ":" + name)
                    .toList();
            String typed = ":" + line.name();
            throw BakshException.usage(
                    "there is no command '" + typed + "'", NameSuggestions.suggest(typed, known, "there are"));
        }
    }

    private void list() {
        Map<String, String> help = ShellCommand.help(given);
        int width = help.keySet().stream().mapToInt(String::length).max().orElse(0);
        help.forEach((name, text) -> say.accept("  :" + name + " ".repeat(width - name.length() + 2) + text));
    }

    private void lately(String argument) {
        if (!argument.isEmpty() && !argument.matches("[1-9]\\d{0,5}")) {
            throw BakshException.usage(":history takes a number, not '" + argument + "'", ":history 50");
        }
        if (history == null) return;
        int count = argument.isEmpty() ? SHOWN : Integer.parseInt(argument);
        for (History.Entry entry : history) {
            if (entry.index() > history.last() - count) say.accept(entry.line().replace("\n", "\n    "));
        }
    }
}
