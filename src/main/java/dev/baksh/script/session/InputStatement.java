package dev.baksh.script.session;

import dev.baksh.client.text.GroovyLexer;
import dev.baksh.script.transform.AstParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.CastExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstructorCallExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.EmptyExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.MethodPointerExpression;
import org.codehaus.groovy.ast.expr.TernaryExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.syntax.Types;

/**
 * Statement of an input of the shell, with its names, for a saved session.
 *
 * @param source source as the user typed it
 * @param code source for a script, in which the statement means the same as in the shell: all variables are in the binding
 * @param value right side of an assignment to variables, which ends the code; else null
 * @param definesCode true for methods, classes, imports, and values whose code may run later
 */
public record InputStatement(String source, String code, String value, boolean definesCode, Names names) {
    /** Methods of a closure that return another closure. */
    private static final Set<String> CODE_METHODS =
            Set.of("curry", "rcurry", "ncurry", "memoize", "trampoline", "andThen", "compose");

    /**
     * Names in a statement.
     *
     * @param assigned variables, methods, classes and imports that the statement sets when it succeeds
     * @param changed names that the statement may set, inside of loops and closures too
     * @param used all words that the statement may read
     * @param called methods that are called without a receiver, and variables and classes whose methods are called
     * @param returns true if a return ends the input
     */
    public record Names(
            Set<String> assigned, Set<String> changed, Set<String> used, Set<String> called, boolean returns) {}

    /** Returns true for methods, classes and imports. */
    public boolean isDeclaration() {
        return definesCode && value == null;
    }

    /** Returns the code before the value, {@code x = }; empty without a value. */
    public String target() {
        return value == null ? "" : code.substring(0, code.length() - value.length());
    }

    /** Splits an input into its statements and declarations. An input with an error stays in one piece. */
    public static List<InputStatement> split(String text) {
        ModuleNode module;
        Set<String> declared = new LinkedHashSet<>();
        try {
            module = AstParser.parseForPositions("Input.groovy", text);
            InputDeclarations declarations = InputDeclarations.parse("Input.groovy", text);
            declarations.imports().keySet().forEach(name -> declared.add(name.replaceFirst("^static ", "")));
            declarations.methods().forEach(method -> declared.add(method.name()));
            declared.addAll(declarations.classes());
        } catch (CompilationFailedException e) {
            return List.of(declaration(text, Set.of()));
        }
        List<InputStatement> parts = new ArrayList<>();
        int end = 0;
        for (Statement statement : module.getStatementBlock().getStatements()) {
            boolean hasLabel = statement.getStatementLabels() != null
                    && !statement.getStatementLabels().isEmpty();
            // The position of a statement does not include its label.
            if (hasLabel || statement.getLineNumber() < 1) return List.of(declaration(text, declared));
            int start = AstParser.offset(text, statement.getLineNumber(), statement.getColumnNumber());
            addDeclarations(parts, text.substring(Math.min(end, start), start), declared);
            parts.add(of(statement, text));
            end = AstParser.offset(text, statement.getLastLineNumber(), statement.getLastColumnNumber());
        }
        addDeclarations(parts, text.substring(end), declared);
        return parts.isEmpty() ? List.of(declaration(text, declared)) : parts;
    }

    /** Adds the declarations between two statements; a text without a word has none. */
    private static void addDeclarations(List<InputStatement> parts, String text, Set<String> names) {
        String source = text.strip().replaceFirst("^[;\\s]+", "");
        if (!wordsOf(source).isEmpty()) parts.add(declaration(source, names));
    }

    private static InputStatement declaration(String text, Set<String> names) {
        Set<String> used = wordsOf(text);
        used.removeAll(names);
        return new InputStatement(text, text, null, true, new Names(names, names, used, Set.of(), false));
    }

    private static InputStatement of(Statement statement, String text) {
        String source = AstParser.textOf(statement, text);
        NameCollector collector = new NameCollector();
        BinaryExpression assignment = statement instanceof ExpressionStatement node
                        && node.getExpression() instanceof BinaryExpression binary
                        && (binary instanceof DeclarationExpression
                                || binary.getOperation().getType() == Types.ASSIGN)
                ? binary
                : null;
        Set<String> assigned = new LinkedHashSet<>();
        if (assignment != null) collectTargets(assignment.getLeftExpression(), assigned);
        assigned.removeIf(name -> !source.contains(name));
        if (assigned.isEmpty()) {
            statement.visit(collector);
            return new InputStatement(source, source, null, false, collector.names(source, assigned));
        }
        Expression right = assignment.getRightExpression();
        right.visit(collector);
        boolean definesCode =
                isCode(right) || right instanceof VariableExpression || right instanceof ConstructorCallExpression;
        String value = valueOf(assignment, source, right.getLineNumber() < 1 ? "" : AstParser.textOf(right, text));
        if (value == null)
            return new InputStatement(source, source, null, definesCode, collector.names(source, assigned));
        boolean isSingle = assignment.getLeftExpression() instanceof VariableExpression;
        String target = isSingle ? assigned.iterator().next() : "(" + String.join(", ", assigned) + ")";
        return new InputStatement(source, target + " = " + value, value, definesCode, collector.names(value, assigned));
    }

