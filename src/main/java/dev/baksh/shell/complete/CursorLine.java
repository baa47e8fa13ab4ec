package dev.baksh.shell.complete;

import java.util.List;
import org.jline.reader.CompletingParsedLine;

/**
 * Parsed line for JLine: only the word before the cursor is replaced, and candidates are Groovy text already, so
 * nothing is escaped.
 */
public record CursorLine(String line, int cursor) implements CompletingParsedLine {
    @Override
    public String word() {
        return ReplacedRange.replacedText(line.substring(0, cursor));
    }

    @Override
    public int wordCursor() {
        return word().length();
    }

    @Override
    public int wordIndex() {
        return 0;
    }

    @Override
    public List<String> words() {
        return List.of(word());
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
        return candidate;
    }

    @Override
    public int rawWordCursor() {
        return word().length();
    }

    @Override
    public int rawWordLength() {
        return word().length();
    }
}
