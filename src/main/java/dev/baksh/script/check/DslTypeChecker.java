package dev.baksh.script.check;

import static dev.baksh.dsl.DslType.UnknownType.UNKNOWN;
import static dev.baksh.dsl.DslType.ValueType.OTHER;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Operation;
import dev.baksh.dsl.DslNames;
import dev.baksh.dsl.DslType;
import dev.baksh.dsl.DslType.ListType;
import dev.baksh.dsl.DslType.NounType;
import dev.baksh.dsl.DslType.RowType;
import dev.baksh.dsl.DslType.ServerType;
import dev.baksh.dsl.DslType.ValueType;
import dev.baksh.dsl.ScriptBinding;
import dev.baksh.script.runbook.RunbookScript;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ClassNode;
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
import org.codehaus.groovy.ast.expr.MethodPointerExpression;
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

/**
 * Static checker that infers the types of DSL values from the catalogue, and finds misspelt names and the calls that write.
 */
final class DslTypeChecker extends SourceVisitor {
    /** Types whose values are never values of the DSL. */
    private static final Set<String> PLAIN_TYPES = Set.of("""
            boolean byte char short int long float double Boolean Byte Character Short Integer Long Float Double Number
            BigDecimal BigInteger String GString CharSequence StringBuilder File Path Date URI URL UUID Pattern Duration
            Instant LocalDate LocalTime LocalDateTime ZonedDateTime OffsetDateTime ZoneId Random""".split("\\s+"));
    /** Packages whose classes need no import. */
    private static final List<String> DEFAULT_PACKAGES =
            List.of("java.lang.", "java.util.", "java.io.", "java.net.", "java.math.", "java.time.");

    /** Operators whose result can contain an operand. */
    private static final Set<Integer> COMBINING_OPERATORS = Set.of(
            Types.LEFT_SHIFT,
            Types.PLUS,
            Types.MINUS,
            Types.MULTIPLY,
            Types.BITWISE_OR,
            Types.BITWISE_AND,
            Types.RIGHT_SHIFT);

    private final ModuleNode module;
    private final Map<String, Catalog> catalogs;
    private final List<Finding> findings = new ArrayList<>();
    private final List<WriteCall> writes = new ArrayList<>();
    private final MemberChecker memberChecker;
    private final StaticScope scope = new StaticScope();
    private final Set<String> knownMethods = new TreeSet<>();
    private final Set<String> includedNames;
    private final Set<String> libraryClasses;
    private final Set<String> ownMethods = new HashSet<>();
    /** Above 0, unknown names are accepted, because an object of unknown type may define them. */
    private int lenientDepth;
    /** Depth of closures around the current expression. */
    private int closureDepth;
    /** Receivers of the enclosing {@code with} and {@code tap}, whose methods are called without a receiver. */
    private final Deque<DslType> delegates = new ArrayDeque<>();

    private boolean argumentsArePlain;
    /** Operation of the enclosing block, or null outside blocks. */
    private Operation blockOperation;

    private DslType result = UNKNOWN;

    /**
     * @param includedNames names of methods and variables that included files define
     * @param libraryClasses simple names of the classes in {@code lib/}
     */
    DslTypeChecker(
            ModuleNode module, Map<String, Catalog> catalogs, Set<String> includedNames, Set<String> libraryClasses) {
        this.module = module;
        this.libraryClasses = libraryClasses;
        this.memberChecker = new MemberChecker(this, catalogs);
        knownMethods.addAll(includedNames);
        this.includedNames = Set.copyOf(includedNames);
        this.catalogs = catalogs;
    }

    /** Findings by line, without duplicates. */
    List<Finding> findings() {
        return findings.stream()
                .sorted(Comparator.comparingInt(Finding::line))
                .distinct()
                .toList();
    }

    /** Calls that write by line, without duplicates. */
    List<WriteCall> writes() {
        return writes.stream()
                .sorted(Comparator.comparingInt(WriteCall::line))
                .distinct()
                .toList();
    }

    void addFinding(ASTNode node, String message, String hint) {
        findings.add(new Finding(node.getLineNumber(), message, hint));
    }

    void addWrite(ASTNode node, String call, Effect effect, String permission) {
        if (effect.isWrite()) writes.add(new WriteCall(node.getLineNumber(), call, effect.name(), permission));
    }

