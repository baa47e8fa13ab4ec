package dev.baksh.script.runbook;

import dev.baksh.dsl.TimeExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.UnaryMinusExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;

/** Evaluator of the literals in a parameter declaration: scalars, lists, durations and now. Runs no code. */
final class LiteralEvaluator {
    private LiteralEvaluator() {}

    /** Exception for an expression that is not a literal, with the line. */
    static final class NotLiteralException extends Exception {
        private final int line;

        NotLiteralException(Expression expression) {
            super("params accepts only strings, numbers, true, false, lists, durations and now");
            line = expression.getLineNumber();
        }

        int line() {
            return line;
        }
    }

    static Object evaluate(Expression expression) throws NotLiteralException {
        if (expression instanceof ConstantExpression constant) return constant.getValue();
        if (expression instanceof UnaryMinusExpression minus
                && evaluate(minus.getExpression()) instanceof Number number) return negate(number);
        if (expression instanceof ListExpression list) {
            List<Object> values = new ArrayList<>();
            for (Expression item : list.getExpressions()) values.add(evaluate(item));
            return values;
        }
        if (expression instanceof VariableExpression variable
                && variable.getName().equals("now")) return new DeferredInstant(Duration.ZERO);
        if (expression instanceof PropertyExpression property) {
            Object value = evaluateProperty(evaluate(property.getObjectExpression()), property.getPropertyAsString());
            if (value != null) return value;
        }
        throw new NotLiteralException(expression);
    }

    private static Object evaluateProperty(Object receiver, String name) {
        if (name == null) return null;
        if (receiver instanceof Duration duration) {
            return switch (name) {
                case "ago" -> new DeferredInstant(duration.negated());
                case "fromNow" -> new DeferredInstant(duration);
                default -> null;
            };
        }
        if (!(receiver instanceof Number number)) return null;
        return switch (name) {
            case "second", "seconds" -> TimeExtension.getSeconds(number);
            case "minute", "minutes" -> TimeExtension.getMinutes(number);
            case "hour", "hours" -> TimeExtension.getHours(number);
            case "day", "days" -> TimeExtension.getDays(number);
            case "week", "weeks" -> TimeExtension.getWeeks(number);
            default -> null;
        };
    }

    private static Number negate(Number number) {
        if (number instanceof Integer integer) return -integer;
        if (number instanceof Long integer) return -integer;
        return new java.math.BigDecimal(number.toString()).negate();
    }
}
