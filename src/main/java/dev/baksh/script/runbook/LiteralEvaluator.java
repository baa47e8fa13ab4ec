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

/** The value of what stands in a declaration, read and not run: literals, lists of them, durations, now. */
final class LiteralEvaluator {
    private LiteralEvaluator() {}

    /** What is none of those; its place is the expression's. */
    static final class NotLiteral extends Exception {
        private final int line;

        NotLiteral(Expression at) {
            super("only texts, numbers, true, false, lists, durations and now may stand in params");
            line = at.getLineNumber();
        }

        int line() {
            return line;
        }
    }

    static Object value(Expression expression) throws NotLiteral {
        if (expression instanceof ConstantExpression constant) return constant.getValue();
        if (expression instanceof UnaryMinusExpression minus && value(minus.getExpression()) instanceof Number number)
            return negative(number);
        if (expression instanceof ListExpression list) {
            List<Object> values = new ArrayList<>();
            for (Expression item : list.getExpressions()) values.add(value(item));
            return values;
        }
        if (expression instanceof VariableExpression variable
                && variable.getName().equals("now")) return new DeferredInstant(Duration.ZERO);
        if (expression instanceof PropertyExpression property) {
            Object value = property(value(property.getObjectExpression()), property.getPropertyAsString());
            if (value != null) return value;
        }
        throw new NotLiteral(expression);
    }

    private static Object property(Object of, String name) {
        if (name == null) return null;
        if (of instanceof Duration length) {
            return switch (name) {
                case "ago" -> new DeferredInstant(length.negated());
                case "fromNow" -> new DeferredInstant(length);
                default -> null;
            };
        }
        if (!(of instanceof Number number)) return null;
        return switch (name) {
            case "second", "seconds" -> TimeExtension.getSeconds(number);
            case "minute", "minutes" -> TimeExtension.getMinutes(number);
            case "hour", "hours" -> TimeExtension.getHours(number);
            case "day", "days" -> TimeExtension.getDays(number);
            case "week", "weeks" -> TimeExtension.getWeeks(number);
            default -> null;
        };
    }

    private static Number negative(Number number) {
        if (number instanceof Integer whole) return -whole;
        if (number instanceof Long whole) return -whole;
        return new java.math.BigDecimal(number.toString()).negate();
    }
}
