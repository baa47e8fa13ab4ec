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
import dev.baksh.dsl.DslType.MapType;
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
import org.codehaus.groovy.ast.expr.ArrayExpression;
import org.codehaus.groovy.ast.expr.AttributeExpression;
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
import org.codehaus.groovy.ast.expr.SpreadExpression;
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

    /** Map of plain values. Code that the check cannot follow may put other values into the map. */
    private static final DslType MAP = new MapType(List.of());

    /** Operators whose result is a truth value or a number. The result of all others can contain an operand. */
    private static final Set<Integer> COMPARING_OPERATORS = Set.of(
            Types.COMPARE_EQUAL,
            Types.COMPARE_NOT_EQUAL,
            Types.COMPARE_IDENTICAL,
            Types.COMPARE_NOT_IDENTICAL,
            Types.COMPARE_LESS_THAN,
            Types.COMPARE_LESS_THAN_EQUAL,
            Types.COMPARE_GREATER_THAN,
            Types.COMPARE_GREATER_THAN_EQUAL,
            Types.COMPARE_TO,
            Types.COMPARE_NOT_IN,
            Types.COMPARE_NOT_INSTANCEOF,
            Types.LOGICAL_AND,
            Types.LOGICAL_OR,
            Types.KEYWORD_IN,
            Types.KEYWORD_INSTANCEOF,
            Types.FIND_REGEX,
            Types.MATCH_REGEX);

    /** Methods that call the method that their first argument names. */
    static final Set<String> CALLS_BY_NAME = Set.of("invokeMethod", "methodMissing");

    /** Methods of the script that return a variable, also {@code n2ws}. */
    private static final Set<String> SERVER_SOURCES = Set.of("getBinding", "getProperty", "getVariable");

    private final ModuleNode module;
    private final Map<String, Catalog> catalogs;
    private final List<Finding> findings = new ArrayList<>();
    private final List<WriteCall> writes = new ArrayList<>();
    private final List<Finding> unfollowedCalls = new ArrayList<>();
    /** Calls on receivers of unknown type, which the check cannot follow if the receiver is a server. */
    private final List<Finding> possibleUnfollowedCalls = new ArrayList<>();

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
    /** Variables without a declaration, which hide no verb of a block. */
    private final Set<String> undeclaredNames = new HashSet<>();

    /** Receivers of the enclosing {@code with} and {@code tap}, whose methods are called without a receiver. */
    private final Deque<DslType> delegates = new ArrayDeque<>();

    /** True if a value of unknown type can be a server: the source uses a server other than as a receiver. */
    private boolean passesServer;

    private boolean argumentsArePlain;
    private boolean positionalArgumentsArePlain;
    /** Common type of the values that the current closure returns before its last statement, or null. */
    private DslType returnedType;

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

    /**
     * Calls that the check cannot follow.
     *
     * @param withUnknownReceivers true if a value of unknown type can be a server
     */
    List<Finding> unfollowedCalls(boolean withUnknownReceivers) {
        List<Finding> calls = new ArrayList<>(unfollowedCalls);
        if (withUnknownReceivers) calls.addAll(possibleUnfollowedCalls);
        return calls.stream().distinct().toList();
    }

    /** Returns true if the source stores, passes or returns a server, so that a value of unknown type can be this server. */
    boolean passesServer() {
        return passesServer;
    }

    void notePassedServer() {
        passesServer = true;
    }

    /** @param isReceiverUnknown true if the call is harmless unless its receiver is a server */
    void addUnfollowedCall(ASTNode node, String message, boolean isReceiverUnknown) {
        (isReceiverUnknown ? possibleUnfollowedCalls : unfollowedCalls)
                .add(new Finding(Math.max(0, node.getLineNumber()), message, null));
    }

    void addFinding(ASTNode node, String message, String hint) {
        findings.add(new Finding(node.getLineNumber(), message, hint));
    }

    void addWrite(ASTNode node, String call, Effect effect, String permission) {
        if (effect.isWrite()) writes.add(new WriteCall(null, node.getLineNumber(), call, effect.name(), permission));
    }

    void check() {
        for (Method method : RunbookScript.class.getMethods()) knownMethods.add(method.getName());
        knownMethods.addAll(DslNames.listMethods()); // Includes Groovy's methods of every object.
        for (ImportNode node : module.getStaticImports().values()) knownMethods.add(node.getAlias());
        if (!module.getStaticStarImports().isEmpty()) lenientDepth++;
        ownMethods.addAll(scriptMethods(module));
        knownMethods.addAll(ownMethods);
        for (String name : includedNames) scope.noteAssignment(name, UNKNOWN);
        while (scope.startVisit()) {
            findings.clear();
            writes.clear();
            unfollowedCalls.clear();
            possibleUnfollowedCalls.clear();
            visitModule(module);
        }
    }

    @Override
    void enterClass(ClassNode type) {
        if (type.isScript()) return;
        lenientDepth++;
        scope.enterClass();
    }

    @Override
    void leaveClass(ClassNode type) {
        if (type.isScript()) return;
        lenientDepth--;
        scope.leaveClass();
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
        DslType type = inferReceiver(expression);
        passesServer |= type instanceof ServerType || isThis(expression);
        return type;
    }

    /** Checks an expression of which only a member is used, and returns its type. */
    private DslType inferReceiver(Expression expression) {
        result = UNKNOWN;
        expression.visit(this);
        boolean isPlainValue = expression instanceof ConstantExpression || expression instanceof GStringExpression;
        if (isPlainValue) result = OTHER;
        return result;
    }

    private static boolean isThis(Expression expression) {
        return expression instanceof VariableExpression variable && variable.isThisExpression();
    }

    @Override
    public void visitExpressionStatement(ExpressionStatement statement) {
        infer(statement.getExpression());
    }

    // Values

    @Override
    public void visitListExpression(ListExpression list) {
        DslType element = null;
        for (Expression item : list.getExpressions()) {
            DslType itemType = item instanceof SpreadExpression spread
                    ? infer(spread.getExpression()).element()
                    : infer(item);
            element = element == null ? itemType : element.mergeWith(itemType);
        }
        result = new ListType(element == null ? UNKNOWN : element);
    }

    @Override
    public void visitMapExpression(MapExpression map) {
        boolean isPlain = true;
        for (MapEntryExpression entry : map.getMapEntryExpressions()) {
            infer(entry.getKeyExpression());
            isPlain &= isPlain(infer(entry.getValueExpression()));
        }
        result = isPlain ? MAP : UNKNOWN;
    }

    @Override
    public void visitArrayExpression(ArrayExpression array) {
        super.visitArrayExpression(array);
        result = UNKNOWN;
    }

    @Override
    public void visitConstructorCallExpression(ConstructorCallExpression call) {
        visitArguments(new CallArguments(call.getArguments()), UNKNOWN, UNKNOWN);
        boolean isPlain = isPlainType(call.getType());
        boolean isKnown =
                (isPlain || argumentsArePlain) && isPlatformClass(call.getType().getNameWithoutPackage());
        result = !isKnown ? UNKNOWN : isPlain ? OTHER : MAP;
    }

    @Override
    public void visitMethodPointerExpression(MethodPointerExpression pointer) {
        DslType receiver = inferReceiver(pointer.getExpression());
        if (pointer.getMethodName() instanceof ConstantExpression name)
            memberChecker.checkReference(pointer, receiver, String.valueOf(name.getValue()), null);
        else infer(pointer.getMethodName());
        noteContent(pointer.getExpression());
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
            passesServer |= name.equals("binding");
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
                : inferAssigned(declaration.getRightExpression());
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
            DslType value = inferAssigned(expression.getRightExpression());
            Expression target = expression.getLeftExpression();
            if (target instanceof VariableExpression variable) checkAssignment(variable, value);
            else if (target instanceof TupleExpression tuple) {
                for (Expression element : tuple.getExpressions())
                    if (element instanceof VariableExpression variable) checkAssignment(variable, value.element());
            } else {
                inferReceiver(target);
                if (!isPlain(value)) noteContent(target);
                // The target can be the script or its binding: this.policy = ...
                if (target instanceof PropertyExpression property && property.getPropertyAsString() != null)
                    scope.noteAssignment(property.getPropertyAsString(), isPlain(value) ? value : UNKNOWN);
            }
            result = value;
            return;
        }
        DslType left = infer(expression.getLeftExpression());
        DslType right = infer(expression.getRightExpression());
        boolean isListOperation = operator == Types.PLUS || operator == Types.MINUS;
        if (isListOperation && left instanceof ListType)
            result = right instanceof ListType || right instanceof ValueType ? left.mergeWith(right) : UNKNOWN;
        else if (COMPARING_OPERATORS.contains(operator)) result = OTHER;
        else {
            boolean arePlain = isPlain(left) && isPlain(right);
            result = !arePlain ? UNKNOWN : left.equals(right) ? left : MAP;
            if (operator == Types.LEFT_SHIFT && !isPlain(right)) noteContent(expression.getLeftExpression());
        }
    }

    /** Returns true for a value outside of the DSL, also for a map of such values. */
    private static boolean isPlain(DslType type) {
        return type instanceof ValueType || type.equals(MAP);
    }

    /** Returns the type of a value that gets a name. A list with two names can get rows by each of them. */
    private DslType inferAssigned(Expression value) {
        noteAlias(value);
        return infer(value);
    }

    /** Notes that a list has another name or is an argument, so that other code can add rows to the list. */
    private void noteAlias(Expression value) {
        if (value instanceof VariableExpression variable && scope.find(variable.getName()) instanceof ListType)
            noteContent(variable);
    }

    /** Makes the content of a container unknown, because the container holds a value that may be a row. */
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
        if (type instanceof ValueType || type instanceof MapType) scope.declareAgain(name, UNKNOWN);
        else if (type instanceof ListType list && list.element() instanceof ValueType)
            scope.declareAgain(name, new ListType(UNKNOWN));
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
        if (scope.find(name) == null) undeclaredNames.add(name);
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
        scope.declare(statement.getVariable().getName(), MAP);
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
        if (parameters != null)
            for (Parameter parameter : parameters)
                if (parameter.hasInitialExpression()) infer(parameter.getInitialExpression());
        DslType outerReturnedType = returnedType;
        returnedType = null;
        DslType lastType = UNKNOWN;
        if (closure.getCode() instanceof BlockStatement body) {
            for (Statement statement : body.getStatements()) lastType = inferStatement(statement);
        } else if (closure.getCode() != null) lastType = inferStatement(closure.getCode());
        if (returnedType != null) lastType = lastType.mergeWith(returnedType);
        returnedType = outerReturnedType;
        closureDepth--;
        scope.leave();
        return lastType;
    }

    /** Visits a return before the last statement of a closure, or in a method. */
    @Override
    public void visitReturnStatement(ReturnStatement statement) {
        DslType type = infer(statement.getExpression());
        boolean isNull =
                statement.getExpression() instanceof ConstantExpression constant && constant.getValue() == null;
        if (!isNull) returnedType = returnedType == null ? type : returnedType.mergeWith(type);
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
        DslType receiver = inferReceiver(property.getObjectExpression());
        String name = property.getPropertyAsString();
        if (isThis(property.getObjectExpression()) && catalogs.containsKey(String.valueOf(name))) {
            result = new ServerType(catalogs.get(name), null);
            return;
        }
        // The receiver can be an object with a server, or the binding: report.n2ws
        passesServer |= receiver.equals(UNKNOWN) && (name == null || catalogs.containsKey(name));
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

    @Override
    public void visitAttributeExpression(AttributeExpression attribute) {
        super.visitAttributeExpression(attribute);
        result = UNKNOWN;
    }

    // Calls

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        String name = call.getMethodAsString();
        CallArguments arguments = new CallArguments(call.getArguments());
        ConstantExpression firstConstant = arguments.firstConstant();
        if (firstConstant != null && List.of("setVariable", "setProperty").contains(String.valueOf(name)))
            scope.noteAssignment(firstConstant.getText(), UNKNOWN);
        // The call can return a server: getProperty('n2ws'), this.n2ws('eu')
        passesServer |= SERVER_SOURCES.contains(String.valueOf(name))
                || firstConstant != null && catalogs.containsKey(firstConstant.getText())
                || !call.isImplicitThis() && catalogs.containsKey(String.valueOf(name));
        if (name == null) {
            infer(call.getObjectExpression());
            infer(call.getMethod());
            visitArguments(arguments, UNKNOWN, UNKNOWN);
            result = UNKNOWN;
        } else if (CALLS_BY_NAME.contains(name) && firstConstant != null) {
            DslType receiver = call.isImplicitThis() ? delegate() : inferReceiver(call.getObjectExpression());
            memberChecker.checkReference(call, receiver, firstConstant.getText(), null);
            visitArguments(arguments, UNKNOWN, UNKNOWN);
            result = UNKNOWN;
        } else if (call.isImplicitThis()) result = checkScriptCall(call, name, arguments);
        else {
            // A server has no elements: its method is called on the server itself.
            DslType receiver =
                    call.isSpreadSafe() ? infer(call.getObjectExpression()) : inferReceiver(call.getObjectExpression());
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
        boolean isDeclaration = name.equals("params") && closureDepth == 0 && lenientDepth == 0;
        if (isDeclaration && arguments.closure != null && arguments.positional.isEmpty() && arguments.named.isEmpty())
            return OTHER;
        if (blockOperation != null && scope.find(name) == null) {
            Set<String> verbs = DslNames.blockVerbs(blockOperation);
            visitArguments(arguments, UNKNOWN, UNKNOWN);
            if (verbs.contains(name)) return OTHER;
            if (lenientDepth == 0) {
                String argumentHint = DslNames.argumentHint(blockOperation, name);
                Set<String> camelCaseVerbs = new LinkedHashSet<>();
                for (String verb : verbs) camelCaseVerbs.add(NameSuggestions.toCamelCase(verb));
                addFinding(
                        call,
                        "no verb '" + name + "' in the block of " + blockOperation.id(),
                        argumentHint != null ? argumentHint : NameSuggestions.suggest(name, camelCaseVerbs, "it has"));
            }
            return UNKNOWN;
        }
        DslType lastType = visitArguments(arguments, UNKNOWN, UNKNOWN);
        DslType variable = scope.find(name);
        if (blockOperation != null
                && variable != null
                && !variable.equals(UNKNOWN)
                && !undeclaredNames.contains(name)
                && DslNames.blockVerbs(blockOperation).contains(name))
            addFinding(
                    call,
                    "the variable '" + name + "' hides the verb '" + name + "' of the block",
                    "rename the variable, or write delegate." + name);
        boolean isVariable = variable != null;
        if (isVariable || ownMethods.contains(name) || includedNames.contains(name)) noteArguments(arguments);
        // The delegate of a closure can have the method, also a method with the name of a method of the script.
        if (closureDepth > 0 && (!delegates.isEmpty() || !isVariable && !ownMethods.contains(name)))
            memberChecker.checkDelegateCall(call, delegate(), name, arguments);
        if (isVariable) return UNKNOWN;
        if (!knownMethods.contains(name) && lenientDepth == 0)
            addFinding(
                    call,
                    "no verb or method '" + name + "' is defined",
                    NameSuggestions.didYouMean(name, knownMethods));
        return name.equals("step") && lenientDepth == 0 ? lastType : UNKNOWN;
    }

    /** Returns the type of the object whose methods a closure calls without a receiver. */
    private DslType delegate() {
        return delegates.isEmpty() ? UNKNOWN : delegates.peek();
    }

    /** Notes that code outside of the current code has the arguments. */
    void noteArguments(CallArguments arguments) {
        arguments.positional.forEach(this::noteAlias);
        arguments.named.forEach(entry -> noteAlias(entry.getValueExpression()));
    }

    /** Checks all arguments and returns the type of the closure's last expression. */
    DslType visitArguments(CallArguments arguments, DslType firstArgument, DslType secondArgument) {
        boolean isPlain = true;
        for (Expression argument : arguments.positional) isPlain &= isPlain(infer(argument));
        boolean positionalArePlain = isPlain;
        for (MapEntryExpression entry : arguments.named) {
            infer(entry.getKeyExpression());
            // An object has the server under its usual name: new Report(n2ws: n2ws)
            boolean keepsName = catalogs.containsKey(entry.getKeyExpression().getText());
            isPlain &=
                    isPlain(keepsName ? inferReceiver(entry.getValueExpression()) : infer(entry.getValueExpression()));
        }
        DslType blockResult =
                arguments.closure == null ? UNKNOWN : inferClosure(arguments.closure, firstArgument, secondArgument);
        argumentsArePlain = isPlain && (arguments.closure == null || isPlain(blockResult));
        positionalArgumentsArePlain = positionalArePlain;
        return blockResult;
    }

    /** Returns true when no positional argument of the last {@link #visitArguments} can contain a value of the DSL. */
    boolean positionalArgumentsArePlain() {
        return positionalArgumentsArePlain;
    }

    /** Returns true when no argument of the last {@link #visitArguments} can contain a value of the DSL. */
    boolean argumentsArePlain() {
        return argumentsArePlain;
    }

    /** Checks the arguments of a call whose block calls the methods of the receiver without a receiver, as {@code with}. */
    DslType visitDelegatingArguments(CallArguments arguments, DslType receiver) {
        Operation outer = blockOperation;
        int leniency = outer == null ? 0 : 1; // The names of the block around the call are known too.
        blockOperation = null;
        lenientDepth += leniency;
        delegates.push(receiver);
        DslType blockResult = visitArguments(arguments, receiver, UNKNOWN);
        delegates.pop();
        lenientDepth -= leniency;
        blockOperation = outer;
        return blockResult;
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
