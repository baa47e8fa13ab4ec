package dev.baksh.shell;

import java.io.IOException;
import org.jline.keymap.KeyMap;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;

/**
 * Widget for Ctrl-Z that suspends the process group of the shell, as a terminal does for other programs. After {@code fg} the input
 * line is drawn again. The line reader reads the key, because the terminal sends no signals while a line is read.
 */
public record SuspendWidget(Terminal terminal, Attributes initialAttributes) {
    private static final String NAME = "suspend";

    /** Binds the key in a line reader. */
    public void attach(LineReader reader) {
        reader.getWidgets().put(NAME, () -> suspend(reader));
        reader.getKeyMaps().get(LineReader.MAIN).bind(new Reference(NAME), KeyMap.ctrl('Z'));
    }

    private boolean suspend(LineReader reader) {
        Attributes readingAttributes = terminal.getAttributes();
        try {
            terminal.setAttributes(initialAttributes);
            // The signal goes to the group, so that a script that started the shell is suspended too. Without job
            // control, the system discards the signal.
            new ProcessBuilder("sh", "-c", "kill -TSTP 0").start().waitFor();
        } catch (IOException e) {
            return false; // A system without sh has no job control.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            terminal.setAttributes(readingAttributes);
            reader.callWidget(LineReader.REDRAW_LINE);
            reader.callWidget(LineReader.REDISPLAY);
        }
        return true;
    }
}