    void check() {
        for (Method method : RunbookScript.class.getMethods()) knownMethods.add(method.getName());
        knownMethods.addAll(DslNames.listMethods()); // Includes Groovy's methods of every object.
        for (ImportNode node : module.getStaticImports().values()) knownMethods.add(node.getAlias());
        if (!module.getStaticStarImports().isEmpty()) lenientDepth++;
        ownMethods.addAll(scriptMethods(module));
        knownMethods.addAll(ownMethods);
        visitModule(module);
    }

    @Override
    void enterClass(ClassNode type) {
        if (!type.isScript()) lenientDepth++;
    }

    @Override
    void leaveClass(ClassNode type) {
        if (!type.isScript()) lenientDepth--;
    }

    @Override
    void visitInitialValue(Expression value) {
        infer(value);
    }

    @Override
    void visitMethod(MethodNode method) {
        scope.enter();
        for (Parameter parameter : method.getParameters()) scope.declare(parameter.getName(), parameterType(parameter));
        super.visitMethod(method);
        scope.leave();
    }

    private static DslType parameterType(Parameter parameter) {
        return isPlainType(parameter.getType()) ? OTHER : UNKNOWN;
    }

    private static boolean isPlainType(ClassNode type) {
        ClassNode element = type.isArray() ? type.getComponentType() : type;
        return PLAIN_TYPES.contains(element.getNameWithoutPackage());
    }

    /** Checks an expression and returns its type. */
    DslType infer(Expression expression) {
        result = UNKNOWN;
        expression.visit(this);
        boolean isPlainValue = expression instanceof ConstantExpression || expression instanceof GStringExpression;
        if (isPlainValue) result = OTHER;
        return result;
    }

    // Values

    @Override
    public void visitListExpression(ListExpression list) {
        DslType element = null;
        for (Expression item : list.getExpressions()) {
            DslType itemType = infer(item);
            element = element == null ? itemType : element.mergeWith(itemType);
        }
        result = new ListType(element == null ? UNKNOWN : element);
    }

    @Override
    public void visitMapExpression(MapExpression map) {
        boolean isPlain = true;
        for (MapEntryExpression entry : map.getMapEntryExpressions()) {
            infer(entry.getKeyExpression());
            isPlain &= infer(entry.getValueExpression()) instanceof ValueType;
        }
        result = isPlain ? OTHER : UNKNOWN;
    }

    @Override
    public void visitConstructorCallExpression(ConstructorCallExpression call) {
        visitArguments(new CallArguments(call.getArguments()), UNKNOWN, UNKNOWN);
        boolean isPlain = argumentsArePlain || isPlainType(call.getType());
        result = isPlain && isPlatformClass(call.getType().getNameWithoutPackage()) ? OTHER : UNKNOWN;
    }

    @Override
    public void visitMethodPointerExpression(MethodPointerExpression pointer) {
        DslType receiver = infer(pointer.getExpression());
        if (pointer.getMethodName() instanceof ConstantExpression name)
            memberChecker.checkReference(pointer, receiver, String.valueOf(name.getValue()));
        result = UNKNOWN;
    }

    /** Returns true for a class of the JDK that no class of the source or of {@code lib/} hides. */
    private boolean isPlatformClass(String name) {
        if (libraryClasses.contains(name)
                || module.getClasses().stream()
                        .anyMatch(type -> type.getNameWithoutPackage().equals(name))) return false;
        ImportNode ownImport = module.getImport(name);
        if (ownImport != null) return ownImport.getClassName().startsWith("java.");
        return DEFAULT_PACKAGES.stream()
                .anyMatch(packageName -> ClassLookup.loadPlatformClass(packageName + name) != null);
    }

    @Override
    public void visitCastExpression(CastExpression expression) {
        DslType operandType = infer(expression.getExpression());
        result = operandType instanceof NounType noun ? new ListType(noun.element()) : operandType;
    }

    @Override
    public void visitTernaryExpression(TernaryExpression expression) {
        infer(expression.getBooleanExpression());
        DslType trueType = infer(expression.getTrueExpression());
        result = trueType.mergeWith(infer(expression.getFalseExpression()));
    }

    @Override
    public void visitShortTernaryExpression(ElvisOperatorExpression expression) {
        DslType trueType = infer(expression.getTrueExpression());
        DslType falseType = infer(expression.getFalseExpression());
        result = trueType instanceof RowType ? trueType : trueType.mergeWith(falseType);
    }

