package dev.baksh.script.transform;

import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.LambdaExpression;
import org.codehaus.groovy.ast.expr.PostfixExpression;
import org.codehaus.groovy.ast.expr.PrefixExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.CatchStatement;
import org.codehaus.groovy.ast.stmt.ForStatement;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.syntax.Types;

/**
 * Refuses to take one of {@link ReservedNames#RESERVED} for something else in a script's body, its methods and their closures.
 *
 * <p>Members of declared classes are free: a class does not see the script's words, so nothing is hidden there, and
 * {@code new Report(n2ws, px)} wants a constructor with parameters of those names.
 */
final class ReservedNameCheck extends ClassCodeVisitorSupport {
    private final SourceUnit source;

    ReservedNameCheck(SourceUnit source) {
        this.source = source;
    }

    void visitScript(ClassNode script) {
        for (MethodNode method : script.getMethods()) {
            if (method.getLineNumber() > 0) refuse(method.getName(), method);
            refuse(method.getParameters(), method);
            if (method.getCode() != null) method.getCode().visit(this);
        }
    }

    void refuse(String name, ASTNode place) {
        if (!ReservedNames.RESERVED.contains(name)) return;
        addError(
                "'" + name + "' is a word of baksh and cannot be reassigned or redeclared; choose another name", place);
    }

    private void refuse(Parameter[] parameters, ASTNode around) {
        if (parameters == null) return;
        for (Parameter parameter : parameters) {
            // The parameters of Groovy's own main and run have no place in the text.
            if (parameter.getLineNumber() > 0) refuse(parameter.getName(), parameter);
            else if (around.getLineNumber() > 0) refuse(parameter.getName(), around);
        }
    }

    private void refuseTarget(Expression target) {
        if (target instanceof VariableExpression variable) {
            refuse(variable.getName(), variable);
        } else if (target instanceof TupleExpression several) {
            several.getExpressions().forEach(this::refuseTarget);
        } else if (target instanceof PropertyExpression property
                && property.getObjectExpression() instanceof VariableExpression owner
                && owner.isThisExpression()) {
            refuse(property.getPropertyAsString(), property);
        }
    }

    @Override
    public void visitDeclarationExpression(DeclarationExpression declaration) {
        refuseTarget(declaration.getLeftExpression());
        super.visitDeclarationExpression(declaration);
    }

    @Override
    public void visitBinaryExpression(BinaryExpression expression) {
        boolean assigns = Types.ofType(expression.getOperation().getType(), Types.ASSIGNMENT_OPERATOR);
        if (assigns && !(expression instanceof DeclarationExpression)) refuseTarget(expression.getLeftExpression());
        super.visitBinaryExpression(expression);
    }

    @Override
    public void visitPostfixExpression(PostfixExpression expression) {
        refuseTarget(expression.getExpression());
        super.visitPostfixExpression(expression);
    }

    @Override
    public void visitPrefixExpression(PrefixExpression expression) {
        refuseTarget(expression.getExpression());
        super.visitPrefixExpression(expression);
    }

    @Override
    public void visitClosureExpression(ClosureExpression expression) {
        refuse(expression.getParameters(), expression);
        super.visitClosureExpression(expression);
    }

    @Override
    public void visitLambdaExpression(LambdaExpression expression) {
        refuse(expression.getParameters(), expression);
        super.visitLambdaExpression(expression);
    }

    @Override
    public void visitForLoop(ForStatement loop) {
        for (Parameter parameter : new Parameter[] {loop.getIndexVariable(), loop.getValueVariable()}) {
            if (parameter != null) refuse(parameter.getName(), loop);
        }
        super.visitForLoop(loop);
    }

    @Override
    public void visitCatchStatement(CatchStatement statement) {
        refuse(statement.getVariable().getName(), statement);
        super.visitCatchStatement(statement);
    }

    @Override
    protected SourceUnit getSourceUnit() {
        return source;
    }
}
