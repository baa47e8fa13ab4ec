package dev.baksh.script.session;

import java.util.List;
import java.util.Map;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.CastExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.EmptyExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.syntax.Token;
import org.codehaus.groovy.syntax.Types;

/**
 * AST transform that makes an input continue the session: its variables go into the binding, and classes of earlier
 * inputs are imported.
 *
 * <p>The type of a typed variable applies only to its declaration: {@code int x = 3.7} stores 3 in the binding.
 */
final class SessionTransform extends CompilationCustomizer {
    private final Map<String, Class<?>> classes;

    /** @param classes classes of earlier inputs, by simple name */
    SessionTransform(Map<String, Class<?>> classes) {
        super(CompilePhase.CONVERSION);
        this.classes = Map.copyOf(classes);
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode classNode) {
        ModuleNode module = classNode.getModule();
        if (module.getClasses().get(0) != classNode) return;
        // Without an explicit import a default import would win: a class Duration of the session would be java.time's.
        classes.forEach((name, type) -> {
            boolean isDeclared = module.getImport(name) != null
                    || module.getClasses().stream()
                            .anyMatch(declared -> declared.getName().equals(name));
            if (!isDeclared) module.addImport(name, ClassHelper.make(type));
        });
        List<Statement> statements = module.getStatementBlock().getStatements();
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i) instanceof ExpressionStatement statement
                    && statement.getExpression() instanceof DeclarationExpression declaration) {
                statement.setExpression(toAssignment(declaration));
                if (declaration.getLeftExpression() instanceof TupleExpression tuple) {
                    for (Expression element : tuple.getExpressions()) {
                        VariableExpression variable = (VariableExpression) element;
                        if (variable.isDynamicTyped()) continue;
                        statements.add(
                                ++i,
                                new ExpressionStatement(assignVariable(variable, copyReference(variable), variable)));
                    }
                }
            }
        }
    }

    private static Expression toAssignment(DeclarationExpression declaration) {
        Expression value = declaration.getRightExpression();
        if (declaration.getLeftExpression() instanceof VariableExpression variable) {
            return assignVariable(
                    variable, value instanceof EmptyExpression ? defaultValue(variable) : value, declaration);
        }
        TupleExpression targets = new TupleExpression();
        for (Expression element : ((TupleExpression) declaration.getLeftExpression()).getExpressions()) {
            targets.addExpression(copyReference((VariableExpression) element));
        }
        targets.setSourcePosition(declaration.getLeftExpression());
        return createAssignment(targets, value, declaration);
    }

    private static Expression assignVariable(VariableExpression variable, Expression value, Expression position) {
        Expression converted = variable.isDynamicTyped() ? value : new CastExpression(variable.getOriginType(), value);
        converted.setSourcePosition(value);
        return createAssignment(copyReference(variable), converted, position);
    }

    private static Expression createAssignment(Expression target, Expression value, Expression position) {
        Token token = Token.newSymbol(Types.EQUAL, position.getLineNumber(), position.getColumnNumber());
        BinaryExpression assignment = new BinaryExpression(target, token, value);
        assignment.setSourcePosition(position);
        return assignment;
    }

    private static VariableExpression copyReference(VariableExpression variable) {
        VariableExpression reference = new VariableExpression(variable.getName());
        reference.setSourcePosition(variable);
        return reference;
    }

    private static Expression defaultValue(VariableExpression variable) {
        ClassNode type = variable.getOriginType();
        if (ClassHelper.boolean_TYPE.equals(type)) return new ConstantExpression(false);
        return new ConstantExpression(ClassHelper.isPrimitiveType(type) ? 0 : null);
    }
}
