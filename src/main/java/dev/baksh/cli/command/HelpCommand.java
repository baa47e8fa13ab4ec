package dev.baksh.cli.command;

import dev.baksh.cli.app.AppContext;
import dev.baksh.cli.console.CommandLineHelp;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.runbook.RunbookRunner;
import dev.baksh.shell.HelpPages;
import dev.baksh.shell.RunbookPage;
import dev.baksh.shell.WrappedText;
import dev.baksh.shell.complete.FileCompleter;
import dev.baksh.shell.complete.ShellCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Command {@code baksh help}, and {@code help} of the shell: selects the page of a topic. Runs nothing and sends nothing.
 *
 * @param shellCommands commands of the shell by name, without colon
 * @param atPrompt true in the shell, whose pages contain commands of the shell
 */
public record HelpCommand(AppContext app, Supplier<Map<String, ShellCommand>> shellCommands, boolean atPrompt) {
    /**
     * Prints the page of a topic: a file, the name of a shipped script, a command, a word, or a path of the catalogue.
     *
     * @throws dev.baksh.client.api.BakshException (exit 2) for an unknown topic, with the nearest topics as hint
     */
    public void show(String topic) {
        String subject = FileCompleter.expandHome(topic.strip().replaceFirst("^(['\"])(.*)\\1$", "$2"));
        Path file = findScript(subject);
        if (file != null) print(describeScript(file, subject));
        else if (subject.isEmpty() && !atPrompt) print(CommandLineHelp.page(width()));
        else {
            List<String> commandPage = subject.isEmpty() ? List.of() : describeCommand(subject);
            print(
                    commandPage.isEmpty()
                            ? new HelpPages(app.catalogs.all(), this::otherTopics).page(subject, width())
                            : commandPage);
        }
    }

    private int width() {
        return app.console.width();
    }

    private void print(List<String> lines) {
        app.console.printPages(lines);
    }

    /** Returns the script that a topic names, or null: a file, or a script of the installation by its name. */
    private Path findScript(String topic) {
        try {
            if (topic.isEmpty() || topic.startsWith(":")) return null;
            Path file = Path.of(topic);
            boolean isPath = topic.endsWith(".groovy") || topic.indexOf('/') >= 0;
            if (Files.isRegularFile(file) || isPath && Files.exists(file)) return file;
            for (Path script : app.environment.shippedScripts()) {
                String name = script.getFileName().toString();
                if (topic.equals(name) || topic.equals("scripts/" + name) || (topic + ".groovy").equals(name))
                    return script;
            }
            return isPath ? file : null; // The reader reports a missing file.
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private List<String> describeScript(Path file, String topic) {
        String source = SourceText.read(file);
        String name = file.getFileName().toString();
        String path = Files.exists(Path.of(topic)) ? topic : file.toString();
        return new RunbookPage(
                        RunbookRunner.outline(name, source),
                        source,
                        (atPrompt ? ":run " : "baksh run ") + path,
                        CommandLineOptions::isGlobalOption)
                .lines(width());
    }

    /** Returns the lines about a command of the shell or of the command line, an option or a variable; empty for another topic. */
    private List<String> describeCommand(String topic) {
        String word = topic.split("\\s+", 2)[0];
        List<String> lines = new ArrayList<>();
        boolean isShellForm = atPrompt || word.startsWith(":");
        String name = word.startsWith(":") ? word.substring(1) : word;
        boolean isCommand = CommandLineOptions.COMMANDS.contains(name);
        if (isShellForm || !isCommand) lines.addAll(describeShellCommand(name.equals("q") ? "quit" : name));
        boolean isKnownInShell = !lines.isEmpty();
        if (isCommand && isKnownInShell) lines.add("");
        if (!isShellForm || isKnownInShell || !isCommand)
            lines.addAll(CommandLineHelp.page(name, isShellForm ? ":" : "baksh ", width()));
        return lines;
    }

    private List<String> describeShellCommand(String name) {
        Map<String, ShellCommand> commands = shellCommands.get();
        String help = ShellCommand.help(commands).get(name);
        if (help == null) return List.of();
        WrappedText page = new WrappedText(width());
        page.addParagraph(":" + name + ": " + help);
        String details = commands.containsKey(name) ? commands.get(name).details() : "";
        if (!details.isEmpty()) {
            page.addLine("");
            page.addParagraph(details);
        }
        return page.lines();
    }

    /** Returns the commands of the shell and the scripts of the installation, each with a line of help. */
    public Map<String, String> topics() {
        Map<String, String> topics = new LinkedHashMap<>();
        ShellCommand.help(shellCommands.get()).forEach((name, help) -> topics.put(":" + name, help));
        for (Path script : app.environment.shippedScripts())
            topics.put(script.getFileName().toString().replace(".groovy", ""), purposeOf(script));
        return topics;
    }

    /** Returns the first line of the comment at the start of a script. */
    private static String purposeOf(Path script) {
        try (Stream<String> lines = Files.lines(script)) {
            String first = lines.findFirst().orElse("");
            return first.startsWith("// ") ? first.substring(3) : "a script of the installation";
        } catch (IOException | UncheckedIOException e) {
            return "a script of the installation";
        }
    }

    /** Returns the topics without a page in the catalogue, for suggestions and for the search. */
    private Map<String, String> otherTopics() {
        Map<String, String> topics = new LinkedHashMap<>();
        CommandLineOptions.COMMANDS.forEach(name -> topics.put(name, CommandLineHelp.summary(name)));
        topics.putAll(topics());
        return topics;
    }
}
