package dev.baksh.script.transform;

import java.util.List;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.ClassExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.MethodPointerExpression;
import org.codehaus.groovy.ast.expr.SpreadExpression;
import org.codehaus.groovy.ast.expr.StaticMethodCallExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.transform.stc.StaticTypesMarker;

/**
 * Compilation customizer that registers the tasks of statically typed code, as {@link TaskTransform} does for other code. The
 * customizer runs after the type checker, so that the types of the author stay unchanged. A call whose task cannot be
 * registered is an error.
 */
public final class TypedTaskTransform extends CompilationCustomizer {
    private static final ClassNode TASKS = ClassHelper.make(ScriptTasks.class);
    private static final List<String> TASK_TYPES =
            List.of("java.util.concurrent.Future", "java.util.concurrent.CompletionStage");

    public TypedTaskTransform() {
        super(CompilePhase.INSTRUCTION_SELECTION);
    }

    /** Marks a source whose classes may start tasks or read their results. Other sources are not visited. */
    static void request(ModuleNode module) {
        module.putNodeMetaData(TypedTaskTransform.class, true);
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode classNode) {
        ModuleNode module = classNode.getModule();
        if (module == null || module.getNodeMetaData(TypedTaskTransform.class) != null)
            new TypedCode(source).visitClass(classNode);
    }

    /** Visitor that changes calls in place, because the compiler keeps their types as metadata of the nodes. */
    private static final class TypedCode extends ClassCodeVisitorSupport {
        private final SourceUnit source;
        private boolean inTypedClass;
        private boolean inTypedMethod;

        TypedCode(SourceUnit source) {
            this.source = source;
        }

        @Override
        public void visitClass(ClassNode type) {
            inTypedClass = TaskTransform.isTypedClass(type);
            inTypedMethod = inTypedClass;
            super.visitClass(type);
        }

        @Override
        protected void visitConstructorOrMethod(MethodNode method, boolean isConstructor) {
            inTypedMethod = TaskTransform.isTypedMethod(method, inTypedClass);
            super.visitConstructorOrMethod(method, isConstructor);
            inTypedMethod = inTypedClass; // Fields and initializers belong to the class.
        }

        @Override
        public void visitMethodCallExpression(MethodCallExpression call) {
            super.visitMethodCallExpression(call);
            String name = call.getMethodAsString();
            if (!inTypedMethod || name == null) return;
            int count = TaskTransform.argumentCount(call.getArguments());
            boolean isStart = TaskTransform.isStart(name, count);
            boolean isChaining = TaskTransform.isChaining(name, isStart);
            Expression receiver = call.getObjectExpression();
            boolean hasReceiver = !call.isImplicitThis() && TaskTransform.isObject(receiver);
            String receiverMethod = hasReceiver ? TaskTransform.receiverMethod(name, count, isChaining) : null;
            if (receiverMethod != null && (receiverMethod.equals("read") || isThread(typeOf(receiver))))
                call.setObjectExpression(typedCall(receiverMethod, receiver));
            if (isChaining || TaskTransform.JOINING.contains(name)) readArguments(call.getArguments());
            if ((isStart || isChaining) && isTask(call)) register(call);
        }

        private void readArguments(Expression arguments) {
            if (!(arguments instanceof ArgumentListExpression list)) return;
            List<Expression> expressions = list.getExpressions();
            for (int i = 0; i < expressions.size(); i++) {
                Expression argument = expressions.get(i);
                boolean isPlain = !(argument instanceof ClosureExpression) && !(argument instanceof SpreadExpression);
                if (isPlain && isTaskType(typeOf(argument))) expressions.set(i, typedCall("read", argument));
            }
        }

        /** Refuses a task that is started by the name of a static import, which the compiler has replaced by another node. */
        @Override
        public void visitStaticMethodCallExpression(StaticMethodCallExpression call) {
            super.visitStaticMethodCallExpression(call);
            boolean isStart = TaskTransform.isStart(call.getMethod(), TaskTransform.argumentCount(call.getArguments()));
            if (inTypedMethod && isStart && isTaskType(typeOf(call)))
                refuse(call, call.getMethod(), call.getOwnerType().getNameWithoutPackage() + "." + call.getMethod());
        }

