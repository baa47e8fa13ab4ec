package dev.baksh.cli.repl;

import dev.baksh.cli.console.Console;
import dev.baksh.cli.repl.ShellSettings.Setting;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.shell.Jobs;
import dev.baksh.shell.Pager;
import dev.baksh.shell.SanitizingLineReader;
import dev.baksh.shell.Shell;
import dev.baksh.shell.SuspendWidget;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;

/**
 * Terminal of the shell while no input line is read: asks questions, pages output, and returns the screen size.
 *
 * @param shell supplies the shell, which receives a key that was pressed during paged output and starts the next line
 * @param suspension suspends the process at a question
 */
record ShellTerminal(
        Terminal terminal, Console console, Set<Setting> settings, Supplier<Shell> shell, SuspendWidget suspension)
        implements Console.Screen {
    /** Interval in which a wait for a key checks for Ctrl-C, in milliseconds. */
    private static final long POLL_MILLIS = 100;

    @Override
    public int width() {
        return terminal.getSize().getColumns();
    }

    @Override
    public boolean allowsColour() {
        return settings.contains(Setting.COLOUR);
    }

    boolean isColourEnabled() {
        return settings.contains(Setting.COLOUR) && console.isColourEnabled() && !isDumb();
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
    @Override
    public String readLine(String question) {
        try {
            return readLine(question, null);
        } catch (UserInterruptException e) {
            throw new BakshException(ExitCode.INTERRUPTED, "interrupted at the question; nothing was sent", null, e);
        }
    }

    @Override
    public String readSecret(String question) {
        return askSecret(question);
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
            SanitizingLineReader reader = new SanitizingLineReader(terminal);
            reader.setVariable(LineReader.DISABLE_HISTORY, true);
            suspension.attach(reader);
            // Otherwise JLine would remove a backslash from a password.
            reader.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
            return reader.ask(question, mask);
        } catch (UserInterruptException | EndOfFileException e) {
            if (isDumb()) console.println(""); // JLine does this on other terminals.
            terminal.flush();
            if (e instanceof UserInterruptException interrupt) throw interrupt;
            return null;
        }
    }

    /** Returns output that stops at a full screen, if the terminal supports paging. */
    @Override
    public Appendable paginate(Appendable out) {
        int height = terminal.getSize().getRows();
        if (!settings.contains(Setting.PAGING) || isDumb() || height < 4) return out;
        // Another thread must not read the keys of the line that the user types.
        if (Jobs.isJobThread() || shell.get().isReading()) return out;
        return new Pager(out, this::readKey, key -> shell.get().typeAhead(key), console.width(), height);
    }

    @Override
    public boolean printAbove(List<String> lines) {
        return shell.get().printAbove(lines);
    }

    private int readKey() {
        Attributes previousAttributes = terminal.enterRawMode();
        try {
            int key;
            do {
                if (Thread.currentThread().isInterrupted()) return -1;
                terminal.enterRawMode(); // The mode has changed if the process was suspended.
                key = terminal.reader().read(POLL_MILLIS);
            } while (key == NonBlockingReader.READ_EXPIRED);
            return key;
        } catch (IOException e) {
            return -1; // Interrupted, or the terminal is closed.
        } finally {
            terminal.setAttributes(previousAttributes);
        }
    }
}