    @Override
    public void visitVariableExpression(VariableExpression variable) {
        String name = variable.getName();
        DslType variableType = scope.find(name);
        if (variableType != null) result = variableType;
        else if (catalogs.containsKey(name)) result = new ServerType(catalogs.get(name), null);
        else {
            boolean isPlatformClass = Character.isUpperCase(name.charAt(0)) && isPlatformClass(name);
            result = isPlatformClass ? OTHER : UNKNOWN;
            if (name.equals("now") || name.equals("args")) result = OTHER;
            else if (!isKnownName(name)) reportUnknownName(variable, name);
        }
    }

    private boolean isKnownName(String name) {
        boolean isType = Character.isUpperCase(name.charAt(0)) || module.getImport(name) != null;
        return lenientDepth > 0
                || isType
                || includedNames.contains(name)
                || ScriptBinding.RESERVED.contains(name)
                || Set.of("this", "super", "out", "it", "java", "javax", "groovy")
                        .contains(name);
    }

    private void reportUnknownName(VariableExpression variable, String name) {
        if (blockOperation != null && DslNames.blockVerbs(blockOperation).contains(name)) {
            addFinding(
                    variable,
                    "'" + name + "' is a verb of this block and was read as a variable",
                    "write the value after it: " + name + " 'x', or in parentheses: " + name + "(-1)");
            return;
        }
        Set<String> knownNames = new TreeSet<>(scope.names());
        knownNames.addAll(ScriptBinding.RESERVED);
        addFinding(variable, "'" + name + "' is not defined", NameSuggestions.didYouMeanOrText(name, knownNames));
    }

    // Variables

    @Override
    public void visitDeclarationExpression(DeclarationExpression declaration) {
        DslType value = declaration.getRightExpression() instanceof EmptyExpression
                ? OTHER
                : infer(declaration.getRightExpression());
        if (declaration.isMultipleAssignmentDeclaration()) {
            for (Expression element : declaration.getTupleExpression().getExpressions())
                if (element instanceof VariableExpression variable) scope.declare(variable.getName(), value.element());
        } else {
            VariableExpression variable = declaration.getVariableExpression();
            boolean isTyped = isPlainType(variable.getOriginType()) && value.equals(UNKNOWN);
            scope.declare(variable.getName(), isTyped ? OTHER : value);
        }
        result = value;
    }

    @Override
    public void visitBinaryExpression(BinaryExpression expression) {
        int operator = expression.getOperation().getType();
        if (operator == Types.LEFT_SQUARE_BRACKET) {
            checkIndex(expression);
            return;
        }
        if (Types.ofType(operator, Types.ASSIGNMENT_OPERATOR)) {
            DslType value = infer(expression.getRightExpression());
            Expression target = expression.getLeftExpression();
            if (target instanceof VariableExpression variable) checkAssignment(variable, value);
            else if (target instanceof TupleExpression tuple) {
                for (Expression element : tuple.getExpressions())
                    if (element instanceof VariableExpression variable) checkAssignment(variable, value.element());
            } else {
                infer(target);
                if (!(value instanceof ValueType)) noteContent(target);
            }
            result = value;
            return;
        }
        DslType left = infer(expression.getLeftExpression());
        DslType right = infer(expression.getRightExpression());
        boolean isListOperation = operator == Types.PLUS || operator == Types.MINUS;
        if (isListOperation && left instanceof ListType)
            result = right instanceof ListType || right instanceof ValueType ? left.mergeWith(right) : UNKNOWN;
        else if (COMBINING_OPERATORS.contains(operator)) {
            boolean isPlain = left instanceof ValueType && right instanceof ValueType;
            result = isPlain ? OTHER : UNKNOWN;
            if (operator == Types.LEFT_SHIFT && !(right instanceof ValueType))
                noteContent(expression.getLeftExpression());
        } else result = OTHER;
    }

    /** Makes the variable of a container unknown, because the container holds a value that may be a row. */
    void noteContent(Expression container) {
        Expression root = container;
        while (!(root instanceof VariableExpression)) {
            if (root instanceof PropertyExpression property) root = property.getObjectExpression();
            else if (root instanceof BinaryExpression index
                    && index.getOperation().getType() == Types.LEFT_SQUARE_BRACKET) root = index.getLeftExpression();
            else return;
        }
        String name = ((VariableExpression) root).getName();
        DslType type = scope.find(name);
        if (type instanceof ValueType || type instanceof ListType list && list.element() instanceof ValueType)
            scope.declareAgain(name, UNKNOWN);
    }

