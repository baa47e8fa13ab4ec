package dev.baksh.shell;

import dev.baksh.shell.complete.CursorLine;
import dev.baksh.shell.complete.ShellCommandLine;
import java.util.function.Predicate;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Asks for another line while the text is no whole piece of Groovy. */
final class ContinuationParser implements Parser {
    private final Predicate<String> complete;

    ContinuationParser(Predicate<String> complete) {
        this.complete = complete;
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && more(line)) {
            throw new EOFError(-1, -1, "more to come");
        }
        return new CursorLine(line, cursor);
    }

    /** The text is no whole piece yet. */
    boolean more(String text) {
        String beside = BackgroundSyntax.of(text);
        return ShellCommandLine.of(text) == null && !complete.test(beside == null ? text : beside);
    }
}
