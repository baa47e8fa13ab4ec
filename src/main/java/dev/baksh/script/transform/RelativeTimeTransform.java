package dev.baksh.script.transform;

import org.codehaus.groovy.ast.ClassCodeExpressionTransformer;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.ClassExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.StaticMethodCallExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.control.SourceUnit;

/**
 * AST transform that makes {@code 3.days.ago} and {@code 3.days.fromNow} relative to the script's {@code now}: in a
 * resumed run, the recorded time. The property {@code ago} of a duration cannot know the calling script, so the
 * transform replaces the property by a call to the script.
 *
 * <p>Static methods and classes have no script; {@link RelativeTimes} finds the run by the class loader.
 */
final class RelativeTimeTransform extends ClassCodeExpressionTransformer {
    private static final ClassNode STATIC_TIMES = ClassHelper.make(RelativeTimes.class);

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

    @Override
    protected SourceUnit getSourceUnit() {
        return source;
    }
}
