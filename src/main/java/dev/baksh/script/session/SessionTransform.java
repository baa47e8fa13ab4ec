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
 * Makes one typed text a continuation of those before it: its own variables go into the binding, and classes typed earlier
 * are imported.
 *
 * <p>A typed variable keeps its type for this one assignment: {@code int x = 3.7} puts 3 into the binding.
 */
final class SessionTransform extends CompilationCustomizer {
    private final Map<String, Class<?>> classes;

    /** @param classes typed earlier, by simple name */
    SessionTransform(Map<String, Class<?>> classes) {
        super(CompilePhase.CONVERSION);
        this.classes = Map.copyOf(classes);
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode classNode) {
        ModuleNode module = classNode.getModule();
        if (module.getClasses().get(0) != classNode) return;
        // Without an import a default one would win: a class Duration of the session would be java.time's.
        classes.forEach((name, type) -> {
            boolean taken = module.getImport(name) != null
                    || module.getClasses().stream()
                            .anyMatch(declared -> declared.getName().equals(name));
            if (!taken) module.addImport(name, ClassHelper.make(type));
        });
        List<Statement> statements = module.getStatementBlock().getStatements();
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i) instanceof ExpressionStatement statement
                    && statement.getExpression() instanceof DeclarationExpression declaration) {
                statement.setExpression(assignment(declaration));
                if (declaration.getLeftExpression() instanceof TupleExpression several) {
                    for (Expression one : several.getExpressions()) {
                        VariableExpression variable = (VariableExpression) one;
                        if (variable.isDynamicTyped()) continue;
                        statements.add(++i, new ExpressionStatement(assign(variable, name(variable), variable)));
                    }
                }
            }
        }
    }

    private static Expression assignment(DeclarationExpression declaration) {
        Expression value = declaration.getRightExpression();
        if (declaration.getLeftExpression() instanceof VariableExpression variable) {
            return assign(variable, value instanceof EmptyExpression ? initial(variable) : value, declaration);
        }
        TupleExpression names = new TupleExpression();
        for (Expression one : ((TupleExpression) declaration.getLeftExpression()).getExpressions()) {
            names.addExpression(name((VariableExpression) one));
        }
        names.setSourcePosition(declaration.getLeftExpression());
        return binary(names, value, declaration);
    }

    private static Expression assign(VariableExpression variable, Expression value, Expression position) {
        Expression given = variable.isDynamicTyped() ? value : new CastExpression(variable.getOriginType(), value);
        given.setSourcePosition(value);
        return binary(name(variable), given, position);
    }

    private static Expression binary(Expression target, Expression value, Expression position) {
        Token token = Token.newSymbol(Types.EQUAL, position.getLineNumber(), position.getColumnNumber());
        BinaryExpression assignment = new BinaryExpression(target, token, value);
        assignment.setSourcePosition(position);
        return assignment;
    }

    private static VariableExpression name(VariableExpression variable) {
        VariableExpression name = new VariableExpression(variable.getName());
        name.setSourcePosition(variable);
        return name;
    }

    private static Expression initial(VariableExpression variable) {
        ClassNode type = variable.getOriginType();
        if (ClassHelper.boolean_TYPE.equals(type)) return new ConstantExpression(false);
        return new ConstantExpression(ClassHelper.isPrimitiveType(type) ? 0 : null);
    }
}
