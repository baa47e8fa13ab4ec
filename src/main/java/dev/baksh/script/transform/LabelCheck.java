package dev.baksh.script.transform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.stmt.DoWhileStatement;
import org.codehaus.groovy.ast.stmt.ForStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.ast.stmt.WhileStatement;
import org.codehaus.groovy.control.SourceUnit;

/**
 * Check that refuses labels outside loops: Groovy reads {@code generations: 4} in a block as a label and a number,
 * which has no effect and gives no error.
 */
final class LabelCheck extends ClassCodeVisitorSupport {
    private final SourceUnit source;

    LabelCheck(SourceUnit source) {
        this.source = source;
    }

    @Override
    protected void visitStatement(Statement statement) {
        List<String> labels = statement.getStatementLabels();
        boolean isLoop = statement instanceof ForStatement
                || statement instanceof WhileStatement
                || statement instanceof DoWhileStatement;
        if (labels == null || labels.isEmpty() || isLoop) return;
        String label = labels.get(labels.size() - 1);
        String value = sourceText(statement);
        if (value == null) {
            addError(
                    "`" + label + ":` has no effect here; write `" + label + "` and the value without the colon",
                    statement);
        } else {
            addError(
                    "`" + label + ": " + value + "` has no effect here; write `" + formatCall(label, value) + "`",
                    statement);
        }
    }

    /** Formats the call; adds parentheses where Groovy would read an index, a subtraction or a sum. */
    private static String formatCall(String name, String value) {
        return "[-+(*".indexOf(value.charAt(0)) < 0 ? name + " " + value : name + "(" + value + ")";
    }

    /** Returns the source of the statement, or null for several lines. */
    private String sourceText(Statement statement) {
        if (statement.getLineNumber() != statement.getLastLineNumber()) return null;
        try (BufferedReader reader = new BufferedReader(source.getSource().getReader())) {
            String line = reader.lines()
                    .skip(statement.getLineNumber() - 1L)
                    .findFirst()
                    .orElse("");
            int end = Math.min(line.length(), statement.getLastColumnNumber() - 1);
            int start = Math.min(end, statement.getColumnNumber() - 1);
            String text = line.substring(start, end).strip();
            return text.isEmpty() ? null : text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected SourceUnit getSourceUnit() {
        return source;
    }
}
