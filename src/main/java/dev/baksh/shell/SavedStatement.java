package dev.baksh.shell;

import dev.baksh.client.text.GroovyCode;
import dev.baksh.script.session.InputStatement;
import dev.baksh.shell.complete.Token;
import dev.baksh.shell.complete.Tokenizer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Statement of a saved session.
 *
 * @param source source as the user typed it
 * @param code text for the file
 * @param isCode false for a comment
 * @param assignedNames variables that the statement sets
 * @param write call that writes, or null
 * @param value right side of an assignment to one variable, or null
 */
record SavedStatement(
        String source, String code, boolean isCode, Set<String> assignedNames, String write, String value) {
    /** Splits an input into its statements. An input with declarations of methods or classes stays in one piece. */
    static List<SavedStatement> parse(String text, Function<String, String> writeFinder) {
        return InputStatement.split(text).stream()
                .map(part -> new SavedStatement(
                        part.source(),
                        part.code(),
                        true,
                        part.assignedNames(),
                        part.definesCode() ? null : writeFinder.apply(part.source()),
                        part.value()))
                .toList();
    }

    static SavedStatement comment(String text, String reason) {
        String lines = text.lines().map(GroovyCode::comment).collect(Collectors.joining("\n"));
        return new SavedStatement(text, GroovyCode.comment(reason + ":") + "\n" + lines, false, Set.of(), null, null);
    }

    boolean writes() {
        return write != null;
    }

    /** Returns the statement inside a step; an assignment gets the result of the step. */
    SavedStatement inStep(int number) {
        String step = GroovyCode.name("step")
                .call(number + ": " + write.replaceFirst("^\\.", ""))
                .toString();
        String body = value == null ? code + "\nnull" : value;
        String prefix = value == null ? "" : code.substring(0, code.length() - value.length());
        // The lines are not indented, because a multi-line string may span them.
        String block = body.indexOf('\n') < 0 ? " { " + body + " }" : " {\n" + body + "\n}";
        return new SavedStatement(source, prefix + step + block, true, assignedNames, write, value);
    }

    /** Returns all words that the statement may read. */
    Set<String> usedNames() {
        Set<String> names = new HashSet<>();
        for (Token token : Tokenizer.tokenize(value == null ? source : value))
            if (token.isWord()) names.add(token.text());
        return names;
    }
}
