package dev.baksh.shell.complete;

import dev.baksh.output.AsciiGlyphs;
import dev.baksh.output.TerminalEscaper;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Layout of the completion menu: one line per candidate with its help, below the heading of its group. If the terminal
 * has too few lines, the menu shows the names in columns and the help of the selected candidate below. The menu never
 * asks "show all candidates?", because the reply would consume a key press of the user.
 */
public final class CompletionMenu {
    /** A style without colour, since the menu does not know NO_COLOR. */
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

    public record Group(String name, List<Candidate> candidates) {}

    /**
     * Creates the layout.
     *
     * @param selection the selected candidate, or null for a list without selection
     * @param width columns of the screen
     * @param availableRows free lines
     */
    public CompletionMenu(List<Group> groups, Candidate selection, int width, int availableRows) {
        this.groups = groups;
        this.selection = selection;
        // The last column stays free: some terminals wrap there.
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

    /** Index of the line of the selection, or -1. */
    public int selectedLine() {
        return selectedLine;
    }

    /** Number of columns; a group is filled column by column. */
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
                    line.append(" ".repeat(COLUMN_GAP))
                            .styled(HELP_STYLE, truncate(visible(candidate.descr()), remainingWidth));
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
            // A menu with selection scrolls; a list shows how many candidates are hidden.
            List<Candidate> visible =
                    selection != null ? candidates : candidates.subList(0, Math.min(candidates.size(), freeCells));
            freeCells -= visible.size();
            hiddenCount += candidates.size() - visible.size();
            if (visible.isEmpty()) continue;
            addHeading(group);
            addColumns(visible, nameWidth);
        }
        if (hiddenCount > 0)
            lines.add(new AttributedString(
                    AsciiGlyphs.forPrompt("…") + " " + hiddenCount + " more: type more letters to filter", HELP_STYLE));
        boolean showHelp = hasHelp && selection != null;
        if (showHelp) {
            String help = selection.descr() == null ? "" : visible(selection.descr());
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
        if (!group.name().isEmpty())
            lines.add(new AttributedString(truncate(visible(group.name()), width), HEADING_STYLE));
    }

    /**
     * Appends a name. Only a style marks the selection; without styles, the selected word is still visible in the input
     * line.
     */
    private void appendName(Candidate candidate, int nameWidth, AttributedStringBuilder line) {
        String text = truncate(visible(candidate.displ()), nameWidth);
        boolean isSelected = candidate == selection;
        if (isSelected) selectedLine = lines.size();
        line.styled(isSelected ? SELECTED_STYLE : AttributedStyle.DEFAULT, text);
        line.append(" ".repeat(Math.max(0, nameWidth - new AttributedString(text).columnLength())));
    }

    private int widestName() {
        return groups.stream()
                .flatMap(group -> group.candidates().stream())
                .mapToInt(candidate -> new AttributedString(visible(candidate.displ())).columnLength())
                .max()
                .orElse(1);
    }

    /** Replaces control characters: the names come from servers and files, the help comes from runbooks. */
    private static String visible(String text) {
        return TerminalEscaper.sanitize(text);
    }

    private static String truncate(String text, int columns) {
        AttributedString fullText = new AttributedString(text);
        if (fullText.columnLength() <= columns) return text;
        return columns < 1 ? "" : fullText.columnSubSequence(0, columns - 1) + AsciiGlyphs.forPrompt("…");
    }
}
