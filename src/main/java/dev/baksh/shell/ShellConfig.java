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
 * @param print       shows a value that is not null, on standard output; may ask a server, and be interrupted then
 * @param error       shows a failure, on standard error
 * @param notice      shows a remark of the shell itself, on standard error
 * @param commands    by name without colon, in the order of the list; {@code help} gets the path that is asked about
 * @param history     the file that typed lines are kept in, mode 0600, or null for none; asked before each line, for each set
 *     of servers has its own
 * @param secret      true for a text that must not be kept, because it holds a secret or looks as if
 * @param assistant   highlights and suggests while a line is typed; null for neither
 * @param mayLeave    asked before the shell ends by a person's wish
 * @param took        told after each input how long it took, by the wall clock
 */
public record ShellConfig(
        boolean interactive,
        Supplier<String> prompt,
        Completer completer,
        Consumer<Object> print,
        Consumer<BakshException> error,
        Consumer<String> notice,
        Map<String, ShellCommand> commands,
        Supplier<Path> history,
        Predicate<String> secret,
        LineAssistant assistant,
        BooleanSupplier mayLeave,
        Consumer<Duration> took) {

    /** Without help while typing, and free to leave. */
    public ShellConfig(
            boolean interactive,
            Supplier<String> prompt,
            Completer completer,
            Consumer<Object> print,
            Consumer<BakshException> error,
            Consumer<String> notice,
            Map<String, ShellCommand> commands,
            Path history,
            Predicate<String> secret) {
        this(
                interactive,
                prompt,
                completer,
                print,
                error,
                notice,
                commands,
                () -> history,
                secret,
                null,
                () -> true,
                length -> {});
    }
}
