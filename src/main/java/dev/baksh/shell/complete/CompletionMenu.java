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
    private static final AttributedStyle HEADING_STYLE = AttributedStyle.BOLD;

    private static final AttributedStyle HELP_STYLE = AttributedStyle.DEFAULT.faint();
    private static final AttributedStyle SELECTED_STYLE = AttributedStyle.DEFAULT.inverse();
    private static final int COLUMN_GAP = 2;

    private final List<Group> groups;
    private final Candidate selection;
    private final int width;
    private final List<AttributedString> lines = new ArrayList<>();
    private int selectedLine = -1;
    private int columns = 1;

    /** Candidates of one kind. */
    public record Group(String name, List<Candidate> candidates) {}

    /**
     * Lays the candidates out.
     *
     * @param selection the one that is chosen now, or null while they are only listed
     * @param width     columns of the screen
     * @param availableRows      lines that are free
     */
    public CompletionMenu(List<Group> groups, Candidate selection, int width, int availableRows) {
        this.groups = groups;
        this.selection = selection;
        // The last column stays free: some terminals break the line there.
        this.width = width - 1;
        int count = groups.stream().mapToInt(group -> group.candidates().size()).sum();
        boolean hasHelp = groups.stream()
                .anyMatch(group -> group.candidates().stream().anyMatch(candidate -> candidate.descr() != null));
        if (hasHelp && count + groups.size() <= availableRows) layOutWithHelp();
        else layOutInColumns(availableRows, hasHelp);
    }

    public List<AttributedString> lines() {
        return lines;
    }

    /** The line of the selection, or -1. */
    public int selectedLine() {
        return selectedLine;
    }

    /** Candidates beside each other; those of a group stand one below the other first. */
    public int columns() {
        return columns;
    }

    private void layOutWithHelp() {
        int nameWidth = Math.min(widestName(), width);
        for (Group group : groups) {
            addHeading(group);
            for (Candidate candidate : group.candidates()) {
                AttributedStringBuilder line = new AttributedStringBuilder();
                appendName(candidate, nameWidth, line);
                int remainingWidth = width - nameWidth - COLUMN_GAP;
                if (candidate.descr() != null && remainingWidth > 0) {
                    line.append(" ".repeat(COLUMN_GAP)).styled(HELP_STYLE, truncate(candidate.descr(), remainingWidth));
                }
                lines.add(line.toAttributedString());
            }
        }
    }

    private void layOutInColumns(int availableRows, boolean hasHelp) {
        int nameWidth = Math.min(widestName(), width);
        columns = Math.max(1, (width + COLUMN_GAP) / (nameWidth + COLUMN_GAP));
        int freeCells = Math.max(1, availableRows - groups.size() - 1) * columns;
        int hiddenCount = 0;
        for (Group group : groups) {
            List<Candidate> candidates = group.candidates();
            // A menu that is walked through scrolls; a list says what it leaves out.
            List<Candidate> visible =
                    selection != null ? candidates : candidates.subList(0, Math.min(candidates.size(), freeCells));
            freeCells -= visible.size();
            hiddenCount += candidates.size() - visible.size();
            if (visible.isEmpty()) continue;
            addHeading(group);
            addColumns(visible, nameWidth);
        }
        if (hiddenCount > 0) lines.add(new AttributedString("… " + hiddenCount + " more: type on", HELP_STYLE));
        boolean showHelp = hasHelp && selection != null;
        if (showHelp) {
            String help = selection.descr() == null ? "" : selection.descr();
            lines.add(new AttributedString(truncate(help, width), HELP_STYLE));
        }
    }

    private void addColumns(List<Candidate> visible, int nameWidth) {
        int height = (visible.size() + columns - 1) / columns;
        for (int row = 0; row < height; row++) {
            AttributedStringBuilder line = new AttributedStringBuilder();
            for (int index = row; index < visible.size(); index += height) {
                if (index > row) line.append(" ".repeat(COLUMN_GAP));
                appendName(visible.get(index), nameWidth, line);
            }
            lines.add(line.toAttributedString());
        }
    }

    private void addHeading(Group group) {
        if (!group.name().isEmpty()) lines.add(new AttributedString(truncate(group.name(), width), HEADING_STYLE));
    }

    /** The selected one is marked by a style alone, so it is in the line buffer too on a terminal without styles. */
    private void appendName(Candidate candidate, int nameWidth, AttributedStringBuilder line) {
        String text = truncate(candidate.displ(), nameWidth);
        boolean isSelected = candidate == selection;
        if (isSelected) selectedLine = lines.size();
        line.styled(isSelected ? SELECTED_STYLE : AttributedStyle.DEFAULT, text);
        line.append(" ".repeat(Math.max(0, nameWidth - new AttributedString(text).columnLength())));
    }

    private int widestName() {
        return groups.stream()
                .flatMap(group -> group.candidates().stream())
                .mapToInt(candidate -> new AttributedString(candidate.displ()).columnLength())
                .max()
                .orElse(1);
    }

    private static String truncate(String text, int columns) {
        AttributedString fullText = new AttributedString(text);
        if (fullText.columnLength() <= columns) return text;
        return columns < 1 ? "" : fullText.columnSubSequence(0, columns - 1) + "…";
    }
}
