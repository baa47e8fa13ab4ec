package dev.baksh.script.report;

import dev.baksh.client.text.GroovyCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Writer of generated runbooks. All text of servers, journals, files and parameters becomes a literal of
 * {@link GroovyCode} or a comment.
 */
public final class GroovySourceWriter {
    private final StringBuilder source = new StringBuilder();

    /** Adds {@code title 'text'}. */
    public GroovySourceWriter title(String text) {
        return statement(GroovyCode.name("title").command(text));
    }

    /** Adds an empty line. */
    public GroovySourceWriter emptyLine() {
        source.append('\n');
        return this;
    }

    /** Adds a comment line. */
    public GroovySourceWriter comment(String text) {
        source.append(GroovyCode.comment(text)).append('\n');
        return this;
    }

    /** Adds a statement. */
    public GroovySourceWriter statement(GroovyCode code) {
        source.append(code).append('\n');
        return this;
    }

    /** Adds a step with the value null. */
    public GroovySourceWriter step(String name, List<GroovyCode> statements) {
        List<GroovyCode> body = new ArrayList<>(statements);
        body.add(GroovyCode.literal(null));
        return statement(GroovyCode.name("step").call(name).indentedBlock(body));
    }

    /** Returns the source. */
    @Override
    public String toString() {
        return source.toString();
    }
}
