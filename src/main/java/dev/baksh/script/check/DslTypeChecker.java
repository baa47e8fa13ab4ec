package dev.baksh.script.check;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Operation;
import dev.baksh.dsl.DslNames;
import dev.baksh.script.runbook.RunbookScript;
import dev.baksh.script.transform.ReservedNames;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.ImportNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.CastExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.ConstructorCallExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.ElvisOperatorExpression;
import org.codehaus.groovy.ast.expr.EmptyExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.TernaryExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.CatchStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ForStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.syntax.Types;

/** Follows the values of baksh through a text by the catalogue: finds misspelt words, and the calls that write. */
final class DslTypeChecker extends CodeVisitorSupport {
    private final ModuleNode module;
    private final Map<String, Catalog> catalogs;
    private final FindingCollector notes = new FindingCollector();
    private final MemberChecker members = new MemberChecker(notes);
    private final CallChecker calls;
    private final StaticScope scope = new StaticScope();
    private final Set<String> methods = new TreeSet<>();
    private final Set<String> lent;
    /** Names are not judged where somebody else's object may answer to them. */
    private int lenient;
    /** The verbs of the block around, or null outside of all. */
    private Operation block;

    private InferredType result = InferredType.UNKNOWN;

    /** @param lent names of methods and variables that included files give to the text */
    DslTypeChecker(ModuleNode module, Map<String, Catalog> catalogs, Set<String> lent) {
        this.module = module;
        this.calls = new CallChecker(this, notes, catalogs);
        methods.addAll(lent);
        this.lent = Set.copyOf(lent);
        this.catalogs = catalogs;
    }

    List<Finding> findings() {
        return notes.findings();
    }

    List<WriteCall> writes() {
        return notes.writes();
    }

    void walk() {
        for (Method method : RunbookScript.class.getMethods()) methods.add(method.getName());
        methods.addAll(DslNames.methodsOfLists()); // Groovy's own methods of every object are among them.
        for (ImportNode node : module.getStaticImports().values()) methods.add(node.getAlias());
        if (!module.getStaticStarImports().isEmpty()) lenient++;
        for (ClassNode declared : module.getClasses()) {
            if (declared.isScript()) for (MethodNode method : declared.getMethods()) methods.add(method.getName());
        }
        module.getStatementBlock().visit(this);
        for (ClassNode declared : module.getClasses()) {
            if (!declared.isScript()) lenient++;
            for (MethodNode method : declared.getMethods()) {
                boolean own = method.getLineNumber() > 0 && method.getCode() != null;
                if (own && !(declared.isScript() && method.getName().equals("run"))) body(method);
            }
            if (!declared.isScript()) lenient--;
        }
    }

    private void body(MethodNode method) {
        scope.enter();
        for (Parameter parameter : method.getParameters()) scope.declare(parameter.getName(), kind(parameter));
        method.getCode().visit(this);
        scope.leave();
    }

    private static InferredType kind(Parameter parameter) {
        return parameter.isDynamicTyped() ? InferredType.UNKNOWN : InferredType.OTHER;
    }

    /** What an expression gives; looks into it. */
    InferredType of(Expression expression) {
        result = InferredType.UNKNOWN;
        expression.visit(this);
        return result;
    }

    // Values

    @Override
    public void visitConstantExpression(ConstantExpression expression) {
        result = InferredType.OTHER;
    }

    @Override
    public void visitGStringExpression(GStringExpression expression) {
        super.visitGStringExpression(expression);
        result = InferredType.OTHER;
    }

    @Override
    public void visitConstructorCallExpression(ConstructorCallExpression call) {
        super.visitConstructorCallExpression(call);
        result = InferredType.OTHER;
    }

    @Override
    public void visitMapExpression(MapExpression map) {
        super.visitMapExpression(map);
        result = InferredType.OTHER;
    }

    @Override
    public void visitListExpression(ListExpression list) {
        InferredType element = null;
        for (Expression item : list.getExpressions()) {
            InferredType kind = of(item);
            element = element == null ? kind : element.or(kind);
        }
        result = InferredType.list(element == null ? InferredType.UNKNOWN : element);
    }

    @Override
    public void visitCastExpression(CastExpression expression) {
        InferredType inner = of(expression.getExpression());
        result = inner.is(InferredType.Sort.NOUN) ? InferredType.list(inner.each()) : inner;
    }

    @Override
    public void visitTernaryExpression(TernaryExpression expression) {
        of(expression.getBooleanExpression());
        InferredType yes = of(expression.getTrueExpression());
        result = yes.or(of(expression.getFalseExpression()));
    }

    @Override
    public void visitShortTernaryExpression(ElvisOperatorExpression expression) {
        InferredType yes = of(expression.getTrueExpression());
        InferredType no = of(expression.getFalseExpression());
        result = yes.is(InferredType.Sort.ROW) ? yes : yes.or(no);
    }