    private void checkAssignment(VariableExpression variable, DslType value) {
        String name = variable.getName();
        if (blockOperation != null
                && scope.find(name) == null
                && DslNames.blockVerbs(blockOperation).contains(name)) {
            addFinding(
                    variable,
                    "'" + name + " = ...' is an assignment and sets no field of the block",
                    "write it without the equals sign");
            return;
        }
        scope.assign(name, value);
    }

    private void checkIndex(BinaryExpression expression) {
        DslType left = infer(expression.getLeftExpression());
        infer(expression.getRightExpression());
        boolean isRange = expression.getRightExpression() instanceof org.codehaus.groovy.ast.expr.RangeExpression;
        if (left instanceof NounType) {
            boolean isPosition = isRange
                    || expression.getRightExpression() instanceof ConstantExpression key
                            && key.getValue() instanceof Number number
                            && number.longValue() < 1;
            if (isPosition)
                addFinding(
                        expression,
                        left + ": an index is an id, from 1, or a name; it is not a position",
                        "for a position write " + left + ".list()[0]");
        }
        result = left.index(isRange);
    }

    @Override
    public void visitForLoop(ForStatement loop) {
        scope.enter();
        if (loop.getCollectionExpression() instanceof org.codehaus.groovy.ast.expr.ClosureListExpression closureList) {
            for (Expression part : closureList.getExpressions()) infer(part);
        } else {
            DslType rows = infer(loop.getCollectionExpression());
            if (loop.getValueVariable() != null)
                scope.declare(loop.getValueVariable().getName(), rows.element());
            if (loop.getIndexVariable() != null)
                scope.declare(loop.getIndexVariable().getName(), OTHER);
        }
        loop.getLoopBlock().visit(this);
        scope.leave();
    }

    @Override
    public void visitCatchStatement(CatchStatement statement) {
        scope.enter();
        scope.declare(statement.getVariable().getName(), OTHER);
        statement.getCode().visit(this);
        scope.leave();
    }

    // Closures

    @Override
    public void visitClosureExpression(ClosureExpression closure) {
        inferClosure(closure, UNKNOWN, UNKNOWN);
        result = UNKNOWN;
    }

    /** Checks a closure and returns the type of its last expression. */
    private DslType inferClosure(ClosureExpression closure, DslType firstArgument, DslType secondArgument) {
        scope.enter();
        closureDepth++;
        Parameter[] parameters = closure.getParameters();
        if (parameters == null || parameters.length == 0) scope.declare("it", firstArgument);
        else {
            for (int i = 0; i < parameters.length; i++) {
                DslType argumentType = i == 0 ? firstArgument : i == 1 ? secondArgument : UNKNOWN;
                scope.declare(
                        parameters[i].getName(),
                        argumentType.equals(UNKNOWN) ? parameterType(parameters[i]) : argumentType);
            }
        }
        DslType lastType = UNKNOWN;
        if (closure.getCode() instanceof BlockStatement body) {
            for (Statement statement : body.getStatements()) lastType = inferStatement(statement);
        } else if (closure.getCode() != null) lastType = inferStatement(closure.getCode());
        closureDepth--;
        scope.leave();
        return lastType;
    }

    private DslType inferStatement(Statement statement) {
        if (statement instanceof ExpressionStatement node) return infer(node.getExpression());
        if (statement instanceof ReturnStatement node) return infer(node.getExpression());
        statement.visit(this);
        return UNKNOWN;
    }

    // Properties

    @Override
    public void visitPropertyExpression(PropertyExpression property) {
        DslType receiver = infer(property.getObjectExpression());
        String name = property.getPropertyAsString();
        if (name == null) {
            infer(property.getProperty());
            result = UNKNOWN;
            return;
        }
        if (property.isSpreadSafe()) {
            DslType element = memberChecker.checkProperty(property, receiver.element(), name);
            result = new ListType(element);
        } else result = memberChecker.checkProperty(property, receiver, name);
    }

