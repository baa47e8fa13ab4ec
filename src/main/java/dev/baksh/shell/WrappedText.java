package dev.baksh.shell;

import java.util.ArrayList;
import java.util.List;

/** Text formatter that wraps the lines of a help page at blanks. */
final class WrappedText {
    /** Below this width the text starts on its own line. */
    private static final int MIN_TEXT_WIDTH = 20;

    private final int width;
    private final List<String> lines = new ArrayList<>();

    WrappedText(int width) {
        this.width = width;
    }

    List<String> lines() {
        return lines;
    }

    void addLine(String text) {
        wrap("", text, 4);
    }

    /** Adds a heading, preceded by an empty line unless it is the first line. */
    void addHeading(String text) {
        if (!lines.isEmpty()) lines.add("");
        lines.add(text);
    }

    /** Adds an indented name, with its text from a column on. */
    void addPair(String name, int column, String text) {
        int padding = Math.max(1, column - name.length());
        String prefix = "  " + name + " ".repeat(padding);
        boolean wideEnough = width - prefix.length() >= MIN_TEXT_WIDTH;
        if (wideEnough) wrap(prefix, text, prefix.length());
        else {
            lines.add("  " + name);
            wrap("      ", text, 6);
        }
    }

    private void wrap(String prefix, String text, int indent) {
        StringBuilder line = new StringBuilder(prefix);
        boolean empty = true;
        for (String word : text.split(" (?=\\S)")) {
            if (!empty && line.length() + 1 + word.length() > width) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(indent));
                empty = true;
            }
            if (!empty) line.append(' ');
            line.append(word);
            empty = false;
        }
        lines.add(line.toString().stripTrailing());
    }
}