    @Override
    public void visitVariableExpression(VariableExpression variable) {
        String name = variable.getName();
        InferredType known = scope.find(name);
        if (known != null) result = known;
        else if (catalogs.containsKey(name)) result = InferredType.server(catalogs.get(name));
        else {
            result = InferredType.UNKNOWN;
            if (name.equals("now") || name.equals("args")) result = InferredType.OTHER;
            else if (!fine(name)) unknown(variable, name);
        }
    }

    private boolean fine(String name) {
        boolean type = Character.isUpperCase(name.charAt(0)) || module.getImport(name) != null;
        return lenient > 0
                || type
                || lent.contains(name)
                || ReservedNames.RESERVED.contains(name)
                || Set.of("this", "super", "out", "it").contains(name);
    }

    private void unknown(VariableExpression at, String name) {
        if (block != null && DslNames.blockVerbs(block).contains(name)) {
            notes.wrong(
                    at,
                    "'" + name + "' is a verb of this block and was read as a variable",
                    "write the value after it: " + name + " 'x', or in parentheses: " + name + "(-1)");
            return;
        }
        Set<String> known = new TreeSet<>(scope.names());
        known.addAll(ReservedNames.RESERVED);
        notes.wrong(at, "nothing here is called '" + name + "'", NameSuggestions.didYouMean(name, known));
    }

    // Variables

    @Override
    public void visitDeclarationExpression(DeclarationExpression declaration) {
        InferredType value = declaration.getRightExpression() instanceof EmptyExpression
                ? InferredType.OTHER
                : of(declaration.getRightExpression());
        if (declaration.isMultipleAssignmentDeclaration()) {
            for (Expression one : declaration.getTupleExpression().getExpressions())
                if (one instanceof VariableExpression variable) scope.declare(variable.getName(), value.each());
        } else {
            VariableExpression variable = declaration.getVariableExpression();
            boolean typed = !variable.isDynamicTyped() && value.is(InferredType.Sort.UNKNOWN);
            scope.declare(variable.getName(), typed ? InferredType.OTHER : value);
        }
        result = value;
    }

    @Override
    public void visitBinaryExpression(BinaryExpression expression) {
        int operation = expression.getOperation().getType();
        if (operation == Types.LEFT_SQUARE_BRACKET) {
            index(expression);
            return;
        }
        if (Types.ofType(operation, Types.ASSIGNMENT_OPERATOR)) {
            InferredType value = of(expression.getRightExpression());
            Expression target = expression.getLeftExpression();
            if (target instanceof VariableExpression variable) assign(variable, value);
            else of(target);
            result = value;
            return;
        }
        InferredType left = of(expression.getLeftExpression());
        InferredType right = of(expression.getRightExpression());
        boolean lists = operation == Types.PLUS || operation == Types.MINUS;
        result = lists && left.is(InferredType.Sort.LIST)
                ? (right.is(InferredType.Sort.LIST) ? left.or(right) : left)
                : InferredType.OTHER;
    }

    private void assign(VariableExpression variable, InferredType value) {
        String name = variable.getName();
        if (block != null
                && scope.find(name) == null
                && DslNames.blockVerbs(block).contains(name)) {
            notes.wrong(variable, "'" + name + " = ...' sets nothing in a block", "write it without the equals sign");
            return;
        }
        scope.assign(name, value);
    }

    private void index(BinaryExpression expression) {
        InferredType left = of(expression.getLeftExpression());
        of(expression.getRightExpression());
        boolean range = expression.getRightExpression() instanceof org.codehaus.groovy.ast.expr.RangeExpression;
        if (left.is(InferredType.Sort.NOUN)) {
            boolean position = range
                    || expression.getRightExpression() instanceof ConstantExpression key
                            && key.getValue() instanceof Number number
                            && number.longValue() < 1;
            if (position)
                notes.wrong(
                        expression,
                        MemberChecker.word(left) + ": an index is an id, from 1, or a name; it is not a position",
                        "for a position write " + MemberChecker.word(left) + ".list()[0]");
            result = left.each();
        } else if (left.is(InferredType.Sort.LIST)) result = range ? left : left.element();
        else result = InferredType.UNKNOWN;
    }

    @Override
    public void visitForLoop(ForStatement loop) {
        scope.enter();
        if (loop.getCollectionExpression() instanceof org.codehaus.groovy.ast.expr.ClosureListExpression parts) {
            for (Expression part : parts.getExpressions()) of(part);
        } else {
            InferredType rows = of(loop.getCollectionExpression());
            if (loop.getValueVariable() != null)
                scope.declare(loop.getValueVariable().getName(), rows.each());
            if (loop.getIndexVariable() != null)
                scope.declare(loop.getIndexVariable().getName(), InferredType.OTHER);
        }
        loop.getLoopBlock().visit(this);
        scope.leave();
    }

