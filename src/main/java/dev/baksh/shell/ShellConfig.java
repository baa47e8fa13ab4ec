package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.shell.complete.ShellCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jline.reader.Completer;

/**
 * What a shell is given by whoever starts it.
 *
 * @param interactive a person is typing: prompt, history, completion; otherwise the input is taken piece by piece in silence
 * @param prompt      asked before each line; may hold colours
 * @param completer   for TAB; must execute nothing
 * @param valuePrinter       shows a value that is not null, on standard output; may ask a server, and be interrupted then
 * @param errorPrinter       shows a failure, on standard error
 * @param notice      shows a remark of the shell itself, on standard error
 * @param commands    by name without colon, in the order of the list; {@code help} gets the path that is asked about
 * @param historyFile     the file that typed lines are kept in, mode 0600, or null for none; asked before each line, for each set
 *     of servers has its own
 * @param secretDetector      true for a text that must not be kept, because it holds a secret or looks as if
 * @param assistant   highlights and suggests while a line is typed; null for neither
 * @param canQuit    asked before the shell ends by a person's wish
 * @param durationListener        told after each input how long it took, by the wall clock
 */
public record ShellConfig(
        boolean interactive,
        Supplier<String> prompt,
        Completer completer,
        Consumer<Object> valuePrinter,
        Consumer<BakshException> errorPrinter,
        Consumer<String> notice,
        Map<String, ShellCommand> commands,
        Supplier<Path> historyFile,
        Predicate<String> secretDetector,
        LineAssistant assistant,
        BooleanSupplier canQuit,
        Consumer<Duration> durationListener) {

    /** Without help while typing, and free to leave. */
    public ShellConfig(
            boolean interactive,
            Supplier<String> prompt,
            Completer completer,
            Consumer<Object> valuePrinter,
            Consumer<BakshException> errorPrinter,
            Consumer<String> notice,
            Map<String, ShellCommand> commands,
            Path historyFile,
            Predicate<String> secretDetector) {
        this(
                interactive,
                prompt,
                completer,
                valuePrinter,
                errorPrinter,
                notice,
                commands,
                () -> historyFile,
                secretDetector,
                null,
                () -> true,
                length -> {});
    }
}
