package dev.baksh.script.transform;

import dev.baksh.dsl.DateComparison;
import java.util.regex.Pattern;
import org.codehaus.groovy.ast.ClassCodeExpressionTransformer;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClassExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.NotExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.StaticMethodCallExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.syntax.Types;

/**
 * AST transform that makes {@code 3.days.ago} and {@code 3.days.fromNow} relative to the script's {@code now}: in a
 * resumed run, the recorded time. The property {@code ago} of a duration cannot know the calling script, so the
 * transform replaces the property by a call to the script.
 *
 * <p>Static methods and classes have no script; {@link RelativeTimes} finds the run by the class loader.
 *
 * <p>Also makes {@code startTime == '2026-11-01'} an error, as {@link DateComparison}.
 */
final class RelativeTimeTransform extends ClassCodeExpressionTransformer {
    private static final ClassNode STATIC_TIMES = ClassHelper.make(RelativeTimes.class);

    /** Name of a property or variable that is probably a time: {@code startTime}, {@code last_modified}, {@code createdAt}. */
    private static final Pattern TIME_NAME = Pattern.compile(".*([tT]ime|[dD]ate|[mM]odified|[cC]reated|[a-z]At|_at)");

    private final SourceUnit source;
    private ClassNode currentClass;
    /** True inside an instance method of the script class. */
    private boolean inScriptMethod;

    RelativeTimeTransform(SourceUnit source) {
        this.source = source;
    }

    static boolean isRelativeTime(PropertyExpression property) {
        return "ago".equals(property.getPropertyAsString()) || "fromNow".equals(property.getPropertyAsString());
    }

    @Override
    public void visitClass(ClassNode type) {
        currentClass = type;
        inScriptMethod = false;
        super.visitClass(type);
    }

    @Override
    protected void visitConstructorOrMethod(MethodNode method, boolean constructor) {
        inScriptMethod = currentClass.isScript() && !method.isStatic() && !constructor;
        super.visitConstructorOrMethod(method, constructor);
        inScriptMethod = false;
    }

    @Override
    public Expression transform(Expression expression) {
        if (expression instanceof ClosureExpression closure) {
            if (closure.getCode() != null) closure.getCode().visit(this);
            return closure;
        }
        if (expression instanceof BinaryExpression comparison && comparesWithDate(comparison))
            return transformEquality(comparison);
        if (!(expression instanceof PropertyExpression property) || !isRelativeTime(property))
            return super.transform(expression);
        ArgumentListExpression arguments = new ArgumentListExpression(
                transform(property.getObjectExpression()),
                new ConstantExpression(property.getPropertyAsString()),
                new ConstantExpression(property.isSafe() || property.isSpreadSafe(), true));
        Expression call;
        if (inScriptMethod) {
            MethodCallExpression scriptCall =
                    new MethodCallExpression(new VariableExpression("this"), "$relativeTime", arguments);
            scriptCall.setImplicitThis(false);
            call = scriptCall;
        } else {
            arguments.addExpression(new ClassExpression(currentClass));
            call = new StaticMethodCallExpression(STATIC_TIMES, "relativeTime", arguments);
        }
        call.setSourcePosition(expression);
        return call;
    }

    static boolean comparesWithDate(BinaryExpression comparison) {
        int operator = comparison.getOperation().getType();
        if (operator != Types.COMPARE_EQUAL && operator != Types.COMPARE_NOT_EQUAL) return false;
        Expression left = comparison.getLeftExpression();
        Expression right = comparison.getRightExpression();
        // startup: no copy for a comparison with null or a number.
        if (left instanceof ConstantExpression constant) return DateComparison.isDate(constant.getValue());
        if (right instanceof ConstantExpression constant) return DateComparison.isDate(constant.getValue());
        return isTime(left) || isTime(right);
    }

    private static boolean isTime(Expression expression) {
        String name = expression instanceof PropertyExpression property
                ? property.getPropertyAsString()
                : expression instanceof VariableExpression variable ? variable.getName() : null;
        return name != null && TIME_NAME.matcher(name).matches();
    }

    private Expression transformEquality(BinaryExpression comparison) {
        Expression call = new StaticMethodCallExpression(
                STATIC_TIMES,
                "isEqual",
                new ArgumentListExpression(
                        transform(comparison.getLeftExpression()), transform(comparison.getRightExpression())));
        call.setSourcePosition(comparison);
        if (comparison.getOperation().getType() == Types.COMPARE_EQUAL) return call;
        Expression negation = new NotExpression(call);
        negation.setSourcePosition(comparison);
        return negation;
    }

    @Override
    protected SourceUnit getSourceUnit() {
        return source;
    }
}
