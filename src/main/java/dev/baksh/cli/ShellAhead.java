package dev.baksh.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.impl.DumbTerminal;

/**
 * Reads the catalogues, and has JLine make a reader that nobody uses, while the terminal of the shell is being opened: each
 * takes long in a JVM that has just begun, and the prompt waits for all of them.
 *
 * <p>What goes wrong here goes wrong once more where the shell asks for the same, and is said there.
 */
final class ShellAhead {
    private ShellAhead() {}

    static void begin(Catalogs catalogs) {
        Thread thread = new Thread(() -> rehearse(catalogs), "baksh-ahead");
        thread.setDaemon(true);
        thread.start();
    }

    private static void rehearse(Catalogs catalogs) {
        try {
            catalogs.all();
            LineReaderBuilder.builder()
                    .terminal(new DumbTerminal(InputStream.nullInputStream(), OutputStream.nullOutputStream()))
                    .build();
        } catch (IOException | RuntimeException | LinkageError e) {
            return;
        }
    }
}
