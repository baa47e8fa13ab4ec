package dev.baksh.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Text formatter that wraps the lines of a help page at blanks, and aligns the texts beside names. */
public final class WrappedText {
    /** If fewer columns are left beside the name, the text starts on the next line. */
    private static final int MIN_TEXT_WIDTH = 20;

    private final int width;
    private final List<String> lines = new ArrayList<>();

    public WrappedText(int width) {
        this.width = width;
    }

    public List<String> lines() {
        return lines;
    }

    public void addLine(String text) {
        wrap("", text, 4);
    }

    /** Adds text whose lines all start at the left margin. */
    public void addParagraph(String text) {
        wrap("", text, 0);
    }

    /** Adds a heading, preceded by an empty line unless it is the first line. */
    public void addHeading(String text) {
        if (!lines.isEmpty()) lines.add("");
        lines.add(text);
    }

    /**
     * Adds an indented name and a text that starts at this column. The text of a name that is longer than the column
     * starts in the next line, so that all texts are aligned.
     */
    public void addPair(String name, int column, String text) {
        int indent = width - column - 2 < MIN_TEXT_WIDTH ? 6 : column + 2;
        if (indent == column + 2 && name.length() < column) {
            wrap("  " + name + " ".repeat(column - name.length()), text, indent);
        } else {
            wrap("  ", name, 6);
            if (!text.isEmpty()) wrap(" ".repeat(indent), text, indent);
        }
    }

    /** Adds pairs of names and texts; the texts start behind the longest name, at most at {@code maxColumn}. */
    public void addPairs(Map<String, String> pairs, int maxColumn) {
        int longest = pairs.keySet().stream().mapToInt(String::length).max().orElse(0);
        pairs.forEach((name, text) -> addPair(name, Math.min(longest + 2, maxColumn), text));
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
