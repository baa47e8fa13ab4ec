package dev.baksh.script.transform;

import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.ast.AnnotatedNode;
import org.codehaus.groovy.ast.ClassCodeExpressionTransformer;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.ClassExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstructorCallExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.SpreadExpression;
import org.codehaus.groovy.ast.expr.StaticMethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.control.SourceUnit;

/**
 * AST transform that registers the tasks of a script: the results of calls such as {@code submit} and {@code runAsync}, and the
 * objects whose result the script reads, by calls such as {@code get} and {@code join}. The value of each call stays the same.
 */
final class TaskTransform extends ClassCodeExpressionTransformer {
    private static final ClassNode TASKS = ClassHelper.make(ScriptTasks.class);
    /** Calls with the number of arguments that they have at least. */
    private static final Map<String, Integer> STARTING = Map.ofEntries(
            Map.entry("submit", 1),
            Map.entry("schedule", 2),
            Map.entry("scheduleAtFixedRate", 4),
            Map.entry("scheduleWithFixedDelay", 4),
            Map.entry("invokeAll", 1),
            Map.entry("fork", 0),
            Map.entry("start", 1),
            Map.entry("startDaemon", 1),
            Map.entry("startVirtualThread", 1),
            Map.entry("runAsync", 1),
            Map.entry("supplyAsync", 1),
            Map.entry("allOf", 0),
            Map.entry("anyOf", 0));
    /** Calls with their number of arguments; a list or a map also has {@code get} and {@code join}, with one argument. */
    private static final Set<String> READING = Set.of(
            "get 0",
            "get 2",
            "join 0",
            "getNow 1",
            "resultNow 0",
            "exceptionNow 0",
            "state 0",
            "isCompletedExceptionally 0",
            "isCompletedNormally 0",
            "isCompletedAbnormally 0",
            "getException 0",
            "getRawResult 0",
            "invoke 0");
    /** Stages that take over the result and the error of an earlier stage. */
    private static final Set<String> CHAINING = Set.of(
            "thenApply",
            "thenAccept",
            "thenRun",
            "thenCombine",
            "thenAcceptBoth",
            "runAfterBoth",
            "applyToEither",
            "acceptEither",
            "runAfterEither",
            "thenCompose",
            "whenComplete",
            "handle",
            "exceptionally",
            "exceptionallyCompose",
            "orTimeout",
            "completeOnTimeout",
            "copy",
            "toCompletableFuture",
            "minimalCompletionStage");

    private static final Set<String> TYPED = Set.of("CompileStatic", "TypeChecked");

    private final SourceUnit source;
    private boolean inTypedClass;
    private boolean inTypedMethod;

    TaskTransform(SourceUnit source) {
        this.source = source;
    }

    @Override
    public void visitClass(ClassNode type) {
        inTypedClass = isTyped(type);
        super.visitClass(type);
    }

    @Override
    protected void visitConstructorOrMethod(MethodNode method, boolean constructor) {
        inTypedMethod = isTyped(method);
        super.visitConstructorOrMethod(method, constructor);
        inTypedMethod = false;
    }

    @Override
    public Expression transform(Expression expression) {
        // Statically typed code is compiled only with the types that its author wrote.
        if (inTypedClass || inTypedMethod) return expression;
        if (expression instanceof ClosureExpression closure) {
            if (closure.getCode() != null) closure.getCode().visit(this);
            return closure;
        }
        Expression transformed = super.transform(expression);
        if (transformed instanceof MethodCallExpression call) return transformCall(call);
        boolean createsTask = transformed instanceof ConstructorCallExpression constructor
                && constructor.getType().getNameWithoutPackage().equals("FutureTask");
        return createsTask ? wrap("started", transformed) : transformed;
    }

    private static boolean isTyped(AnnotatedNode node) {
        return node.getAnnotations().stream()
                .anyMatch(annotation -> TYPED.contains(annotation.getClassNode().getNameWithoutPackage()));
    }

    private static Expression transformCall(MethodCallExpression call) {
        String name = call.getMethodAsString();
        if (name == null || call.isImplicitThis()) return call;
        int count = call.getArguments() instanceof TupleExpression arguments
                ? arguments.getExpressions().size()
                : 1;
        boolean isStart = count >= STARTING.getOrDefault(name, Integer.MAX_VALUE);
        boolean isChaining = CHAINING.contains(isStart ? name : name.replaceFirst("Async$", ""));
        boolean isReading = isChaining || READING.contains(name + " " + count);
        if (isReading && isObject(call.getObjectExpression()))
            call.setObjectExpression(wrap("read", call.getObjectExpression()));
        // These stages also take over the errors of their arguments.
        boolean readsArguments = isChaining || name.equals("allOf") || name.equals("anyOf");
        if (readsArguments && call.getArguments() instanceof ArgumentListExpression arguments) {
            ArgumentListExpression read = new ArgumentListExpression();
            for (Expression argument : arguments.getExpressions()) read.addExpression(readArgument(argument));
            read.setSourcePosition(arguments);
            call.setArguments(read);
        }
        return isStart || isChaining ? wrap("started", call) : call;
    }

    private static Expression readArgument(Expression argument) {
        if (argument instanceof ClosureExpression) return argument;
        if (!(argument instanceof SpreadExpression spread)) return wrap("read", argument);
        SpreadExpression read = new SpreadExpression(wrap("read", spread.getExpression()));
        read.setSourcePosition(spread);
        return read;
    }

    /** Returns false for {@code super}, {@code this} and names of classes. */
    private static boolean isObject(Expression receiver) {
        if (receiver instanceof VariableExpression variable)
            return !variable.isSuperExpression()
                    && !variable.isThisExpression()
                    && !Character.isUpperCase(variable.getName().charAt(0));
        if (receiver instanceof PropertyExpression property && property.getPropertyAsString() != null)
            return !Character.isUpperCase(property.getPropertyAsString().charAt(0));
        return !(receiver instanceof ClassExpression);
    }

    private static Expression wrap(String method, Expression value) {
        StaticMethodCallExpression call =
                new StaticMethodCallExpression(TASKS, method, new ArgumentListExpression(value));
        call.setSourcePosition(value);
        return call;
    }

    @Override
    protected SourceUnit getSourceUnit() {
        return source;
    }
}
