package dev.baksh.script;

import dev.baksh.api.BakshException;
import dev.baksh.api.Catalog;
import dev.baksh.api.Effect;
import dev.baksh.api.Field;
import dev.baksh.api.Names;
import dev.baksh.api.Noun;
import dev.baksh.api.Operation;
import dev.baksh.dsl.Vocabulary;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.codehaus.groovy.ast.ASTNode;
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
import org.codehaus.groovy.ast.expr.TupleExpression;
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
    /** Methods of a list that give one of its elements. */
    private static final Set<String> ONE =
            Set.of("find", "first", "last", "min", "max", "head", "pop", "getAt", "get", "random");
    /** Methods of a list that give a list of the same. */
    private static final Set<String> SAME = Set.of(
            "findAll",
            "sort",
            "toSorted",
            "unique",
            "toUnique",
            "toList",
            "take",
            "takeRight",
            "takeWhile",
            "drop",
            "dropWhile",
            "reverse",
            "grep",
            "list",
            "tail",
            "init",
            "asList",
            "shuffled",
            "each",
            "asImmutable");

    private static final Set<String> RAW = Set.of("get", "post", "put", "delete");

    private final ModuleNode module;
    private final Map<String, Catalog> catalogs;
    private final List<Finding> findings = new ArrayList<>();
    private final List<WriteCall> writes = new ArrayList<>();
    private final Scope scope = new Scope();
    private final Set<String> methods = new TreeSet<>();
    /** Names are not judged where somebody else's object may answer to them. */
    private int lenient;
    /** The verbs of the block around, or null outside of all. */
    private Operation block;

    private Kind result = Kind.UNKNOWN;

    TypedWalk(ModuleNode module, Map<String, Catalog> catalogs) {
        this.module = module;
        this.catalogs = catalogs;
    }

    List<Finding> findings() {
        findings.sort(Comparator.comparingInt(Finding::line));
        return findings.stream().distinct().toList();
    }

    List<WriteCall> writes() {
        writes.sort(Comparator.comparingInt(WriteCall::line));
        return writes.stream().distinct().toList();
    }

    void walk() {
        for (Method method : RunbookScript.class.getMethods()) methods.add(method.getName());
        methods.addAll(Vocabulary.methodsOfLists()); // Groovy's own methods of every object are among them.
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

    private Kind of(Expression expression) {
        result = Kind.UNKNOWN;
        expression.visit(this);
        return result;
    }

    private void wrong(ASTNode at, String message, String hint) {
        findings.add(new Finding(at.getLineNumber(), message, hint));
    }

    private void write(ASTNode at, String call, Effect effect, String permission) {
        if (effect.writes()) writes.add(new WriteCall(at.getLineNumber(), call, effect.name(), permission));
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
                || Words.RESERVED.contains(name)
                || Set.of("this", "super", "out", "it").contains(name);
    }

    private void unknown(VariableExpression at, String name) {
        if (block != null && Vocabulary.blockVerbs(block).contains(name)) {
            wrong(
                    at,
                    "'" + name + "' is a verb of this block and was read as a variable",
                    "write the value after it: " + name + " 'x', or in parentheses: " + name + "(-1)");
            return;
        }
        Set<String> known = new TreeSet<>(scope.names());
        known.addAll(Words.RESERVED);
        wrong(at, "nothing here is called '" + name + "'", Names.didYouMean(name, known));
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
                && Vocabulary.blockVerbs(block).contains(name)) {
            wrong(variable, "'" + name + " = ...' sets nothing in a block", "write it without the equals sign");
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
                wrong(
                        expression,
                        word(left) + ": an index is an id, from 1, or a name; it is not a position",
                        "for a position write " + word(left) + ".list()[0]");
            result = left.each();
        } else if (left.is(Kind.Sort.LIST)) result = range ? left : left.element();
        else result = Kind.UNKNOWN;
    }

    private static String word(Kind kind) {
        return kind.catalog().server() + "." + kind.noun().name();
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
            Kind each = property(property, of.each(), name);
            result = Kind.list(each);
        } else result = property(property, of, name);
    }

    private Kind property(ASTNode at, Kind of, String name) {
        return switch (of.sort()) {
            case SERVER -> noun(at, of.catalog(), name, null);
            case BRANCH -> noun(at, of.catalog(), of.branch() + "." + name, of.branch());
            case NOUN -> ofNoun(at, of, name);
            case ROW -> ofRow(at, of, name);
            case LIST ->
                of.element().is(Kind.Sort.ROW) && of.element().noun().field(name) != null
                        ? Kind.list(Kind.UNKNOWN)
                        : Kind.UNKNOWN;
            case OTHER -> Kind.OTHER;
            case UNKNOWN -> Kind.UNKNOWN;
        };
    }

    private Kind noun(ASTNode at, Catalog catalog, String name, String branch) {
        if (branch == null && name.equals("token")) return Kind.OTHER;
        Noun noun = catalog.noun(name);
        if (noun != null) {
            Operation read = noun.operation("read");
            boolean single = read != null && read.property() && !read.onRow();
            return single ? Kind.row(catalog, noun) : Kind.noun(catalog, noun);
        }
        Set<String> known = new LinkedHashSet<>();
        String lead = branch == null ? "" : branch + ".";
        for (String one : catalog.nouns().keySet()) {
            if (one.startsWith(name + ".")) return Kind.branch(catalog, name);
            if (one.startsWith(lead)) known.add(one.substring(lead.length()).split("\\.")[0]);
        }
        String said = name.substring(lead.length());
        wrong(
                at,
                catalog.server() + (branch == null ? "" : "." + branch) + " has no '" + said + "'",
                Names.suggest(said, known, "it has"));
        return Kind.UNKNOWN;
    }

    private Kind ofNoun(ASTNode at, Kind of, String name) {
        Noun noun = of.noun();
        Operation operation = noun.operation(name);
        if (operation != null && !operation.onRow()) {
            if (operation.property()) return outcome(of, operation);
            wrong(at, word(of) + ": '" + name + "' is a verb", "write " + word(of) + "." + name + "()");
        } else if (noun.field(name) != null) {
            wrong(
                    at,
                    word(of) + " has no '" + name + "': it is a field of each " + noun.one(),
                    "write " + word(of) + "*." + name);
        } else {
            Collection<String> known = noun.operations(false).keySet();
            wrong(at, word(of) + " has no '" + name + "'", Names.suggest(name, known, "it has"));
        }
        return Kind.UNKNOWN;
    }

    /** A server may send more fields than are documented, so only what is near to a documented one is taken for misspelt. */
    private Kind ofRow(ASTNode at, Kind of, String name) {
        Noun noun = of.noun();
        Operation operation = noun.operation(name);
        if (noun.field(name) != null) return referred(of, noun.field(name));
        if (operation != null && operation.onRow()) {
            if (operation.property()) return outcome(of, operation);
            wrong(at, "a " + noun.one() + ": '" + name + "' is a verb", "write " + name + "()");
            return Kind.UNKNOWN;
        }
        Set<String> known = new LinkedHashSet<>();
        for (Field field : noun.fields().values()) known.add(Names.camel(field.name()));
        Field lift = noun.lift() == null ? null : noun.fields().get(noun.lift());
        if (lift != null) for (String field : lift.fields().keySet()) known.add(Names.camel(field));
        noun.operations(true).forEach((verb, one) -> {
            if (one.property()) known.add(verb);
        });
        if (known.contains(Names.camel(name)) || name.equals("class")) return Kind.OTHER;
        String near = Names.didYouMean(name, known);
        if (near != null) wrong(at, "a " + noun.one() + " has no field '" + name + "'", near);
        return Kind.UNKNOWN;
    }

    private static Kind referred(Kind of, Field field) {
        return field.type() == Field.Type.OBJECT || field.type() == Field.Type.LIST ? Kind.UNKNOWN : Kind.OTHER;
    }

    private static Kind outcome(Kind of, Operation operation) {
        Noun noun = operation.result() == null ? null : of.catalog().noun(operation.result());
        Kind row = Kind.row(of.catalog(), noun);
        return operation.many() ? Kind.list(row) : row;
    }

    // Calls

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        String name = call.getMethodAsString();
        Given given = new Given(call.getArguments());
        if (name == null) {
            of(call.getMethod());
            given.visit(Kind.UNKNOWN, null);
            result = Kind.UNKNOWN;
        } else if (call.isImplicitThis()) result = here(call, name, given);
        else {
            Kind on = of(call.getObjectExpression());
            result = call.isSpreadSafe() ? Kind.list(said(call, on.each(), name, given)) : said(call, on, name, given);
        }
    }

    /** The arguments of one call. */
    private final class Given {
        private final List<Expression> positional = new ArrayList<>();
        private final List<MapEntryExpression> named = new ArrayList<>();
        private ClosureExpression closure;

        Given(Expression arguments) {
            if (!(arguments instanceof TupleExpression tuple)) return;
            for (Expression argument : tuple.getExpressions()) {
                if (argument instanceof MapExpression map && map.getClass() != MapExpression.class)
                    named.addAll(map.getMapEntryExpressions());
                else if (argument instanceof MapExpression map
                        && tuple.getExpressions().indexOf(argument) == 0
                        && !(map.getColumnNumber() > 0 && bracketed(map))) named.addAll(map.getMapEntryExpressions());
                else if (argument instanceof ClosureExpression block) closure = block;
                else positional.add(argument);
            }
        }

        private boolean bracketed(MapExpression map) {
            return map.getMapEntryExpressions().isEmpty()
                    || map.getColumnNumber()
                            < map.getMapEntryExpressions().get(0).getColumnNumber();
        }

        /** Looks into all of them; gives the kind of the closure's last expression. */
        Kind visit(Kind first, Kind second) {
            for (Expression argument : positional) of(argument);
            for (MapEntryExpression entry : named) of(entry.getValueExpression());
            return closure == null ? Kind.UNKNOWN : TypedWalk.this.closure(closure, first, second);
        }
    }

    private Kind here(MethodCallExpression call, String name, Given given) {
        if (catalogs.containsKey(name) && given.closure == null) {
            given.visit(Kind.UNKNOWN, null);
            return Kind.server(catalogs.get(name));
        }
        if (name.equals("params") && given.closure != null) return Kind.OTHER;
        if (block != null && scope.find(name) == null) {
            Set<String> verbs = Vocabulary.blockVerbs(block);
            given.visit(Kind.UNKNOWN, null);
            if (!verbs.contains(name) && lenient == 0) {
                Set<String> camel = new LinkedHashSet<>();
                for (String verb : verbs) camel.add(Names.camel(verb));
                wrong(
                        call,
                        "no verb '" + name + "' in the block of " + block.id(),
                        Names.suggest(name, camel, "it has"));
            }
            return Kind.OTHER;
        }
        Kind last = given.visit(Kind.UNKNOWN, null);
        if (scope.find(name) != null) return Kind.UNKNOWN;
        if (!methods.contains(name) && lenient == 0)
            wrong(call, "there is no word or method '" + name + "' here", Names.didYouMean(name, methods));
        return name.equals("step") ? last : Kind.UNKNOWN;
    }

    private Kind said(MethodCallExpression call, Kind on, String name, Given given) {
        return switch (on.sort()) {
            case SERVER -> raw(call, on, name, given);
            case NOUN -> toNoun(call, on, name, given);
            case ROW -> toRow(call, on, name, given);
            case LIST -> toList(on, name, given);
            case BRANCH -> {
                given.visit(Kind.UNKNOWN, null);
                yield Kind.UNKNOWN;
            }
            case OTHER -> {
                foreign(given);
                yield Kind.OTHER;
            }
            case UNKNOWN -> perhaps(call, name, given);
        };
    }

    private void foreign(Given given) {
        lenient++;
        given.visit(Kind.UNKNOWN, null);
        lenient--;
    }

    private Kind raw(MethodCallExpression call, Kind on, String name, Given given) {
        Noun whole = on.catalog().noun("server");
        Operation ofServer = whole == null ? null : whole.operation(name);
        if (ofServer != null) return operation(call, Kind.noun(on.catalog(), whole), ofServer, given);
        given.visit(Kind.UNKNOWN, null);
        if (!RAW.contains(name)) {
            Set<String> known = new LinkedHashSet<>(RAW);
            if (whole != null) known.addAll(whole.operations().keySet());
            known.addAll(on.catalog().nouns().keySet());
            boolean noun = on.catalog().noun(name) != null;
            wrong(
                    call,
                    on.catalog().server() + " has no verb '" + name + "'",
                    noun
                            ? "write it without parentheses: " + on.catalog().server() + "." + name
                            : Names.didYouMean(name, known));
            return Kind.UNKNOWN;
        }
        String path = given.positional.isEmpty() || !(given.positional.get(0) instanceof ConstantExpression constant)
                ? null
                : String.valueOf(constant.getValue());
        String method = name.toUpperCase(Locale.ROOT);
        Operation known = path == null ? null : on.catalog().match(method, path);
        Effect effect = Vocabulary.rawEffect(on.catalog(), method, path);
        write(
                call,
                on.catalog().server() + "." + name + (path == null ? "" : " '" + path + "'"),
                effect,
                known == null ? null : known.permission());
        return Kind.UNKNOWN;
    }

    private Kind toNoun(MethodCallExpression call, Kind on, String name, Given given) {
        Operation operation = on.noun().operation(name);
        if (operation != null && !operation.onRow()) return operation(call, on, operation, given);
        if (name.equals("getAt")) {
            given.visit(Kind.UNKNOWN, null);
            return on.each();
        }
        if (Vocabulary.methodsOfNouns().contains(name)) return toList(Kind.list(on.each()), name, given);
        given.visit(on.each(), null);
        if (operation != null) {
            wrong(
                    call,
                    word(on) + " has no verb '" + name + "'",
                    "'" + name + "' is said to one " + on.noun().one() + ": " + word(on) + "['...']." + name + "(...)");
        } else {
            Set<String> known = new LinkedHashSet<>(on.noun().operations(false).keySet());
            known.addAll(List.of("each", "find", "findAll", "collect", "any", "every", "count", "groupBy", "sort"));
            wrong(call, word(on) + " has no verb '" + name + "'", Names.suggest(name, known, "it has"));
        }
        return Kind.UNKNOWN;
    }

    private Kind toRow(MethodCallExpression call, Kind on, String name, Given given) {
        Operation operation = on.noun().operation(name);
        if (operation != null && operation.onRow()) return operation(call, on, operation, given);
        lenient++; // Its block is whose the verb is that was meant.
        given.visit(on, null);
        lenient--;
        if (Vocabulary.methodsOfRows().contains(name)) return name.equals("tap") ? on : Kind.UNKNOWN;
        Set<String> known = on.noun().operations(true).keySet();
        boolean field = on.noun().field(name) != null;
        wrong(
                call,
                "a " + on.noun().one() + " has no verb '" + name + "'",
                field
                        ? "'" + name + "' is a field: write it without parentheses"
                        : known.isEmpty() ? "it has none" : Names.suggest(name, known, "it has"));
        return Kind.UNKNOWN;
    }

    private Kind toList(Kind on, String name, Given given) {
        boolean folds = name.equals("inject");
        Kind last = folds ? given.visit(Kind.UNKNOWN, on.element()) : given.visit(on.element(), null);
        if (name.equals("size") || name.equals("count")) return Kind.OTHER;
        if (ONE.contains(name)) return on.element();
        if (SAME.contains(name)) return on;
        return name.equals("collect") || name.equals("collectMany") ? Kind.list(last) : Kind.UNKNOWN;
    }

    private Kind operation(MethodCallExpression call, Kind on, Operation operation, Given given) {
        for (Expression argument : given.positional) of(argument);
        for (MapEntryExpression entry : given.named) {
            of(entry.getValueExpression());
            if (!(entry.getKeyExpression() instanceof ConstantExpression key)) continue;
            BakshException fault = Vocabulary.wrongArgument(operation, String.valueOf(key.getValue()));
            if (fault != null) wrong(entry.getLineNumber() > 0 ? entry : call, fault.getMessage(), fault.hint());
        }
        if (given.closure != null) {
            if (operation.body().isEmpty()) wrong(call, operation.id() + " takes no block", null);
            Operation around = block;
            block = operation.body().isEmpty() ? around : operation;
            closure(given.closure, Kind.UNKNOWN, null);
            block = around;
        }
        write(call.getMethod(), operation.id(), operation.effect(), operation.permission());
        if (operation.verb().equals("list")) return Kind.list(on.each());
        return outcome(on, operation);
    }

    /** On a value that the text does not tell: listed when only baksh has such a verb. */
    private Kind perhaps(MethodCallExpression call, String name, Given given) {
        Operation found = null;
        for (Catalog catalog : catalogs.values()) {
            for (Noun noun : catalog.nouns().values()) {
                Operation one = noun.operation(name);
                if (one == null || !one.effect().writes() || !one.onRow()) continue;
                if (found == null || one.effect().compareTo(found.effect()) > 0) found = one;
            }
        }
        if (found == null) {
            foreign(given);
            return Kind.UNKNOWN;
        }
        lenient++;
        given.visit(Kind.UNKNOWN, null);
        lenient--;
        write(call.getMethod(), "." + name, found.effect(), found.permission());
        return Kind.UNKNOWN;
    }
}
