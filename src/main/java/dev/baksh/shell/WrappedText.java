package dev.baksh.shell;

import java.util.ArrayList;
import java.util.List;

/** Lines of help, wrapped at blanks where they are longer than the screen is wide. */
final class WrappedText {
    /** A column of text narrower than this is hard to read; the line then runs past the edge. */
    private static final int LEAST = 20;

    private final int width;
    private final List<String> lines = new ArrayList<>();

    WrappedText(int width) {
        this.width = width;
    }

    List<String> lines() {
        return lines;
    }

    void line(String text) {
        wrap("", text, 4);
    }

    /** A heading, with an empty line before it unless it is the first. */
    void head(String text) {
        if (!lines.isEmpty()) lines.add("");
        lines.add(text);
    }

    /** An indented name and its text from a column on. */
    void pair(String name, int column, String text) {
        int gap = Math.max(1, column - name.length());
        String lead = "  " + name + " ".repeat(gap);
        boolean room = width - lead.length() >= LEAST;
        if (room) wrap(lead, text, lead.length());
        else {
            lines.add("  " + name);
            wrap("      ", text, 6);
        }
    }

    private void wrap(String lead, String text, int indent) {
        StringBuilder line = new StringBuilder(lead);
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
