package dev.baksh.shell;

import java.util.function.Predicate;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Asks for another line while the text is no whole piece of Groovy. */
final class GroovyLines implements Parser {
    private final Predicate<String> complete;

    GroovyLines(Predicate<String> complete) {
        this.complete = complete;
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && more(line)) {
            throw new EOFError(-1, -1, "more to come");
        }
        return new TypedLine(line, cursor);
    }

    /** The text is no whole piece yet. */
    boolean more(String text) {
        String beside = Beside.of(text);
        return ShellLine.of(text) == null && !complete.test(beside == null ? text : beside);
    }
}
