package dev.baksh.script.transform;

import java.util.Set;
import org.codehaus.groovy.ast.AnnotatedNode;
import org.codehaus.groovy.ast.AnnotationNode;
import org.codehaus.groovy.ast.ClassCodeExpressionTransformer;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.ClassExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.ConstructorCallExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.MethodPointerExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.SpreadExpression;
import org.codehaus.groovy.ast.expr.StaticMethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.control.SourceUnit;

/**
 * AST transform that registers the tasks of a script: the results of calls such as {@code submit} and {@code runAsync},
 * and the objects whose result the script reads, by calls such as {@code get} and {@code join}. The value of each call
 * stays the same.
 */
final class TaskTransform extends ClassCodeExpressionTransformer {
    private static final ClassNode TASKS = ClassHelper.make(ScriptTasks.class);
    /** Methods of executors and of {@code CompletableFuture} that start a task. */
    static final Set<String> POOL_METHODS = Set.of("""
            submit schedule scheduleAtFixedRate scheduleWithFixedDelay invokeAll runAsync supplyAsync
            fork""".split("\\s+"));
    /** Methods that take over the errors of their arguments. */
    static final Set<String> JOINING = Set.of("allOf", "anyOf");
    /** Methods without arguments that read the result of a task. */
    private static final Set<String> READING = Set.of("""
            get join resultNow exceptionNow state isCompletedExceptionally isCompletedNormally isCompletedAbnormally
            getException getRawResult invoke""".split("\\s+"));
    /** Methods that create a stage, which takes over the result and the error of an earlier stage. */
    private static final Set<String> CHAINING = Set.of("""
            thenApply thenAccept thenRun thenCombine thenAcceptBoth runAfterBoth applyToEither acceptEither
            runAfterEither thenCompose whenComplete handle exceptionally exceptionallyCompose orTimeout
            completeOnTimeout copy toCompletableFuture minimalCompletionStage""".split("\\s+"));

    private static final Set<String> TYPED = Set.of("CompileStatic", "TypeChecked");
    /** Annotation of a method without types in a typed class; {@code SKIP} in a typed annotation means the same. */
    private static final String UNTYPED = "CompileDynamic";

    private final SourceUnit source;
    private boolean inTypedClass;
    private boolean inTypedMethod;

    TaskTransform(SourceUnit source) {
        this.source = source;
    }

    @Override
    public void visitClass(ClassNode type) {
        inTypedClass = isTypedClass(type);
        inTypedMethod = inTypedClass;
        super.visitClass(type);
    }

    @Override
    protected void visitConstructorOrMethod(MethodNode method, boolean constructor) {
        inTypedMethod = isTypedMethod(method, inTypedClass);
        super.visitConstructorOrMethod(method, constructor);
        inTypedMethod = inTypedClass; // Fields and initializers belong to the class.
    }

    @Override
    public Expression transform(Expression expression) {
        // Statically typed code is compiled only with the types that its author wrote; see TypedTaskTransform.
        if (inTypedMethod) return expression;
        if (expression instanceof ClosureExpression closure) {
            if (closure.getCode() != null) closure.getCode().visit(this);
            return closure;
        }
        Expression transformed = super.transform(expression);
        if (transformed instanceof MethodCallExpression call) return transformCall(call);
        if (transformed instanceof MethodPointerExpression pointer && mayStart(pointer))
            return wrap("starting", pointer);
        return transformed instanceof ConstructorCallExpression constructor && createsTask(constructor)
                ? wrap("started", transformed)
                : transformed;
    }

    static boolean createsTask(ConstructorCallExpression constructor) {
        return constructor.getType().getNameWithoutPackage().equals("FutureTask");
    }

    /** Returns true for a call that may start a task or read its result. */
    static boolean mayConcernTask(MethodCallExpression call) {
        String name = call.getMethodAsString();
        if (name == null) return true;
        int count = argumentCount(call.getArguments());
        return isStart(name, count)
                || receiverMethod(name, count, isChaining(name, false)) != null
                || JOINING.contains(name);
    }

    /** True for a class whose code the type checker sees, as a class or as a part of another class. */
    static boolean isTypedClass(ClassNode type) {
        for (ClassNode enclosing = type; enclosing != null; enclosing = enclosing.getOuterClass()) {
            if (isTyped(enclosing)) return true;
            if (enclosing.getEnclosingMethod() != null && isTyped(enclosing.getEnclosingMethod())) return true;
        }
        return false;
    }

    static boolean isTypedMethod(MethodNode method, boolean inTypedClass) {
        boolean isUntyped = method.getAnnotations().stream().anyMatch(TaskTransform::isUntyped);
        return !isUntyped && (inTypedClass || isTyped(method));
    }

    private static boolean isUntyped(AnnotationNode annotation) {
        String name = annotation.getClassNode().getNameWithoutPackage();
        Expression mode = annotation.getMember("value");
        return name.equals(UNTYPED)
                || TYPED.contains(name) && mode != null && mode.getText().endsWith("SKIP");
    }