    /**
     * Returns the right side of an assignment, converted to the type of a declaration as in the shell; null if the right side
     * cannot be separated.
     */
    private static String valueOf(BinaryExpression assignment, String source, String rightText) {
        Expression right = assignment.getRightExpression();
        ClassNode type = assignment instanceof DeclarationExpression
                        && assignment.getLeftExpression() instanceof VariableExpression variable
                        && !variable.isDynamicTyped()
                ? variable.getOriginType()
                : null;
        if (right instanceof EmptyExpression) {
            if (type == null || !ClassHelper.isPrimitiveType(type)) return "null";
            return ClassHelper.boolean_TYPE.equals(type) ? "false" : "0";
        }
        // The position of an expression in parentheses does not include the parentheses.
        int start = source.lastIndexOf(rightText);
        while (start > 0 && (source.charAt(start - 1) == '(' || Character.isWhitespace(source.charAt(start - 1))))
            start--;
        String value = start < 0 ? "" : source.substring(start).strip();
        if (value.isEmpty() || !value.replaceAll("[()\\s]", "").equals(rightText.replaceAll("[()\\s]", "")))
            return null;
        if (type == null) return value;
        return type.isArray() ? null : "(" + type.getName() + ") (" + value + ")";
    }

    private static void collectTargets(Expression target, Set<String> names) {
        if (target instanceof VariableExpression variable) names.add(variable.getName());
        if (target instanceof TupleExpression tuple)
            tuple.getExpressions().forEach(element -> collectTargets(element, names));
    }

    /** Returns true for an expression whose value is code, or contains code, which may run later. */
    private static boolean isCode(Expression expression) {
        if (expression instanceof ListExpression list)
            return list.getExpressions().stream().anyMatch(InputStatement::isCode);
        if (expression instanceof MapExpression map)
            return map.getMapEntryExpressions().stream().anyMatch(entry -> isCode(entry.getValueExpression()));
        if (expression instanceof TernaryExpression choice)
            return isCode(choice.getTrueExpression()) || isCode(choice.getFalseExpression());
        if (expression instanceof CastExpression cast) return isCode(cast.getExpression());
        if (expression instanceof MethodCallExpression call)
            return CODE_METHODS.contains(String.valueOf(call.getMethodAsString()));
        return expression instanceof ClosureExpression || expression instanceof MethodPointerExpression;
    }

    private static Set<String> wordsOf(String source) {
        Set<String> words = new HashSet<>();
        for (GroovyLexer.Token token : GroovyLexer.tokenize(source))
            if (token.kind() == GroovyLexer.Kind.WORD) words.add(token.text());
        return words;
    }

    /** Collector of the names in a part of a statement. */
    private static final class NameCollector extends CodeVisitorSupport {
        private final Set<String> changed = new HashSet<>();
        private final Set<String> used = new HashSet<>();
        private final Set<String> called = new HashSet<>();
        private int closureDepth;
        private boolean returns;

        Names names(String source, Set<String> assigned) {
            changed.addAll(assigned);
            used.addAll(wordsOf(source));
            return new Names(assigned, changed, used, called, returns);
        }

        @Override
        public void visitVariableExpression(VariableExpression variable) {
            used.add(variable.getName()); // Also in the code of a string.
        }

        @Override
        public void visitDeclarationExpression(DeclarationExpression declaration) {
            declaration.getRightExpression().visit(this); // The variable exists only in its block.
        }

        @Override
        public void visitBinaryExpression(BinaryExpression expression) {
            if (Types.ofType(expression.getOperation().getType(), Types.ASSIGNMENT_OPERATOR))
                collectTargets(expression.getLeftExpression(), changed);
            super.visitBinaryExpression(expression);
        }

        @Override
        public void visitMethodCallExpression(MethodCallExpression call) {
            if (call.isImplicitThis()) called.add(String.valueOf(call.getMethodAsString()));
            else if (call.getObjectExpression() instanceof VariableExpression receiver) called.add(receiver.getName());
            else if (call.getObjectExpression() instanceof ConstructorCallExpression receiver)
                called.add(receiver.getType().getNameWithoutPackage());
            super.visitMethodCallExpression(call);
        }

        @Override
        public void visitReturnStatement(ReturnStatement statement) {
            returns |= closureDepth == 0;
            super.visitReturnStatement(statement);
        }

        @Override
        public void visitClosureExpression(ClosureExpression closure) {
            closureDepth++;
            super.visitClosureExpression(closure);
            closureDepth--;
        }
    }
}
