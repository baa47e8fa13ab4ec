package dev.baksh.script;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Operation;
import dev.baksh.dsl.DslNames;
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
final class TypedWalk extends CodeVisitorSupport {
    private final ModuleNode module;
    private final Map<String, Catalog> catalogs;
    private final Notes notes = new Notes();
    private final Members members = new Members(notes);
    private final Calls calls;
    private final Scope scope = new Scope();
    private final Set<String> methods = new TreeSet<>();
    private final Set<String> lent;
    /** Names are not judged where somebody else's object may answer to them. */
    private int lenient;
    /** The verbs of the block around, or null outside of all. */
    private Operation block;

    private Kind result = Kind.UNKNOWN;

    /** @param lent names of methods and variables that included files give to the text */
    TypedWalk(ModuleNode module, Map<String, Catalog> catalogs, Set<String> lent) {
        this.module = module;
        this.calls = new Calls(this, notes, catalogs);
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

    private static Kind kind(Parameter parameter) {
        return parameter.isDynamicTyped() ? Kind.UNKNOWN : Kind.OTHER;
    }

    /** What an expression gives; looks into it. */
    Kind of(Expression expression) {
        result = Kind.UNKNOWN;
        expression.visit(this);
        return result;
    }

    // Values

    @Override
    public void visitConstantExpression(ConstantExpression expression) {
        result = Kind.OTHER;
    }

    @Override
    public void visitGStringExpression(GStringExpression expression) {
        super.visitGStringExpression(expression);
        result = Kind.OTHER;
    }

    @Override
    public void visitConstructorCallExpression(ConstructorCallExpression call) {
        super.visitConstructorCallExpression(call);
        result = Kind.OTHER;
    }

    @Override
    public void visitMapExpression(MapExpression map) {
        super.visitMapExpression(map);
        result = Kind.OTHER;
    }

    @Override
    public void visitListExpression(ListExpression list) {
        Kind element = null;
        for (Expression item : list.getExpressions()) {
            Kind kind = of(item);
            element = element == null ? kind : element.or(kind);
        }
        result = Kind.list(element == null ? Kind.UNKNOWN : element);
    }

    @Override
    public void visitCastExpression(CastExpression expression) {
        Kind inner = of(expression.getExpression());
        result = inner.is(Kind.Sort.NOUN) ? Kind.list(inner.each()) : inner;
    }

    @Override
    public void visitTernaryExpression(TernaryExpression expression) {
        of(expression.getBooleanExpression());
        Kind yes = of(expression.getTrueExpression());
        result = yes.or(of(expression.getFalseExpression()));
    }

    @Override
    public void visitShortTernaryExpression(ElvisOperatorExpression expression) {
        Kind yes = of(expression.getTrueExpression());
        Kind no = of(expression.getFalseExpression());
        result = yes.is(Kind.Sort.ROW) ? yes : yes.or(no);
    }

    @Override
    public void visitVariableExpression(VariableExpression variable) {
        String name = variable.getName();
        Kind known = scope.find(name);
        if (known != null) result = known;
        else if (catalogs.containsKey(name)) result = Kind.server(catalogs.get(name));
        else {
            result = Kind.UNKNOWN;
            if (name.equals("now") || name.equals("args")) result = Kind.OTHER;
            else if (!fine(name)) unknown(variable, name);
        }
    }

    private boolean fine(String name) {
        boolean type = Character.isUpperCase(name.charAt(0)) || module.getImport(name) != null;
        return lenient > 0
                || type
                || lent.contains(name)
                || Words.RESERVED.contains(name)
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
        known.addAll(Words.RESERVED);
        notes.wrong(at, "nothing here is called '" + name + "'", NameSuggestions.didYouMean(name, known));
    }

    // Variables

    @Override
    public void visitDeclarationExpression(DeclarationExpression declaration) {
        Kind value = declaration.getRightExpression() instanceof EmptyExpression
                ? Kind.OTHER
                : of(declaration.getRightExpression());
        if (declaration.isMultipleAssignmentDeclaration()) {
            for (Expression one : declaration.getTupleExpression().getExpressions())
                if (one instanceof VariableExpression variable) scope.declare(variable.getName(), value.each());
        } else {
            VariableExpression variable = declaration.getVariableExpression();
            boolean typed = !variable.isDynamicTyped() && value.is(Kind.Sort.UNKNOWN);
            scope.declare(variable.getName(), typed ? Kind.OTHER : value);
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
            Kind value = of(expression.getRightExpression());
            Expression target = expression.getLeftExpression();
            if (target instanceof VariableExpression variable) assign(variable, value);
            else of(target);
            result = value;
            return;
        }
        Kind left = of(expression.getLeftExpression());
        Kind right = of(expression.getRightExpression());
        boolean lists = operation == Types.PLUS || operation == Types.MINUS;
        result = lists && left.is(Kind.Sort.LIST) ? (right.is(Kind.Sort.LIST) ? left.or(right) : left) : Kind.OTHER;
    }

    private void assign(VariableExpression variable, Kind value) {
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
        Kind left = of(expression.getLeftExpression());
        of(expression.getRightExpression());
        boolean range = expression.getRightExpression() instanceof org.codehaus.groovy.ast.expr.RangeExpression;
        if (left.is(Kind.Sort.NOUN)) {
            boolean position = range
                    || expression.getRightExpression() instanceof ConstantExpression key
                            && key.getValue() instanceof Number number
                            && number.longValue() < 1;
            if (position)
                notes.wrong(
                        expression,
                        Members.word(left) + ": an index is an id, from 1, or a name; it is not a position",
                        "for a position write " + Members.word(left) + ".list()[0]");
            result = left.each();
        } else if (left.is(Kind.Sort.LIST)) result = range ? left : left.element();
        else result = Kind.UNKNOWN;
    }

    @Override
    public void visitForLoop(ForStatement loop) {
        scope.enter();
        if (loop.getCollectionExpression() instanceof org.codehaus.groovy.ast.expr.ClosureListExpression parts) {
            for (Expression part : parts.getExpressions()) of(part);
        } else {
            Kind rows = of(loop.getCollectionExpression());
            if (loop.getValueVariable() != null)
                scope.declare(loop.getValueVariable().getName(), rows.each());
            if (loop.getIndexVariable() != null)
                scope.declare(loop.getIndexVariable().getName(), Kind.OTHER);
        }
        loop.getLoopBlock().visit(this);
        scope.leave();
    }

    @Override
    public void visitCatchStatement(CatchStatement statement) {
        scope.enter();
        scope.declare(statement.getVariable().getName(), Kind.OTHER);
        statement.getCode().visit(this);
        scope.leave();
    }

    // Closures

    @Override
    public void visitClosureExpression(ClosureExpression closure) {
        closure(closure, Kind.UNKNOWN, null);
        result = Kind.UNKNOWN;
    }

    /** The kind of its last expression. */
    private Kind closure(ClosureExpression closure, Kind first, Kind second) {
        scope.enter();
        Parameter[] parameters = closure.getParameters();
        if (parameters == null || parameters.length == 0) scope.declare("it", first);
        else {
            for (int i = 0; i < parameters.length; i++) {
                Kind given = i == 0 ? first : i == 1 && second != null ? second : Kind.UNKNOWN;
                scope.declare(parameters[i].getName(), given.is(Kind.Sort.UNKNOWN) ? kind(parameters[i]) : given);
            }
        }
        Kind last = Kind.UNKNOWN;
        if (closure.getCode() instanceof BlockStatement body) {
            for (Statement statement : body.getStatements()) last = statement(statement);
        } else if (closure.getCode() != null) last = statement(closure.getCode());
        scope.leave();
        return last;
    }

    private Kind statement(Statement statement) {
        if (statement instanceof ExpressionStatement one) return of(one.getExpression());
        if (statement instanceof ReturnStatement one) return of(one.getExpression());
        statement.visit(this);
        return Kind.UNKNOWN;
    }

    // Properties

    @Override
    public void visitPropertyExpression(PropertyExpression property) {
        Kind of = of(property.getObjectExpression());
        String name = property.getPropertyAsString();
        if (name == null) {
            of(property.getProperty());
            result = Kind.UNKNOWN;
            return;
        }
        if (property.isSpreadSafe()) {
            Kind each = members.property(property, of.each(), name);
            result = Kind.list(each);
        } else result = members.property(property, of, name);
    }

    // Calls

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        String name = call.getMethodAsString();
        Given given = new Given(call.getArguments());
        if (name == null) {
            of(call.getMethod());
            visit(given, Kind.UNKNOWN, null);
            result = Kind.UNKNOWN;
        } else if (call.isImplicitThis()) result = here(call, name, given);
        else {
            Kind on = of(call.getObjectExpression());
            result = call.isSpreadSafe()
                    ? Kind.list(calls.said(call, on.each(), name, given))
                    : calls.said(call, on, name, given);
        }
    }

