package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.shell.complete.ShellCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jline.reader.Completer;

/**
 * Configuration of a shell.
 *
 * @param interactive true for a terminal: prompt, history, completion; otherwise statements are read without prompt
 * @param prompt called before each line; may contain colours
 * @param completer for TAB; must execute nothing
 * @param valuePrinter prints a value other than null on standard output; may send requests, and can then be interrupted
 * @param errorPrinter prints a failure on standard error
 * @param output prints lines of the shell on standard output, as results
 * @param notice prints a message of the shell on standard error
 * @param commands by name without colon, in the order of the list; {@code help} receives the topic
 * @param historyFile the history file, mode 0600, or null for none; called before each line, since each set of servers
 *     has its own file
 * @param secretDetector returns true for input that must not be saved because it contains, or seems to contain, a
 *     secret
 * @param assistant highlighter and source of suggestions; null for a shell without highlighting and suggestions
 * @param canQuit called before the user leaves the shell
 * @param durationListener receives the duration of each input
 */
public record ShellConfig(
        boolean interactive,
        Supplier<String> prompt,
        Completer completer,
        Consumer<Object> valuePrinter,
        Consumer<BakshException> errorPrinter,
        Consumer<List<String>> output,
        Consumer<String> notice,
        Map<String, ShellCommand> commands,
        Supplier<Path> historyFile,
        Predicate<String> secretDetector,
        InputHighlighter assistant,
        BooleanSupplier canQuit,
        Consumer<Duration> durationListener) {}