    @Override
    public void visitCatchStatement(CatchStatement statement) {
        scope.enter();
        scope.declare(statement.getVariable().getName(), InferredType.OTHER);
        statement.getCode().visit(this);
        scope.leave();
    }

    // Closures

    @Override
    public void visitClosureExpression(ClosureExpression closure) {
        closure(closure, InferredType.UNKNOWN, null);
        result = InferredType.UNKNOWN;
    }

    /** The kind of its last expression. */
    private InferredType closure(ClosureExpression closure, InferredType first, InferredType second) {
        scope.enter();
        Parameter[] parameters = closure.getParameters();
        if (parameters == null || parameters.length == 0) scope.declare("it", first);
        else {
            for (int i = 0; i < parameters.length; i++) {
                InferredType given = i == 0 ? first : i == 1 && second != null ? second : InferredType.UNKNOWN;
                scope.declare(
                        parameters[i].getName(), given.is(InferredType.Sort.UNKNOWN) ? kind(parameters[i]) : given);
            }
        }
        InferredType last = InferredType.UNKNOWN;
        if (closure.getCode() instanceof BlockStatement body) {
            for (Statement statement : body.getStatements()) last = statement(statement);
        } else if (closure.getCode() != null) last = statement(closure.getCode());
        scope.leave();
        return last;
    }

    private InferredType statement(Statement statement) {
        if (statement instanceof ExpressionStatement one) return of(one.getExpression());
        if (statement instanceof ReturnStatement one) return of(one.getExpression());
        statement.visit(this);
        return InferredType.UNKNOWN;
    }

    // Properties

    @Override
    public void visitPropertyExpression(PropertyExpression property) {
        InferredType of = of(property.getObjectExpression());
        String name = property.getPropertyAsString();
        if (name == null) {
            of(property.getProperty());
            result = InferredType.UNKNOWN;
            return;
        }
        if (property.isSpreadSafe()) {
            InferredType each = members.property(property, of.each(), name);
            result = InferredType.list(each);
        } else result = members.property(property, of, name);
    }

    // Calls

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        String name = call.getMethodAsString();
        CallArguments given = new CallArguments(call.getArguments());
        if (name == null) {
            of(call.getMethod());
            visit(given, InferredType.UNKNOWN, null);
            result = InferredType.UNKNOWN;
        } else if (call.isImplicitThis()) result = here(call, name, given);
        else {
            InferredType on = of(call.getObjectExpression());
            result = call.isSpreadSafe()
                    ? InferredType.list(calls.said(call, on.each(), name, given))
                    : calls.said(call, on, name, given);
        }
    }

    private InferredType here(MethodCallExpression call, String name, CallArguments given) {
        if (catalogs.containsKey(name) && given.closure == null) {
            visit(given, InferredType.UNKNOWN, null);
            return InferredType.server(catalogs.get(name));
        }
        if (name.equals("params") && given.closure != null) return InferredType.OTHER;
        if (block != null && scope.find(name) == null) {
            Set<String> verbs = DslNames.blockVerbs(block);
            visit(given, InferredType.UNKNOWN, null);
            if (!verbs.contains(name) && lenient == 0) {
                Set<String> camel = new LinkedHashSet<>();
                for (String verb : verbs) camel.add(NameSuggestions.camel(verb));
                notes.wrong(
                        call,
                        "no verb '" + name + "' in the block of " + block.id(),
                        NameSuggestions.suggest(name, camel, "it has"));
            }
            return InferredType.OTHER;
        }
        InferredType last = visit(given, InferredType.UNKNOWN, null);
        if (scope.find(name) != null) return InferredType.UNKNOWN;
        if (!methods.contains(name) && lenient == 0)
            notes.wrong(
                    call, "there is no word or method '" + name + "' here", NameSuggestions.didYouMean(name, methods));
        return name.equals("step") ? last : InferredType.UNKNOWN;
    }

    /** Looks into all arguments; gives the kind of the closure's last expression. */
    InferredType visit(CallArguments given, InferredType first, InferredType second) {
        for (Expression argument : given.positional) of(argument);
        for (MapEntryExpression entry : given.named) of(entry.getValueExpression());
        return given.closure == null ? InferredType.UNKNOWN : closure(given.closure, first, second);
    }

    /** Looks into the block of an operation; null: it has no verbs of its own. */
    void block(Operation operation, ClosureExpression closure) {
        Operation around = block;
        if (operation != null) block = operation;
        closure(closure, InferredType.UNKNOWN, null);
        block = around;
    }

    /** Judges names less, or as before: somebody else's object may answer to them. */
    void lenient(int more) {
        lenient += more;
    }
}
