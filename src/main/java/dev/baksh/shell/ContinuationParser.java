package dev.baksh.shell;

import dev.baksh.shell.complete.CursorLine;
import dev.baksh.shell.complete.ShellCommandLine;
import java.util.function.Predicate;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Asks for another line while the text is no whole piece of Groovy. */
final class ContinuationParser implements Parser {
    private final Predicate<String> completeInput;

    ContinuationParser(Predicate<String> completeInput) {
        this.completeInput = completeInput;
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && isIncomplete(line)) {
            throw new EOFError(-1, -1, "more to come");
        }
        return new CursorLine(line, cursor);
    }

    /** The text is no whole piece yet. */
    boolean isIncomplete(String text) {
        String backgroundText = BackgroundSyntax.stripAmpersand(text);
        return ShellCommandLine.parse(text) == null
                && !completeInput.test(backgroundText == null ? text : backgroundText);
    }
}