    private Kind here(MethodCallExpression call, String name, Given given) {
        if (catalogs.containsKey(name) && given.closure == null) {
            visit(given, Kind.UNKNOWN, null);
            return Kind.server(catalogs.get(name));
        }
        if (name.equals("params") && given.closure != null) return Kind.OTHER;
        if (block != null && scope.find(name) == null) {
            Set<String> verbs = DslNames.blockVerbs(block);
            visit(given, Kind.UNKNOWN, null);
            if (!verbs.contains(name) && lenient == 0) {
                Set<String> camel = new LinkedHashSet<>();
                for (String verb : verbs) camel.add(NameSuggestions.camel(verb));
                notes.wrong(
                        call,
                        "no verb '" + name + "' in the block of " + block.id(),
                        NameSuggestions.suggest(name, camel, "it has"));
            }
            return Kind.OTHER;
        }
        Kind last = visit(given, Kind.UNKNOWN, null);
        if (scope.find(name) != null) return Kind.UNKNOWN;
        if (!methods.contains(name) && lenient == 0)
            notes.wrong(
                    call, "there is no word or method '" + name + "' here", NameSuggestions.didYouMean(name, methods));
        return name.equals("step") ? last : Kind.UNKNOWN;
    }

    /** Looks into all arguments; gives the kind of the closure's last expression. */
    Kind visit(Given given, Kind first, Kind second) {
        for (Expression argument : given.positional) of(argument);
        for (MapEntryExpression entry : given.named) of(entry.getValueExpression());
        return given.closure == null ? Kind.UNKNOWN : closure(given.closure, first, second);
    }

    /** Looks into the block of an operation; null: it has no verbs of its own. */
    void block(Operation operation, ClosureExpression closure) {
        Operation around = block;
        if (operation != null) block = operation;
        closure(closure, Kind.UNKNOWN, null);
        block = around;
    }

    /** Judges names less, or as before: somebody else's object may answer to them. */
    void lenient(int more) {
        lenient += more;
    }
}
