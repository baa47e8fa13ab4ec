package dev.baksh.shell;

import dev.baksh.output.TerminalEscaper;
import java.util.HashMap;
import java.util.function.Supplier;
import org.jline.reader.MaskingCallback;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;

/**
 * JLine line reader that shows hidden characters as U+FFFD, because a pasted line, an entry of the history, or the text
 * of a search may contain control characters. The returned line is unchanged.
 */
public class SanitizingLineReader extends LineReaderImpl {
    private static final MaskingCallback VISIBLE = new MaskingCallback() {
        @Override
        public String display(String line) {
            return TerminalEscaper.replaceHidden(line);
        }

        @Override
        public String history(String line) {
            return line;
        }
    };

    private Supplier<AttributedString> visiblePost;

    public SanitizingLineReader(Terminal terminal) {
        super(terminal, "baksh", new HashMap<>());
    }

    /** Reads a line after a prompt, which may contain styles of baksh. */
    String read(String prompt) {
        return readLine(TerminalEscaper.sanitizeStyled(prompt), null, masking(), null);
    }

    /**
     * Reads a line after a question.
     *
     * @param mask shown in place of each character, or null
     */
    public String ask(String question, Character mask) {
        String visibleQuestion = TerminalEscaper.sanitize(question);
        return mask == null ? readLine(visibleQuestion, null, masking(), null) : readLine(visibleQuestion, mask);
    }

    /**
     * Returns the callback, or null on a dumb terminal: there the terminal itself shows the typed characters, and JLine
     * would start a thread that redraws the prompt in a loop to hide a password.
     */
    private MaskingCallback masking() {
        return terminal.getType().startsWith(Terminal.TYPE_DUMB) ? null : VISIBLE;
    }

    /** Reads a pasted text; JLine would make two line ends of CR LF. */
    @Override
    protected String doReadStringUntil(String sequence) {
        String text = super.doReadStringUntil(sequence);
        return text == null ? null : text.replace("\r\n", "\n");
    }

    @Override
    public void setPrompt(String prompt) {
        super.setPrompt(prompt == null ? null : TerminalEscaper.sanitizeStyled(prompt));
    }

    /** Replaces the hidden characters in the lines below the input, for example the lines of a search. */
    @Override
    protected void redisplay(boolean flush) {
        if (post != null && post != visiblePost) {
            Supplier<AttributedString> original = post;
            visiblePost = () -> visible(original.get());
            post = visiblePost;
        }
        super.redisplay(flush);
    }

    /** Replaces the hidden characters; a text with such characters loses its styles. */
    private static AttributedString visible(AttributedString text) {
        String visible = text == null ? null : TerminalEscaper.replaceHidden(text.toString());
        return visible == null || visible.contentEquals(text) ? text : new AttributedString(visible);
    }
}