    private static boolean isTyped(AnnotatedNode node) {
        return node.getAnnotations().stream()
                .anyMatch(annotation ->
                        TYPED.contains(annotation.getClassNode().getNameWithoutPackage()) && !isUntyped(annotation));
    }

    /** True for {@code pool.&submit} and for a pointer with a computed name. */
    static boolean mayStart(MethodPointerExpression pointer) {
        return !(pointer.getMethodName() instanceof ConstantExpression name)
                || minArguments(name.getText()) < Integer.MAX_VALUE;
    }

    static boolean isStart(String name, int argumentCount) {
        return argumentCount >= minArguments(name);
    }

    /** Returns the minimum number of arguments of a method that starts a task; the largest number for other methods. */
    private static int minArguments(String name) {
        return switch (name) {
            case "fork", "allOf", "anyOf" -> 0;
            case "submit", "invokeAll", "invoke", "runAsync", "supplyAsync" -> 1;
            case "start", "startDaemon", "startVirtualThread" -> 1;
            case "schedule", "invokeMethod" -> 2;
            case "scheduleAtFixedRate", "scheduleWithFixedDelay" -> 4;
            default -> Integer.MAX_VALUE;
        };
    }

    static boolean isChaining(String name, boolean isStart) {
        boolean isAsync = !isStart && name.endsWith("Async");
        return CHAINING.contains(isAsync ? name.substring(0, name.length() - "Async".length()) : name);
    }

    static boolean isReading(String name, int argumentCount, boolean isChaining) {
        // get and join of a list or a map have one argument.
        return isChaining
                || argumentCount == 0 && READING.contains(name)
                || argumentCount == 1 && name.equals("getNow")
                || argumentCount == 2 && name.equals("get");
    }

    /**
     * Returns the method of {@link ScriptTasks} that gets the receiver of a call, or null: a task whose result the call reads, a
     * thread, or an executor.
     */
    static String receiverMethod(String name, int argumentCount, boolean isChaining) {
        if (isReading(name, argumentCount, isChaining)) return "read";
        if (argumentCount == 0 && name.equals("start")) return "started";
        return argumentCount == 1 && name.equals("execute") ? "tracking" : null;
    }

    static int argumentCount(Expression arguments) {
        return arguments instanceof TupleExpression tuple
                ? tuple.getExpressions().size()
                : 1;
    }

    private static Expression transformCall(MethodCallExpression call) {
        String name = call.getMethodAsString();
        if (name == null) return transformComputedCall(call);
        int count = argumentCount(call.getArguments());
        boolean isStart = isStart(name, count);
        boolean isChaining = isChaining(name, isStart);
        // The object of a call without a receiver is not known: a delegate, a static import, or this object.
        if (call.isImplicitThis()) return isStart ? wrap("started", call) : call;
        String receiverMethod = receiverMethod(name, count, isChaining);
        if (receiverMethod != null && isObject(call.getObjectExpression()))
            call.setObjectExpression(wrap(receiverMethod, call.getObjectExpression()));
        // These stages also take over the errors of their arguments.
        boolean readsArguments = isChaining || JOINING.contains(name);
        if (readsArguments && call.getArguments() instanceof ArgumentListExpression arguments) {
            ArgumentListExpression read = new ArgumentListExpression();
            for (Expression argument : arguments.getExpressions()) read.addExpression(readArgument(argument));
            read.setSourcePosition(arguments);
            call.setArguments(read);
        }
        return isStart || isChaining ? wrap("started", call) : call;
    }

    /** Registers the result of a call with a computed name: {@code pool."$name" { ... }}. */
    private static Expression transformComputedCall(MethodCallExpression call) {
        boolean hasReceiver = !call.isImplicitThis() && isObject(call.getObjectExpression());
        if (hasReceiver && isPlain(call.getMethod())) {
            StaticMethodCallExpression read = new StaticMethodCallExpression(
                    TASKS, "readBy", new ArgumentListExpression(call.getObjectExpression(), call.getMethod()));
            read.setSourcePosition(call.getObjectExpression());
            call.setObjectExpression(read);
        }
        return wrap("started", call);
    }

    /** True for a name whose second evaluation has no effect. */
    private static boolean isPlain(Expression name) {
        return name instanceof VariableExpression
                || name instanceof GStringExpression text
                        && text.getValues().stream().allMatch(VariableExpression.class::isInstance);
    }

    private static Expression readArgument(Expression argument) {
        if (argument instanceof ClosureExpression) return argument;
        if (!(argument instanceof SpreadExpression spread)) return wrap("read", argument);
        SpreadExpression read = new SpreadExpression(wrap("read", spread.getExpression()));
        read.setSourcePosition(spread);
        return read;
    }

    /** Returns false for {@code super}, {@code this} and names of classes. */
    static boolean isObject(Expression receiver) {
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
