package dev.baksh.shell;

import java.util.ArrayList;
import java.util.List;

/** Lines of help, wrapped at blanks where they are longer than the screen is wide. */
final class WrappedText {
    /** A column of text narrower than this is hard to read; the line then runs past the edge. */
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

    /** A heading, with an empty line before it unless it is the first. */
    void addHeading(String text) {
        if (!lines.isEmpty()) lines.add("");
        lines.add(text);
    }

    /** An indented name and its text from a column on. */
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
