package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.output.TerminalEscaper;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Command {@code :watch 30s EXPR} that evaluates an expression repeatedly, until Ctrl-C or a number of times ({@code
 * x10}), and marks the changed cells.
 *
 * @param readCheck refuses an expression that writes, before the first evaluation
 * @param evaluator evaluates an input and returns its value as lines without colours
 * @param output prints one line
 * @param canClearScreen true if the screen can be cleared before each printing
 */
public record WatchCommand(
        TimeSource time,
        Consumer<String> readCheck,
        Function<String, List<String>> evaluator,
        Consumer<String> output,
        boolean canClearScreen,
        boolean coloured) {
    private static final Pattern ARGUMENT_PATTERN =
            Pattern.compile("(\\d{1,5})([smh])(?:\\s+x(\\d{1,5}))?\\s+(\\S.*)", Pattern.DOTALL);
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J\u001b[3J";

    /**
     * Runs until the thread is interrupted, or for a number of repetitions: {@code :watch 30s x10 EXPR}.
     *
     * @throws BakshException (exit 2) for an invalid argument; (exit 130) after an interrupt; otherwise the failure of
     *     the evaluation
     */
    public void run(String argument) {
        Matcher matcher = ARGUMENT_PATTERN.matcher(argument.strip());
        if (!matcher.matches()
                || matcher.group(1).matches("0+")
                || String.valueOf(matcher.group(3)).matches("0+")) {
            throw BakshException.usageError(
                    ":watch takes an interval and an expression", ":watch 30s n2ws.backups.list(status: 'R')");
        }
        String unit = matcher.group(2);
        Duration interval = Duration.parse("PT" + matcher.group(1) + unit.toUpperCase(Locale.ROOT));
        long repetitions = matcher.group(3) == null ? Long.MAX_VALUE : Long.parseLong(matcher.group(3));
        String expression = matcher.group(4);
        readCheck.accept(expression);
        String heading = (canClearScreen ? CLEAR_SCREEN : "") + "every " + matcher.group(1) + unit + ", Ctrl-C ends: "
                + TerminalEscaper.sanitize(expression.lines().findFirst().orElse(""));
        ChangedCells changedCells = new ChangedCells(coloured);
        for (long round = 1; round <= repetitions; round++) {
            List<String> lines = changedCells.mark(evaluator.apply(expression));
            output.accept(heading);
            lines.forEach(output);
            if (round < repetitions) pause(interval);
        }
    }

    private void pause(Duration interval) {
        try {
            time.pause(interval);
        } catch (InterruptedException e) {
            throw new BakshException(ExitCode.INTERRUPTED, "watch ended", null);
        }
    }
}
