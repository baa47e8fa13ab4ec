package dev.baksh.shell;

import dev.baksh.client.text.GroovyCode;
import dev.baksh.script.session.InputStatement;
import java.util.stream.Collectors;

/**
 * Statement of a saved session.
 *
 * @param statement statement of the user, or null for a comment
 * @param code text for the file
 */
record SavedStatement(InputStatement statement, String code) {
    static SavedStatement comment(String text, String reason) {
        String lines = text.lines().map(GroovyCode::comment).collect(Collectors.joining("\n"));
        return new SavedStatement(null, GroovyCode.comment(reason + ":") + "\n" + lines);
    }

    /**
     * Returns a statement inside a step; an assignment gets the result of the step.
     *
     * @param write name of the call that writes
     */
    static SavedStatement inStep(int number, String write, InputStatement statement) {
        String step = GroovyCode.name("step")
                .call(number + ": " + write.replaceFirst("^\\.", ""))
                .toString();
        String body = statement.value() == null ? statement.code() + "\nnull" : statement.value();
        // The lines are not indented, because a multi-line string may span them.
        String block = body.indexOf('\n') < 0 ? " { " + body + " }" : " {\n" + body + "\n}";
        return new SavedStatement(statement, statement.target() + step + block);
    }

    boolean isCode() {
        return statement != null;
    }
}
