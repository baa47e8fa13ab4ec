package dev.baksh.script.session;

import dev.baksh.script.transform.AstParser;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.EmptyExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodPointerExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.syntax.Types;

/**
 * Statement of an input of the shell, with the names that the statement sets, for a saved session.
 *
 * @param source source as the user typed it
 * @param code source for a script, in which the statement means the same as in the shell: all variables are in the binding
 * @param assignedNames variables that the statement sets
 * @param value right side when the statement sets one variable, else null
 * @param definesCode true for methods, classes, closures and collections, whose code may run later
 */
public record InputStatement(String source, String code, Set<String> assignedNames, String value, boolean definesCode) {
    /**
     * Splits an input into its statements. An input with methods, classes or imports, or with an error, stays in one
     * piece.
     */
    public static List<InputStatement> split(String text) {
        ModuleNode module;
        try {
            module = AstParser.parse("Input.groovy", text);
        } catch (CompilationFailedException e) {
            return List.of(new InputStatement(text, text, Set.of(), null, true));
        }
        boolean hasDeclarations = !module.getMethods().isEmpty()
                || !module.getImports().isEmpty()
                || !module.getStarImports().isEmpty()
                || !module.getStaticImports().isEmpty()
                || !module.getStaticStarImports().isEmpty()
                || module.getClasses().stream().anyMatch(type -> !type.isScript() && !isClosureClass(type));
        List<Statement> statements = module.getStatementBlock().getStatements();
        List<InputStatement> parts = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Statement statement : statements) {
            if (statement.getLineNumber() < 1) return List.of(new InputStatement(text, text, Set.of(), null, true));
            InputStatement part = of(statement, text);
            parts.add(part);
            names.addAll(part.assignedNames());
        }
        return hasDeclarations || parts.isEmpty() ? List.of(new InputStatement(text, text, names, null, true)) : parts;
    }

    private static boolean isClosureClass(ClassNode type) {
        return type.getName().contains("$_");
    }

    private static InputStatement of(Statement statement, String text) {
        String source = slice(text, statement);
        if (!(statement instanceof ExpressionStatement node
                && node.getExpression() instanceof BinaryExpression assignment
                && (assignment instanceof DeclarationExpression
                        || assignment.getOperation().getType() == Types.ASSIGN)))
            return new InputStatement(source, source, Set.of(), null, false);
        Set<String> names = new LinkedHashSet<>();
        collectNames(assignment.getLeftExpression(), names);
        Expression right = assignment.getRightExpression();
        boolean definesCode = right instanceof ClosureExpression
                || right instanceof MethodPointerExpression
                || right instanceof MapExpression
                || right instanceof ListExpression;
        boolean isTyped = assignment.getLeftExpression() instanceof VariableExpression variable
                && !variable.isDynamicTyped()
                && assignment instanceof DeclarationExpression;
        if (right instanceof EmptyExpression || names.isEmpty() || isTyped)
            return new InputStatement(source, source, names, null, definesCode);
        String value = slice(text, right);
        boolean isSingle = assignment.getLeftExpression() instanceof VariableExpression;
        String target = isSingle ? names.iterator().next() : "(" + String.join(", ", names) + ")";
        // A value whose position does not reach the end of the statement, as in parentheses, is left in its statement.
        if (!source.endsWith(value)) return new InputStatement(source, source, names, null, definesCode);
        return new InputStatement(source, target + " = " + value, names, isSingle ? value : null, definesCode);
    }

    private static void collectNames(Expression target, Set<String> names) {
        if (target instanceof VariableExpression variable) names.add(variable.getName());
        if (target instanceof TupleExpression tuple)
            tuple.getExpressions().forEach(element -> collectNames(element, names));
    }

    private static String slice(String text, ASTNode node) {
        return text.substring(
                offset(text, node.getLineNumber(), node.getColumnNumber()),
                offset(text, node.getLastLineNumber(), node.getLastColumnNumber()));
    }

    private static int offset(String text, int line, int column) {
        int start = 0;
        for (int i = 1; i < line; i++) start = text.indexOf('\n', start) + 1;
        return Math.min(text.length(), start + column - 1);
    }
}
