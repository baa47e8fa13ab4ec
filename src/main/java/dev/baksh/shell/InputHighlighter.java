package dev.baksh.shell;

import dev.baksh.client.api.Field;
import dev.baksh.client.api.Operation;
import dev.baksh.shell.complete.CompletionContext;
import dev.baksh.shell.complete.CursorAnalysis;
import dev.baksh.shell.complete.CursorLine;
import dev.baksh.shell.complete.ParameterHint;
import dev.baksh.shell.complete.ReadOnlyClassifier;
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
 * JLine highlighter of the input: adds colours, and computes the text after the cursor: a suggestion from the history,
 * or the arguments of the verb. A suggestion is the rest of an earlier line that certainly writes nothing. Reads the
 * input, the history and the catalogue; evaluates nothing and sends no request.
 */
public final class InputHighlighter implements Highlighter {
    /** Number of history entries that are searched at each key press. */
    private static final int MAX_LOOKBACK = 300;

    private final CompletionContext context;
    private final Map<String, ShellCommand> commands;
    private final SyntaxHighlighter syntaxHighlighter;
    private final ReadOnlyClassifier readOnlyClassifier;
    private final BooleanSupplier colourEnabled;
    private final BooleanSupplier suggestionsEnabled;
    private final BooleanSupplier hintsEnabled;
    private String currentSuggestion = "";
    private String inlineHint = "";

    /**
     * @param commands the commands of the shell, without the built-in commands
     * @param colourEnabled lines may be coloured
     * @param suggestionsEnabled earlier lines are suggested; the right arrow accepts
     * @param hintsEnabled arguments of verbs are shown after the cursor
     */
    public InputHighlighter(
            CompletionContext context,
            Map<String, ShellCommand> commands,
            BooleanSupplier colourEnabled,
            BooleanSupplier suggestionsEnabled,
            BooleanSupplier hintsEnabled) {
        this.context = context;
        this.commands = commands;
        this.syntaxHighlighter = new SyntaxHighlighter(context);
        this.readOnlyClassifier = new ReadOnlyClassifier(context.catalogs().values());
        this.colourEnabled = colourEnabled;
        this.suggestionsEnabled = suggestionsEnabled;
        this.hintsEnabled = hintsEnabled;
    }

    void attach(ShellLineReader reader) {
        boolean dumbTerminal = reader.getTerminal().getType().startsWith("dumb");
        if (dumbTerminal) return;
        reader.setHighlighter(this);
        for (String name : List.of(LineReader.FORWARD_CHAR, LineReader.END_OF_LINE)) {
            Widget originalWidget = reader.getWidgets().get(name);
            reader.getWidgets().put(name, () -> acceptSuggestion(reader) || originalWidget.apply());
        }
    }

    /** Appends the suggestion to the input if the cursor is at the end. */
    private boolean acceptSuggestion(LineReader reader) {
        boolean atEnd = reader.getBuffer().cursor() == reader.getBuffer().length();
        if (!atEnd || currentSuggestion.isEmpty()) return false;
        reader.getBuffer().write(currentSuggestion);
        return true;
    }

    /**
     * Returns the coloured input. JLine calls this method before each redraw, so the text after the cursor is computed
     * here too.
     */
    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
        currentSuggestion = suggestionsEnabled.getAsBoolean() ? findSuggestion(buffer, reader.getHistory()) : "";
        inlineHint = currentSuggestion.isEmpty() && hintsEnabled.getAsBoolean() ? findHint(buffer) : currentSuggestion;
        return colourEnabled.getAsBoolean() ? syntaxHighlighter.highlight(buffer) : new AttributedString(buffer);
    }

    /** The text after the cursor: a suggestion or a hint; may be empty. */
    String inlineHint() {
        return inlineHint;
    }

    /**
     * Returns the rest of the newest history line that starts with the input and certainly writes nothing; empty if no
     * line matches.
     */
    String findSuggestion(String typed, History history) {
        if (typed.isBlank()) return "";
        int oldest = Math.max(history.first(), history.last() - MAX_LOOKBACK);
        for (int i = history.last(); i >= oldest && !history.isEmpty(); i--) {
            String line = history.get(i);
            boolean continuesTyped = line.length() > typed.length() && line.startsWith(typed);
            if (continuesTyped
                    && line.indexOf('\n') < 0
                    && line.codePoints().noneMatch(InputHighlighter::isCombiningCodePoint)
                    && readOnlyClassifier.isReadOnly(line)) return line.substring(typed.length());
        }
        return "";
    }

    /**
     * Returns true for a part of an emoji sequence: terminals disagree on its width, and the line would be drawn in
     * wrong columns.
     */
    private static boolean isCombiningCodePoint(int codePoint) {
        return codePoint == 0x200D
                || codePoint == 0xFE0F
                || codePoint >= 0x1F1E6 && codePoint <= 0x1F1FF
                || codePoint >= 0x1F3FB && codePoint <= 0x1F3FF;
    }

    /** Returns the arguments of the verb with the open bracket at the cursor; empty outside of a verb. */
    String findHint(String typed) {
        ShellCommandLine commandLine = ShellCommandLine.parse(typed);
        if (commandLine != null) return findHint(typed, commandLine);
        List<Token> tokens = Tokenizer.tokenize(typed);
        if (tokens.isEmpty()) return "";
        Token last = tokens.get(tokens.size() - 1);
        boolean startsArgument = last.isSymbol("(") || last.isSymbol("{") || last.isSymbol(",");
        if (!startsArgument) return "";
        CursorAnalysis analysis = new CursorAnalysis(tokens, context);
        int bracket = analysis.enclosingBracket(tokens.size());
        Operation operation = bracket < 0 ? null : analysis.operation(bracket);
        if (operation == null) return "";
        boolean isBlock = analysis.tokenAt(bracket).isSymbol("{");
        Function<Field, String> nameFormatter = isBlock ? ParameterHint::blockFieldName : ParameterHint::argumentName;
        List<String> parameterNames = new ArrayList<>();
        for (Field field : (isBlock ? operation.body() : operation.query()).values()) {
            parameterNames.add(nameFormatter.apply(field) + (field.required() ? "!" : ""));
        }
        String effect = operation.effect().isWrite() ? "[" + operation.effect() + "] " : "";
        return parameterNames.isEmpty() ? "" : "   " + effect + String.join(isBlock ? "; " : ", ", parameterNames);
    }

    private String findHint(String typed, ShellCommandLine commandLine) {
        ShellCommand command =
                commandLine.hasColon() && !CursorLine.isCommand(typed) ? commands.get(commandLine.name()) : null;
        return command == null ? "" : command.arguments().hint(commandLine.typedArgument(typed));
    }
}
