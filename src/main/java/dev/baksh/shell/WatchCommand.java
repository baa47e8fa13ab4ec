package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code :watch 30s EXPR}: evaluates again and again until Ctrl-C, and marks the cells that changed. */
public final class WatchCommand {
    private static final Pattern LINE =
            Pattern.compile("(\\d{1,5})([smh])(?:\\s+x(\\d{1,5}))?\\s+(\\S.*)", Pattern.DOTALL);
    private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

    private final TimeSource time;
    private final Function<String, List<String>> show;
    private final Consumer<String> out;
    private final boolean terminal;
    private final boolean colour;

    /**
     * A watch that is not running yet.
     *
     * @param show     evaluates a text and gives its value as lines without colours
     * @param out      prints one line
     * @param terminal the screen can be cleared before each printing; otherwise an empty line parts them
     */
    public WatchCommand(
            TimeSource time,
            Function<String, List<String>> show,
            Consumer<String> out,
            boolean terminal,
            boolean colour) {
        this.time = time;
        this.show = show;
        this.out = out;
        this.terminal = terminal;
        this.colour = colour;
    }

    /**
     * Runs until the thread is interrupted, or as often as asked: {@code :watch 30s x10 EXPR}.
     *
     * @throws BakshException usage, for an argument that is no watch; otherwise what the evaluation throws
     */
    public void run(String argument) {
        Matcher line = LINE.matcher(argument.strip());
        if (!line.matches() || line.group(1).matches("0+")) {
            throw BakshException.usage(
                    ":watch takes a time and an expression", ":watch 30s n2ws.backups.list(status: 'R')");
        }
        Duration every = Duration.parse("PT" + line.group(1) + line.group(2).toUpperCase(java.util.Locale.ROOT));
        long times = line.group(3) == null ? Long.MAX_VALUE : Long.parseLong(line.group(3));
        ChangedCells changes = new ChangedCells(colour);
        for (long round = 1; round <= times; round++) {
            List<String> lines = changes.mark(show.apply(line.group(4)));
            out.accept((terminal ? CLEAR : "") + "every " + line.group(1) + line.group(2) + ", Ctrl-C ends: "
                    + line.group(4).lines().findFirst().orElse(""));
            lines.forEach(out);
            if (round < times) pause(every);
        }
    }

    private void pause(Duration every) {
        try {
            time.pause(every);
        } catch (InterruptedException e) {
            throw new BakshException(ExitCode.INTERRUPTED, "watching ended", null);
        }
    }
}
