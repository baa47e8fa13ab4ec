package dev.baksh.shell;

import dev.baksh.shell.complete.CursorLine;
import dev.baksh.shell.complete.ShellCommandLine;
import java.util.function.Predicate;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** JLine parser that requests another line while the input is incomplete Groovy. */
record ContinuationParser(Predicate<String> completeInput) implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && isIncomplete(line)) {
            throw new EOFError(-1, -1, "incomplete input");
        }
        return new CursorLine(line, cursor);
    }

    boolean isIncomplete(String text) {
        String backgroundText = BackgroundSyntax.stripAmpersand(text);
        return ShellCommandLine.parse(text) == null
                && !completeInput.test(backgroundText == null ? text : backgroundText);
    }
}
