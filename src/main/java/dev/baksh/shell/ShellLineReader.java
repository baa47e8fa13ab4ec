package dev.baksh.shell;

import dev.baksh.output.TerminalEscaper;
import dev.baksh.shell.complete.CompletionMenu;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.LineReader;
import org.jline.reader.impl.CompletionMatcherImpl;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Line reader of the shell with its own completion menu: {@link CompletionMenu}. */
final class ShellLineReader extends SanitizingLineReader {
    /** Groups of likely candidates first; other groups follow by name. */
    private static final List<String> GROUP_ORDER =
            List.of("fields of this block", "parameters", "verbs", "verbs that write", "fields", "lists");

    private static final String CONTINUATION_PROMPT = "... ";

    private final Supplier<String> inlineHint;

    /** @param inlineHint text after the cursor; called after each redraw of the input */
    ShellLineReader(Terminal terminal, Supplier<String> inlineHint) {
        super(terminal);
        this.inlineHint = inlineHint;
        setVariable(LineReader.SECONDARY_PROMPT_PATTERN, CONTINUATION_PROMPT);
        // 0 disables the question "do you wish to see all": JLine reads the next key as the reply, and the input would
        // lose this key.
        setVariable(LineReader.LIST_MAX, 0);
        option(LineReader.Option.GROUP_PERSIST, true);
        option(LineReader.Option.CASE_INSENSITIVE, true);
        option(LineReader.Option.COMPLETE_MATCHER_CAMELCASE, true);
        option(LineReader.Option.COMPLETE_MATCHER_TYPO, true);
        // The operator ! of Groovy is not a history reference.
        option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        // Words of one or two letters match too many candidates if typing errors are allowed.
        setCompletionMatcher(new CompletionMatcherImpl() {
            @Override
            public void compile(
                    Map<Option, Boolean> options,
                    boolean prefix,
                    CompletingParsedLine line,
                    boolean caseInsensitive,
                    int errors,
                    String originalGroupName) {
                int allowedErrors = line.word().length() < 3 ? 0 : errors;
                super.compile(options, prefix, line, caseInsensitive, allowedErrors, originalGroupName);
            }
        });
        // Output without a final line end, or text typed ahead, stays above the prompt.
        option(LineReader.Option.AUTO_FRESH_LINE, true);
    }

    /** Prints a line above the input and redraws the prompt, since its job count may have changed. */
    void printAbovePrompt(String line, String newPrompt) {
        setPrompt(newPrompt);
        printAbove(TerminalEscaper.sanitize(line));
    }

    @Override
    protected Comparator<String> getGroupComparator() {
        return Comparator.<String>comparingInt(
                        group -> GROUP_ORDER.contains(group) ? GROUP_ORDER.indexOf(group) : GROUP_ORDER.size())
                .thenComparing(Comparator.naturalOrder());
    }

    /** @param items alternating names of groups and lists of candidates */
    @Override
    protected PostResult toColumns(
            List<Object> items,
            Candidate selection,
            String completed,
            Function<String, Integer> wcwidth,
            int width,
            boolean rowsFirst) {
        CompletionMenu menu = new CompletionMenu(groups(items), selection, width, availableRows());
        AttributedStringBuilder text = new AttributedStringBuilder();
        for (int i = 0; i < menu.lines().size(); i++) {
            if (i > 0) text.append("\n");
            text.append(menu.lines().get(i));
        }
        return new PostResult(text.toAttributedString(), menu.lines().size(), menu.selectedLine(), menu.columns());
    }

    private static List<CompletionMenu.Group> groups(List<Object> items) {
        List<CompletionMenu.Group> groups = new ArrayList<>();
        String name = "";
        for (Object item : items) {
            if (item instanceof String heading) {
                name = heading;
            } else if (item instanceof List<?> list) {
                List<Candidate> candidates = new ArrayList<>();
                list.forEach(candidate -> candidates.add((Candidate) candidate));
                if (!candidates.isEmpty()) groups.add(new CompletionMenu.Group(name, candidates));
                name = "";
            }
        }
        return groups;
    }

    /**
     * Returns the displayed text: prompt, input and the hint after the cursor. JLine's own tail tip is not used, since
     * JLine cuts a tail that contains blanks.
     */
    @Override
    public AttributedString getDisplayedBufferWithPrompts(List<AttributedString> secondaryPrompts) {
        boolean canShowHint = doAutosuggestion && post == null && buf.cursor() == buf.length();
        AttributedString displayed = super.getDisplayedBufferWithPrompts(secondaryPrompts);
        String hint = canShowHint ? inlineHint.get() : "";
        if (hint.isEmpty()) return displayed;
        return new AttributedStringBuilder()
                .append(displayed)
                // JLine has expanded the TABs of the input, but does not know those of the hint.
                .styled(
                        AttributedStyle::faint,
                        TerminalEscaper.replaceHidden(hint).replace('\t', ' '))
                .toAttributedString();
    }

    /**
     * Returns the number of free lines below the input. One line stays free, since JLine asks if a list would fill the
     * screen.
     */
    private int availableRows() {
        int columns = Math.max(1, size.getColumns());
        int usedRows = 0;
        int promptWidth = prompt.columnLength();
        for (String line : buf.toString().split("\n", -1)) {
            usedRows += 1 + (promptWidth + new AttributedString(line).columnLength()) / columns;
            promptWidth = CONTINUATION_PROMPT.length();
        }
        return Math.max(2, size.getRows() - usedRows - 1);
    }
}