    // Calls

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        String name = call.getMethodAsString();
        CallArguments arguments = new CallArguments(call.getArguments());
        if (name == null) {
            infer(call.getMethod());
            visitArguments(arguments, UNKNOWN, UNKNOWN);
            result = UNKNOWN;
        } else if (call.isImplicitThis()) result = checkScriptCall(call, name, arguments);
        else if (name.equals("invokeMethod")
                && !arguments.positional.isEmpty()
                && arguments.positional.get(0) instanceof ConstantExpression method) {
            memberChecker.checkReference(call, infer(call.getObjectExpression()), String.valueOf(method.getValue()));
            visitArguments(arguments, UNKNOWN, UNKNOWN);
            result = UNKNOWN;
        } else {
            DslType receiver = infer(call.getObjectExpression());
            result = call.isSpreadSafe()
                    ? new ListType(memberChecker.checkCall(call, receiver.element(), name, arguments))
                    : memberChecker.checkCall(call, receiver, name, arguments);
        }
    }

    private DslType checkScriptCall(MethodCallExpression call, String name, CallArguments arguments) {
        if (catalogs.containsKey(name) && arguments.closure == null) {
            visitArguments(arguments, UNKNOWN, UNKNOWN);
            return new ServerType(catalogs.get(name), null);
        }
        if (name.equals("params") && arguments.closure != null) return OTHER;
        if (blockOperation != null && scope.find(name) == null) {
            Set<String> verbs = DslNames.blockVerbs(blockOperation);
            visitArguments(arguments, UNKNOWN, UNKNOWN);
            if (!verbs.contains(name) && lenientDepth == 0) {
                Set<String> camelCaseVerbs = new LinkedHashSet<>();
                for (String verb : verbs) camelCaseVerbs.add(NameSuggestions.toCamelCase(verb));
                addFinding(
                        call,
                        "no verb '" + name + "' in the block of " + blockOperation.id(),
                        NameSuggestions.suggest(name, camelCaseVerbs, "it has"));
            }
            return OTHER;
        }
        DslType lastType = visitArguments(arguments, UNKNOWN, UNKNOWN);
        if (blockOperation != null
                && scope.find(name) instanceof ValueType
                && DslNames.blockVerbs(blockOperation).contains(name))
            addFinding(
                    call,
                    "the variable '" + name + "' hides the verb '" + name + "' of the block",
                    "rename the variable, or write delegate." + name);
        if (scope.find(name) != null) return UNKNOWN;
        // The delegate of a closure can have the method.
        if (closureDepth > 0 && !ownMethods.contains(name)) {
            DslType delegate = delegates.isEmpty() ? UNKNOWN : delegates.peek();
            memberChecker.checkReference(call, delegate.operation(name) == null ? UNKNOWN : delegate, name);
        }
        if (!knownMethods.contains(name) && lenientDepth == 0)
            addFinding(
                    call,
                    "no verb or method '" + name + "' is defined",
                    NameSuggestions.didYouMean(name, knownMethods));
        return name.equals("step") ? lastType : UNKNOWN;
    }

    /** Checks all arguments and returns the type of the closure's last expression. */
    DslType visitArguments(CallArguments arguments, DslType firstArgument, DslType secondArgument) {
        boolean isPlain = true;
        for (Expression argument : arguments.positional) isPlain &= infer(argument) instanceof ValueType;
        for (MapEntryExpression entry : arguments.named)
            isPlain &= infer(entry.getValueExpression()) instanceof ValueType;
        DslType blockResult =
                arguments.closure == null ? UNKNOWN : inferClosure(arguments.closure, firstArgument, secondArgument);
        argumentsArePlain = isPlain && (arguments.closure == null || blockResult instanceof ValueType);
        return blockResult;
    }

    /** Returns true when no argument of the last {@link #visitArguments} can contain a value of the DSL. */
    boolean argumentsArePlain() {
        return argumentsArePlain;
    }

    /** Begins a block whose calls without a receiver go to a value, as in {@code with}. */
    void enterDelegate(DslType type) {
        delegates.push(type);
    }

    /** Ends the block of {@link #enterDelegate}. */
    void leaveDelegate() {
        delegates.pop();
    }

    /** Checks the block of an operation; null for an operation without verbs. */
    void visitBlock(Operation operation, ClosureExpression closure) {
        Operation outer = blockOperation;
        if (operation != null) blockOperation = operation;
        inferClosure(closure, UNKNOWN, UNKNOWN);
        blockOperation = outer;
    }

    /**
     * Starts (+1) or ends (-1) a part of the source in which unknown names are accepted, because an object of unknown
     * type may define the names.
     */
    void adjustLeniency(int delta) {
        lenientDepth += delta;
    }
}
