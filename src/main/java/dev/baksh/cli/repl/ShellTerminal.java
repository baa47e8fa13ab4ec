package dev.baksh.cli.repl;

import dev.baksh.cli.console.Console;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.shell.Pager;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.IntConsumer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;

/** Terminal of the shell between input lines: size, questions and paged output. */
final class ShellTerminal {
    /** Interval in which a wait for a key checks for Ctrl-C, in milliseconds. */
    private static final long POLL_MILLIS = 100;

    private final Terminal terminal;
    private final Console console;
    private final ShellSettings.Settings settings;
    private final IntConsumer typeAhead;

    /** @param typeAhead receives a key that was pressed during paged output and belongs to the next line */
    ShellTerminal(Terminal terminal, Console console, ShellSettings.Settings settings, IntConsumer typeAhead) {
        this.typeAhead = typeAhead;
        this.terminal = terminal;
        this.console = console;
        this.settings = settings;
    }

    int width() {
        int columns = terminal.getSize().getColumns();
        // A dumb terminal does not know its width.
        return columns > 0 ? columns : console.initialWidth();
    }

    boolean isColourEnabled() {
        console.setColour(settings.colour);
        return console.isColourEnabled() && !isDumb();
    }

    boolean isDumb() {
        return terminal.getType().startsWith("dumb");
    }

    /** Asks a question while no line is being read; returns null after Ctrl-C or Ctrl-D. */
    String ask(String question) {
        return ask(question, null);
    }

    /**
     * Asks a question; distinguishes Ctrl-C from Ctrl-D.
     *
     * @throws BakshException (exit 130) after Ctrl-C
     */
    String askInterruptibly(String question) {
        try {
            return readLine(question, null);
        } catch (UserInterruptException e) {
            throw new BakshException(ExitCode.INTERRUPTED, "interrupted at the question; nothing was sent", null, e);
        }
    }

    /** Asks for a secret; shows stars, or nothing on a dumb terminal. Returns null after Ctrl-C or Ctrl-D. */
    String askSecret(String question) {
        String hiddenInput = isDumb() ? console.readHidden(question) : null;
        return hiddenInput == null ? ask(question, '*') : hiddenInput;
    }

    private String ask(String question, Character mask) {
        try {
            return readLine(question, mask);
        } catch (UserInterruptException e) {
            return null;
        }
    }

    private String readLine(String question, Character mask) {
        try {
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .variable(LineReader.DISABLE_HISTORY, true)
                    // Otherwise JLine would remove a backslash from a password.
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            return reader.readLine(question, mask);
        } catch (UserInterruptException | EndOfFileException e) {
            if (isDumb()) terminal.writer().println(); // JLine does this on other terminals.
            terminal.flush();
            if (e instanceof UserInterruptException interrupt) throw interrupt;
            return null;
        }
    }

    /** Returns output that stops at a full screen, if the terminal supports paging. */
    Appendable paginate(Appendable out) {
        int height = terminal.getSize().getRows();
        if (!settings.paging || isDumb() || height < 4) return out;
        return new Pager(out, this::readKey, typeAhead, width(), height);
    }

    private int readKey() {
        Attributes previousAttributes = terminal.enterRawMode();
        try {
            int key;
            do {
                if (Thread.currentThread().isInterrupted()) return -1;
                key = terminal.reader().read(POLL_MILLIS);
            } while (key == NonBlockingReader.READ_EXPIRED);
            return key;
        } catch (InterruptedIOException e) {
            return -1;
        } catch (IOException e) {
            return -1; // The terminal is closed.
        } finally {
            terminal.setAttributes(previousAttributes);
        }
    }
}
