package dev.baksh.script.check;

import java.util.List;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.syntax.Types;

/**
 * Path of a raw request, as far as the source contains it.
 *
 * @param text constant beginning of the path; empty if nothing is known
 * @param isComplete true if the text is the whole path
 */
record RawPath(String text, boolean isComplete) {
    /**
     * Returns the path in the arguments of a raw request.
     *
     * @param verb {@code get}, {@code post}, {@code put} or {@code delete}
     * @param arguments null when they are not known
     */
    static RawPath of(String verb, CallArguments arguments) {
        Expression argument = arguments == null ? null : find(verb, arguments.positional);
        return argument == null ? new RawPath("", false) : of(argument);
    }

    /** Returns the argument with the path, or null. A map before the path is the query, and a value after it the body. */
    static Expression find(String verb, List<Expression> positional) {
        boolean hasBody = verb.startsWith("p");
        if (!hasBody) return positional.isEmpty() ? null : positional.get(positional.size() - 1);
        return positional.stream()
                .filter(argument -> !(argument instanceof MapExpression))
                .findFirst()
                .orElse(null);
    }

    private static RawPath of(Expression expression) {
        if (expression instanceof ConstantExpression constant) return new RawPath(constant.getText(), true);
        if (expression instanceof GStringExpression text)
            return new RawPath(text.getStrings().get(0).getText(), false);
        if (!(expression instanceof BinaryExpression sum && sum.getOperation().getType() == Types.PLUS))
            return new RawPath("", false);
        RawPath left = of(sum.getLeftExpression());
        if (!left.isComplete) return left;
        RawPath right = of(sum.getRightExpression());
        return new RawPath(left.text + right.text, right.isComplete);
    }
}
