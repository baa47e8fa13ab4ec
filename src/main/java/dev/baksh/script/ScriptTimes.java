package dev.baksh.script;

import org.codehaus.groovy.ast.ClassCodeExpressionTransformer;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.control.SourceUnit;

/**
 * Lets {@code 3.days.ago} and {@code 3.days.fromNow} of a script count from its {@code now}: in a run that is gone on with,
 * that is the time on record. A property of a duration cannot know of which script it is asked, so the script is.
 *
 * <p>In static methods and classes there is no script, and they count from the machine's clock.
 */
final class ScriptTimes extends ClassCodeExpressionTransformer {
    private final SourceUnit source;

    ScriptTimes(SourceUnit source) {
        this.source = source;
    }

    void visitScript(ClassNode script) {
        for (MethodNode method : script.getMethods())
            if (!method.isStatic() && method.getCode() != null) method.getCode().visit(this);
    }

    @Override
    public Expression transform(Expression expression) {
        if (expression instanceof ClosureExpression closure) {
            if (closure.getCode() != null) closure.getCode().visit(this);
            return closure;
        }
        if (!(expression instanceof PropertyExpression property)
                || property.isSpreadSafe()
                || property.isSafe()
                || !("ago".equals(property.getPropertyAsString()) || "fromNow".equals(property.getPropertyAsString())))
            return super.transform(expression);
        Expression length = transform(property.getObjectExpression());
        MethodCallExpression call = new MethodCallExpression(
                new VariableExpression("this"),
                "$" + property.getPropertyAsString(),
                new ArgumentListExpression(length));
        call.setImplicitThis(false);
        call.setSourcePosition(expression);
        return call;
    }

    @Override
    protected SourceUnit getSourceUnit() {
        return source;
    }
}
