package dev.baksh.shell;

import dev.baksh.shell.complete.CompletionMenu;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.LineReader;
import org.jline.reader.impl.CompletionMatcherImpl;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** JLine's reader with a menu of its own: {@link CompletionMenu}. */
final class ShellLineReader extends LineReaderImpl {
    /** What a person looks for first stands first; other groups follow by name. */
    private static final List<String> GROUP_ORDER =
            List.of("fields of this block", "parameters", "verbs", "verbs that write", "fields", "lists");

    private static final String CONTINUATION_PROMPT = "... ";

    private final Supplier<String> inlineHint;

    /** @param inlineHint what is offered behind the cursor; asked after each drawing of the text */
    ShellLineReader(Terminal terminal, Supplier<String> inlineHint) {
        super(terminal, "baksh", new HashMap<>());
        this.inlineHint = inlineHint;
        setVariable(LineReader.SECONDARY_PROMPT_PATTERN, CONTINUATION_PROMPT);
        // 0: never "do you wish to see all": JLine takes the next key for the answer, and the line lacks it.
        setVariable(LineReader.LIST_MAX, 0);
        option(LineReader.Option.GROUP_PERSIST, true);
        option(LineReader.Option.CASE_INSENSITIVE, true);
        option(LineReader.Option.COMPLETE_MATCHER_CAMELCASE, true);
        option(LineReader.Option.COMPLETE_MATCHER_TYPO, true);
        // Groovy's ! is no reference to the history.
        option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        // A word of one or two letters is near to everything.
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
        // What was printed without a line's end, or typed ahead, stays above the prompt.
        option(LineReader.Option.AUTO_FRESH_LINE, true);
    }

    /** Shows a line above the one that is typed, whose prompt is drawn anew: it may have told of what has ended. */
    void printAbovePrompt(String line, String newPrompt) {
        setPrompt(newPrompt);
        printAbove(line);
    }

    @Override
    protected Comparator<String> getGroupComparator() {
        return Comparator.<String>comparingInt(
                        group -> GROUP_ORDER.contains(group) ? GROUP_ORDER.indexOf(group) : GROUP_ORDER.size())
                .thenComparing(Comparator.naturalOrder());
    }

    /** @param items names of groups and lists of candidates, in turn */
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
     * What a person sees: prompt, text, what is offered behind the cursor, menu. JLine's own tail is not used: of a tail with
     * blanks it shows a part.
     */
    @Override
    public AttributedString getDisplayedBufferWithPrompts(List<AttributedString> secondaryPrompts) {
        boolean canShowHint = doAutosuggestion && post == null && buf.cursor() == buf.length();
        AttributedString displayed = super.getDisplayedBufferWithPrompts(secondaryPrompts);
        String hint = canShowHint ? inlineHint.get() : "";
        if (hint.isEmpty()) return displayed;
        return new AttributedStringBuilder()
                .append(displayed)
                .styled(AttributedStyle::faint, hint)
                .toAttributedString();
    }

    /** Lines below the text that is typed. One is kept, since JLine asks when a list would fill the screen. */
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
