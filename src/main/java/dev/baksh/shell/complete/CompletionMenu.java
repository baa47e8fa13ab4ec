package dev.baksh.shell.complete;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Candidates as lines: under the heads of their groups, each with what it is beside it. Where the screen is too low for
 * that, names alone in columns, and what the selected one is below them. A list never asks before it is shown: the answer
 * would be a key that the person meant for the line.
 */
public final class CompletionMenu {
    /** No colour: the menu knows nothing of NO_COLOR. */
    private static final AttributedStyle HEAD = AttributedStyle.BOLD;

    private static final AttributedStyle HELP = AttributedStyle.DEFAULT.faint();
    private static final AttributedStyle CHOSEN = AttributedStyle.DEFAULT.inverse();
    private static final int GAP = 2;

    private final List<Group> groups;
    private final Candidate selection;
    private final int width;
    private final List<AttributedString> lines = new ArrayList<>();
    private int selected = -1;
    private int columns = 1;

    /** Candidates of one kind. */
    public record Group(String name, List<Candidate> candidates) {}

    /**
     * Lays the candidates out.
     *
     * @param selection the one that is chosen now, or null while they are only listed
     * @param width     columns of the screen
     * @param rows      lines that are free
     */
    public CompletionMenu(List<Group> groups, Candidate selection, int width, int rows) {
        this.groups = groups;
        this.selection = selection;
        // The last column stays free: some terminals break the line there.
        this.width = width - 1;
        int count = groups.stream().mapToInt(group -> group.candidates().size()).sum();
        boolean helped = groups.stream()
                .anyMatch(group -> group.candidates().stream().anyMatch(candidate -> candidate.descr() != null));
        if (helped && count + groups.size() <= rows) described();
        else names(rows, helped);
    }

    public List<AttributedString> lines() {
        return lines;
    }

    /** The line of the selection, or -1. */
    public int selected() {
        return selected;
    }

    /** Candidates beside each other; those of a group stand one below the other first. */
    public int columns() {
        return columns;
    }

    private void described() {
        int widest = Math.min(widest(), width);
        for (Group group : groups) {
            head(group);
            for (Candidate candidate : group.candidates()) {
                AttributedStringBuilder line = new AttributedStringBuilder();
                name(candidate, widest, line);
                int left = width - widest - GAP;
                if (candidate.descr() != null && left > 0) {
                    line.append(" ".repeat(GAP)).styled(HELP, cut(candidate.descr(), left));
                }
                lines.add(line.toAttributedString());
            }
        }
    }

    private void names(int rows, boolean helped) {
        int widest = Math.min(widest(), width);
        columns = Math.max(1, (width + GAP) / (widest + GAP));
        int free = Math.max(1, rows - groups.size() - 1) * columns;
        int hidden = 0;
        for (Group group : groups) {
            List<Candidate> all = group.candidates();
            // A menu that is walked through scrolls; a list says what it leaves out.
            List<Candidate> shown = selection != null ? all : all.subList(0, Math.min(all.size(), free));
            free -= shown.size();
            hidden += all.size() - shown.size();
            if (shown.isEmpty()) continue;
            head(group);
            columns(shown, widest);
        }
        if (hidden > 0) lines.add(new AttributedString("… " + hidden + " more: type on", HELP));
        boolean described = helped && selection != null;
        if (described) {
            String help = selection.descr() == null ? "" : selection.descr();
            lines.add(new AttributedString(cut(help, width), HELP));
        }
    }

    private void columns(List<Candidate> shown, int widest) {
        int height = (shown.size() + columns - 1) / columns;
        for (int row = 0; row < height; row++) {
            AttributedStringBuilder line = new AttributedStringBuilder();
            for (int place = row; place < shown.size(); place += height) {
                if (place > row) line.append(" ".repeat(GAP));
                name(shown.get(place), widest, line);
            }
            lines.add(line.toAttributedString());
        }
    }

    private void head(Group group) {
        if (!group.name().isEmpty()) lines.add(new AttributedString(cut(group.name(), width), HEAD));
    }

    /** The selected one is marked by a style alone, so it is in the line buffer too on a terminal without styles. */
    private void name(Candidate candidate, int widest, AttributedStringBuilder line) {
        String text = cut(candidate.displ(), widest);
        boolean chosen = candidate == selection;
        if (chosen) selected = lines.size();
        line.styled(chosen ? CHOSEN : AttributedStyle.DEFAULT, text);
        line.append(" ".repeat(Math.max(0, widest - new AttributedString(text).columnLength())));
    }

    private int widest() {
        return groups.stream()
                .flatMap(group -> group.candidates().stream())
                .mapToInt(candidate -> new AttributedString(candidate.displ()).columnLength())
                .max()
                .orElse(1);
    }

    private static String cut(String text, int columns) {
        AttributedString whole = new AttributedString(text);
        if (whole.columnLength() <= columns) return text;
        return columns < 1 ? "" : whole.columnSubSequence(0, columns - 1) + "…";
    }
}
