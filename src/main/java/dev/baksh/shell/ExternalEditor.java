package dev.baksh.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jline.reader.LineReader;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;

/**
 * Ctrl-X Ctrl-E: the text being typed in the person's own editor. What comes back stands at the prompt and is not run: a
 * text that was changed elsewhere is looked at once more before it may write.
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
            // Made with mode 0600 where the file system has modes.
            file = Files.createTempFile("baksh", ".groovy");
            Files.writeString(file, reader.getBuffer().toString());
            if (!runEditor(editorCommand(System.getenv()), file)) return false;
            String text = Files.readString(file).stripTrailing();
            reader.getBuffer().clear();
            reader.getBuffer().write(text);
            return true;
        } catch (IOException e) {
            notice.accept("the editor cannot be used: " + e.getMessage() + "; set EDITOR");
            return false;
        } finally {
            deleteQuietly(file);
            reader.callWidget(LineReader.REDRAW_LINE);
            reader.callWidget(LineReader.REDISPLAY);
        }
    }

    /** {@code VISUAL}, {@code EDITOR}, or vi; with its arguments. */
    static String editorCommand(Map<String, String> env) {
        for (String name : List.of("VISUAL", "EDITOR")) {
            String value = env.get(name);
            if (value != null && !value.isBlank()) return value;
        }
        return "vi";
    }

    /** The terminal is the editor's until it ends. */
    private boolean runEditor(String command, Path file) throws IOException {
        Attributes editingAttributes = terminal.getAttributes();
        boolean canPause = terminal.canPauseResume();
        try {
            if (canPause) terminal.pause(true);
            terminal.setAttributes(initialAttributes);
            // The name is an argument of the shell and no part of its text.
            Process editor = new ProcessBuilder("sh", "-c", command + " \"$1\"", "sh", file.toString())
                    .inheritIO()
                    .start();
            return editor.waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            terminal.setAttributes(editingAttributes);
            if (canPause) terminal.resume();
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            if (file != null) Files.deleteIfExists(file);
        } catch (IOException e) {
            // It lies in the temporary folder, for its owner only; nothing is lost.
        }
    }
}
