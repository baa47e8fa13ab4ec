package dev.baksh.script.transform;

import dev.baksh.dsl.ScriptBinding;
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
 * Check that refuses assignments and redeclarations of the names in {@link ScriptBinding#RESERVED} in a script's body,
 * methods and closures.
 *
 * <p>Members of declared classes may use the names: a class does not see the script's names, so no name is hidden, and
 * {@code new Report(n2ws, px)} needs a constructor with parameters of those names.
 */
final class ReservedNameCheck extends ClassCodeVisitorSupport {
    private final SourceUnit source;

    ReservedNameCheck(SourceUnit source) {
        this.source = source;
    }

    void visitScript(ClassNode script) {
        for (MethodNode method : script.getMethods()) {
            if (method.getLineNumber() > 0) checkNotReserved(method.getName(), method);
            checkNotReserved(method.getParameters(), method);
            if (method.getCode() != null) method.getCode().visit(this);
        }
    }

    void checkNotReserved(String name, ASTNode position) {
        if (!ScriptBinding.RESERVED.contains(name)) return;
        addError(
                "'" + name
                        + "' is a reserved name of baksh and cannot be reassigned or redeclared; choose another name",
                position);
    }

    private void checkNotReserved(Parameter[] parameters, ASTNode enclosingNode) {
        if (parameters == null) return;
        for (Parameter parameter : parameters) {
            // The parameters of the generated main and run methods have no line number.
            if (parameter.getLineNumber() > 0) checkNotReserved(parameter.getName(), parameter);
            else if (enclosingNode.getLineNumber() > 0) checkNotReserved(parameter.getName(), enclosingNode);
        }
    }

    private void checkAssignmentTarget(Expression target) {
        if (target instanceof VariableExpression variable) {
            checkNotReserved(variable.getName(), variable);
        } else if (target instanceof TupleExpression tuple) {
            tuple.getExpressions().forEach(this::checkAssignmentTarget);
        } else if (target instanceof PropertyExpression property
                && property.getObjectExpression() instanceof VariableExpression receiver
                && receiver.isThisExpression()) {
            checkNotReserved(property.getPropertyAsString(), property);
        }
    }

    @Override
    public void visitDeclarationExpression(DeclarationExpression declaration) {
        checkAssignmentTarget(declaration.getLeftExpression());
        super.visitDeclarationExpression(declaration);
    }

    @Override
    public void visitBinaryExpression(BinaryExpression expression) {
        boolean isAssignment = Types.ofType(expression.getOperation().getType(), Types.ASSIGNMENT_OPERATOR);
        if (isAssignment && !(expression instanceof DeclarationExpression))
            checkAssignmentTarget(expression.getLeftExpression());
        super.visitBinaryExpression(expression);
    }

    @Override
    public void visitPostfixExpression(PostfixExpression expression) {
        checkAssignmentTarget(expression.getExpression());
        super.visitPostfixExpression(expression);
    }

    @Override
    public void visitPrefixExpression(PrefixExpression expression) {
        checkAssignmentTarget(expression.getExpression());
        super.visitPrefixExpression(expression);
    }

    @Override
    public void visitClosureExpression(ClosureExpression expression) {
        checkNotReserved(expression.getParameters(), expression);
        super.visitClosureExpression(expression);
    }

    @Override
    public void visitLambdaExpression(LambdaExpression expression) {
        checkNotReserved(expression.getParameters(), expression);
        super.visitLambdaExpression(expression);
    }

    @Override
    public void visitForLoop(ForStatement loop) {
        for (Parameter parameter : new Parameter[] {loop.getIndexVariable(), loop.getValueVariable()}) {
            if (parameter != null) checkNotReserved(parameter.getName(), loop);
        }
        super.visitForLoop(loop);
    }

    @Override
    public void visitCatchStatement(CatchStatement statement) {
        checkNotReserved(statement.getVariable().getName(), statement);
        super.visitCatchStatement(statement);
    }

    @Override
    protected SourceUnit getSourceUnit() {
        return source;
    }
}