        @Override
        public void visitMethodPointerExpression(MethodPointerExpression pointer) {
            super.visitMethodPointerExpression(pointer);
            boolean isOwn =
                    pointer.getExpression() instanceof VariableExpression variable && variable.isThisExpression();
            String name = pointer.getMethodName() instanceof ConstantExpression constant ? constant.getText() : null;
            if (inTypedMethod && !isOwn && TaskTransform.POOL_METHODS.contains(String.valueOf(name)))
                refuse(pointer, name, "{ pool." + name + "(it) }");
        }

        private void refuse(ASTNode node, String name, String instead) {
            addError(
                    "baksh cannot see an error of a task that statically typed code starts by '" + name
                            + "' in this form: write " + instead,
                    node);
        }

        private static boolean isTask(MethodCallExpression call) {
            ClassNode type = typeOf(call);
            if (isTaskType(type) || isThread(type)) return true;
            // invokeAll returns a list of tasks; a spread call returns a list of results.
            return call.isSpreadSafe() || type != null && type.implementsInterface(ClassHelper.COLLECTION_TYPE);
        }

        private static boolean isThread(ClassNode type) {
            return type != null && type.isDerivedFrom(ClassHelper.make(Thread.class));
        }

        private static boolean isTaskType(ClassNode type) {
            return type != null
                    && TASK_TYPES.stream()
                            .anyMatch(name ->
                                    type.getName().equals(name) || type.implementsInterface(ClassHelper.make(name)));
        }

        private static ClassNode typeOf(Expression expression) {
            ClassNode inferred = expression.getNodeMetaData(StaticTypesMarker.INFERRED_TYPE);
            if (inferred != null) return inferred;
            boolean hasTarget = expression instanceof MethodCallExpression call && call.getMethodTarget() != null;
            return hasTarget
                    ? ((MethodCallExpression) expression).getMethodTarget().getReturnType()
                    : expression.getType();
        }

        /** Turns a call into the argument of {@code ScriptTasks.started}; the node keeps its type and its place. */
        private static void register(MethodCallExpression call) {
            MethodCallExpression task =
                    new MethodCallExpression(call.getObjectExpression(), call.getMethod(), call.getArguments());
            task.setMethodTarget(call.getMethodTarget());
            task.setImplicitThis(call.isImplicitThis());
            task.setSafe(call.isSafe());
            task.setSpreadSafe(call.isSpreadSafe());
            task.setGenericsTypes(call.getGenericsTypes());
            task.setSourcePosition(call);
            task.copyNodeMetaData(call);
            call.setObjectExpression(new ClassExpression(TASKS));
            call.setMethod(new ConstantExpression("started"));
            call.setArguments(new ArgumentListExpression(task));
            call.setMethodTarget(method("started"));
            call.setImplicitThis(false);
            call.setSafe(false);
            call.setSpreadSafe(false);
            call.setGenericsTypes(null);
            call.putNodeMetaData(StaticTypesMarker.DIRECT_METHOD_CALL_TARGET, method("started"));
        }

        private static Expression typedCall(String name, Expression value) {
            MethodCallExpression call =
                    new MethodCallExpression(new ClassExpression(TASKS), name, new ArgumentListExpression(value));
            call.setMethodTarget(method(name));
            call.setImplicitThis(false);
            call.setSourcePosition(value);
            call.putNodeMetaData(StaticTypesMarker.INFERRED_TYPE, typeOf(value));
            call.putNodeMetaData(StaticTypesMarker.DIRECT_METHOD_CALL_TARGET, method(name));
            return call;
        }

        private static MethodNode method(String name) {
            return TASKS.getMethods(name).get(0);
        }

        @Override
        protected SourceUnit getSourceUnit() {
            return source;
        }
    }
}
