package dev.baksh.shell;

import dev.baksh.client.files.RegularFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jline.reader.LineReader;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;

/**
 * Widget for Ctrl-X Ctrl-E that opens the input in the user's editor. The edited text returns to the prompt and is not
 * executed, so that the user can review it first.
 */
final class ExternalEditor {
    private final Terminal terminal;
    private final Consumer<String> notice;
    private final Attributes initialAttributes;

    ExternalEditor(Terminal terminal, Consumer<String> notice) {
        this.terminal = terminal;
        this.notice = notice;
        this.initialAttributes = terminal.getAttributes();
    }

    void attach(LineReader reader) {
        reader.getWidgets().put(LineReader.EDIT_AND_EXECUTE_COMMAND, () -> edit(reader));
    }

    private boolean edit(LineReader reader) {
        Path file = null;
        try {
            // The JDK creates the file with mode 0600 if the file system has modes.
            file = Files.createTempFile("baksh", ".groovy");
            Files.writeString(file, reader.getBuffer().toString());
            if (!runEditor(editorCommand(System.getenv()), file)) return false;
            String text = RegularFile.readText(file, RegularFile.MAX_TEXT).stripTrailing();
            reader.getBuffer().clear();
            reader.getBuffer().write(text);
            return true;
        } catch (IOException e) {
            notice.accept("the editor cannot be used: " + e.getMessage() + "; set EDITOR");
            return false;
        } finally {
            // A file that cannot be deleted stays in the temporary folder, readable by its owner only.
            if (file != null) file.toFile().delete();
            reader.callWidget(LineReader.REDRAW_LINE);
            reader.callWidget(LineReader.REDISPLAY);
        }
    }

    /** Returns the value of {@code VISUAL} or {@code EDITOR} with its arguments, or {@code vi}. */
    static String editorCommand(Map<String, String> env) {
        for (String name : List.of("VISUAL", "EDITOR")) {
            String value = env.get(name);
            if (value != null && !value.isBlank()) return value;
        }
        return "vi";
    }

    /**
     * Runs the editor with the terminal in its initial mode; true if the editor exits with 0. Ctrl-C also reaches this
     * process and the shell that starts the editor; only the editor reacts.
     */
    private boolean runEditor(String command, Path file) throws IOException {
        Attributes editingAttributes = terminal.getAttributes();
        boolean canPause = terminal.canPauseResume();
        SignalHandler previousHandler = terminal.handle(Signal.INT, signal -> {});
        try {
            if (canPause) terminal.pause(true);
            terminal.setAttributes(initialAttributes);
            // The file name is an argument of the shell, not part of the command text, so it needs no quoting. The trap
            // keeps the shell alive until the editor has ended; the editor gets the default action.
            Process editor = new ProcessBuilder("sh", "-c", "trap : INT; " + command + " \"$1\"", "sh", file.toString())
                    .inheritIO()
                    .start();
            return editor.waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            terminal.handle(Signal.INT, previousHandler);
            terminal.setAttributes(editingAttributes);
            if (canPause) terminal.resume();
        }
    }
}
