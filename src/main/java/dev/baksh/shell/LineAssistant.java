package dev.baksh.shell;

import dev.baksh.client.api.Field;
import dev.baksh.client.api.Operation;
import dev.baksh.shell.complete.CompletionContext;
import dev.baksh.shell.complete.CursorAnalysis;
import dev.baksh.shell.complete.ParameterHint;
import dev.baksh.shell.complete.ReadOnlyClassifier;
import dev.baksh.shell.complete.ReplacedRange;
import dev.baksh.shell.complete.ShellCommand;
import dev.baksh.shell.complete.ShellCommandLine;
import dev.baksh.shell.complete.SyntaxHighlighter;
import dev.baksh.shell.complete.Token;
import dev.baksh.shell.complete.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jline.reader.Highlighter;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.Widget;
import org.jline.utils.AttributedString;

/**
 * Help while a line is typed: colours, the rest of an earlier line that certainly writes nothing, or the arguments of the
 * verb at the cursor. Reads the text, the history and the catalogue; evaluates nothing and asks no server.
 */
public final class LineAssistant implements Highlighter {
    /** As far back as a person remembers, and quick enough for every key. */
    private static final int LOOKED_BACK = 300;

    private final CompletionContext lexicon;
    private final Map<String, ShellCommand> commands;
    private final SyntaxHighlighter colours;
    private final ReadOnlyClassifier readOnly;
    private final BooleanSupplier colour;
    private final BooleanSupplier suggest;
    private final BooleanSupplier tips;
    private String offered = "";
    private String tail = "";

    /**
     * An assistant for one reader.
     *
     * @param commands those the shell is given
     * @param colour  lines may be coloured
     * @param suggest earlier lines are offered; the right arrow takes one
     * @param tips    arguments of verbs are shown behind the cursor
     */
    public LineAssistant(
            CompletionContext lexicon,
            Map<String, ShellCommand> commands,
            BooleanSupplier colour,
            BooleanSupplier suggest,
            BooleanSupplier tips) {
        this.lexicon = lexicon;
        this.commands = commands;
        this.colours = new SyntaxHighlighter(lexicon);
        this.readOnly = new ReadOnlyClassifier(lexicon.catalogs().values());
        this.colour = colour;
        this.suggest = suggest;
        this.tips = tips;
    }

    void attach(ShellLineReader reader) {
        boolean dumb = reader.getTerminal().getType().startsWith("dumb");
        if (dumb) return;
        reader.setHighlighter(this);
        for (String name : List.of(LineReader.FORWARD_CHAR, LineReader.END_OF_LINE)) {
            Widget moves = reader.getWidgets().get(name);
            reader.getWidgets().put(name, () -> take(reader) || moves.apply());
        }
    }

    /** At the end of the line, what is offered becomes text. */
    private boolean take(LineReader reader) {
        boolean end = reader.getBuffer().cursor() == reader.getBuffer().length();
        if (!end || offered.isEmpty()) return false;
        reader.getBuffer().write(offered);
        return true;
    }

    /** Called by the reader before it draws the line; so this is also where the text behind the cursor is found. */
    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
        offered = suggest.getAsBoolean() ? suggestion(buffer, reader.getHistory()) : "";
        tail = offered.isEmpty() && tips.getAsBoolean() ? tip(buffer) : offered;
        return colour.getAsBoolean() ? colours.of(buffer) : new AttributedString(buffer);
    }

    /** What stands behind the cursor now: an offer, or a tip. */
    String tail() {
        return tail;
    }

    /** The rest of the newest line that begins like this and certainly writes nothing; empty when there is none. */
    String suggestion(String typed, History history) {
        if (typed.isBlank()) return "";
        int oldest = Math.max(history.first(), history.last() - LOOKED_BACK);
        for (int i = history.last(); i >= oldest && !history.isEmpty(); i--) {
            String line = history.get(i);
            boolean longer = line.length() > typed.length() && line.startsWith(typed);
            if (longer
                    && line.indexOf('\n') < 0
                    && line.codePoints().noneMatch(LineAssistant::joins)
                    && readOnly.certain(line)) return line.substring(typed.length());
        }
        return "";
    }

    /** Part of a picture made of several characters: terminals disagree on its columns, and the line would be drawn amiss. */
    private static boolean joins(int c) {
        return c == 0x200D || c == 0xFE0F || c >= 0x1F1E6 && c <= 0x1F1FF || c >= 0x1F3FB && c <= 0x1F3FF;
    }

    /** The arguments of the verb whose bracket is open at the cursor; empty when there is none. */
    String tip(String typed) {
        ShellCommandLine own = ShellCommandLine.of(typed);
        if (own != null) return tip(typed, own);
        List<Token> tokens = Tokenizer.of(typed);
        if (tokens.isEmpty()) return "";
        Token last = tokens.get(tokens.size() - 1);
        boolean open = last.is("(") || last.is("{") || last.is(",");
        if (!open) return "";
        CursorAnalysis reading = new CursorAnalysis(tokens, lexicon);
        int bracket = reading.enclosing(tokens.size());
        Operation operation = bracket < 0 ? null : reading.operation(bracket);
        if (operation == null) return "";
        boolean block = reading.at(bracket).is("{");
        Function<Field, String> spelling = block ? ParameterHint::verb : ParameterHint::argument;
        List<String> words = new ArrayList<>();
        for (Field field : (block ? operation.body() : operation.query()).values()) {
            words.add(spelling.apply(field) + (field.required() ? "!" : ""));
        }
        String effect = operation.effect().writes() ? "[" + operation.effect() + "] " : "";
        return words.isEmpty() ? "" : "   " + effect + String.join(block ? "; " : ", ", words);
    }

    private String tip(String typed, ShellCommandLine own) {
        ShellCommand command = own.colon() && !ReplacedRange.isCommand(typed) ? commands.get(own.name()) : null;
        return command == null ? "" : command.arguments().tip(own.after(typed));
    }
}
