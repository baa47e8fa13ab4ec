package dev.baksh.script.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.ast.AnnotationNode;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.FieldNode;
import org.codehaus.groovy.ast.InnerClassNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.PropertyNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.ConstructorCallExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.MethodPointerExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.StaticMethodCallExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.syntax.Types;

/**
 * Analysis that finds the methods of included files and library classes that a script cannot reach. A method is
 * reachable if its name occurs in reachable code, string literals included. May report an unreachable method as
 * reachable, never the reverse.
 */
final class ReachabilityAnalysis extends SourceVisitor {
    /** Methods that Groovy or Java calls without their names: operators, conversions, and methods of collections. */
    private static final Set<String> IMPLICIT_METHODS = Set.of("""
            call toString equals hashCode compareTo iterator close asType asBoolean getAt putAt plus
            minus multiply div mod power next previous negative positive leftShift rightShift and or
            xor isCase methodMissing propertyMissing invokeMethod getProperty setProperty get set
            run accept apply test compare intdiv remainder rightShiftUnsigned implies bitwiseNegate hasNext finalize""".split("\\s+"));

    /** Superclasses of the compiler, which call no methods of a class on their own. */
    private static final Set<String> BASE_CLASSES = Set.of("Object", "Script", "Record");

    /** Deeper hierarchies are cycles. */
    private static final int MAX_DEPTH = 20;

    private final Map<String, ClassNode> classes = new HashMap<>();
    private final Set<String> mentionedNames = new HashSet<>();
    private final List<MethodNode> unreachedMethods = new ArrayList<>();
    private boolean allReachable;
    /** True when the name of a property is computed: {@code object[name]}. */
    private boolean accessorsReachable;

    /**
     * Finds the methods of the dependencies that the script cannot reach.
     *
     * @param dependencies included files and classes of {@code lib/}
     */
    static Set<MethodNode> findUnreached(ModuleNode script, Collection<ModuleNode> dependencies) {
        ReachabilityAnalysis analysis = new ReachabilityAnalysis();
        analysis.addClasses(script);
        dependencies.forEach(analysis::addClasses);
        analysis.visitScript(script);
        for (ModuleNode dependency : dependencies) analysis.visitEntryCode(dependency);
        while (analysis.visitNewlyReachable()) {
            continue; // Each newly reachable method can name others.
        }
        return analysis.allReachable ? Set.of() : Set.copyOf(analysis.unreachedMethods);
    }

    private void addClasses(ModuleNode module) {
        for (ClassNode type : module.getClasses()) classes.put(simpleName(type), type);
    }

    private void visitScript(ModuleNode module) {
        visitEntryCode(module);
        while (!unreachedMethods.isEmpty()) visitMethod(unreachedMethods.remove(unreachedMethods.size() - 1));
    }

    /** Visits the code that runs when a file is included or a class is loaded or instantiated; collects its methods. */
    private void visitEntryCode(ModuleNode module) {
        module.getStatementBlock().visit(this);
        for (ClassNode type : module.getClasses()) {
            visitAnnotations(type);
            for (FieldNode field : type.getFields())
                if (field.getInitialExpression() != null)
                    field.getInitialExpression().visit(this);
            for (PropertyNode property : type.getProperties())
                if (property.getInitialExpression() != null)
                    property.getInitialExpression().visit(this);
            type.getDeclaredConstructors().forEach(this::visitMethod);
            type.getObjectInitializerStatements().forEach(statement -> statement.visit(this));
            boolean isCalledByPlatform = isCalledByPlatform(type, MAX_DEPTH);
            for (MethodNode method : type.getMethods()) {
                if (method.isStaticConstructor() || isCalledByPlatform) visitMethod(method);
                else if (method.getLineNumber() > 0) unreachedMethods.add(method);
            }
        }
    }

    /** True for a class with a supertype of the platform, which may call each method: {@code SimpleFileVisitor}. */
    private boolean isCalledByPlatform(ClassNode type, int depth) {
        boolean isAnonymous = type instanceof InnerClassNode inner && inner.isAnonymous();
        if (depth == 0 || isAnonymous || type.isEnum()) return false;
        List<ClassNode> supertypes = new ArrayList<>(List.of(type.getUnresolvedInterfaces(false)));
        if (type.getUnresolvedSuperClass(false) != null) supertypes.add(type.getUnresolvedSuperClass(false));
        for (ClassNode supertype : supertypes) {
            ClassNode own = classes.get(simpleName(supertype));
            boolean isPlain = BASE_CLASSES.contains(simpleName(supertype));
            if (own == null ? !isPlain : isCalledByPlatform(own, depth - 1)) return true;
        }
        return false;
    }

    private static String simpleName(ClassNode type) {
        String name = type.getNameWithoutPackage();
        return name.substring(name.lastIndexOf('$') + 1);
    }

    /** The methods of an anonymous class are called where its object is. */
    @Override
    public void visitConstructorCallExpression(ConstructorCallExpression call) {
        if (call.isUsingAnonymousInnerClass())
            for (MethodNode method : call.getType().getMethods()) mentionedNames.add(method.getName());
        super.visitConstructorCallExpression(call);
    }

    private boolean visitNewlyReachable() {
        List<MethodNode> reachable =
                unreachedMethods.stream().filter(this::isReachable).toList();
        unreachedMethods.removeAll(reachable);
        reachable.forEach(this::visitMethod);
        return !reachable.isEmpty();
    }

    private boolean isReachable(MethodNode method) {
        String name = method.getName();
        if (allReachable || IMPLICIT_METHODS.contains(name) || mentionedNames.contains(name)) return true;
        if (!name.matches("(get|set|is)\\p{Lu}.*")) return false;
        if (accessorsReachable || mentionedNames.contains("properties")) return true;
        String property = name.substring(name.startsWith("is") ? 2 : 3);
        return mentionedNames.contains(Character.toLowerCase(property.charAt(0)) + property.substring(1));
    }

    /** Visits the closures in annotations: {@code @TupleConstructor(pre = { ... })}. */
    private void visitAnnotations(ClassNode type) {
        for (AnnotationNode annotation : type.getAnnotations())
            annotation.getMembers().values().forEach(value -> value.visit(this));
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        // A computed name can be any name.
        if (call.getMethodAsString() == null) allReachable = true;
        super.visitMethodCallExpression(call);
    }

    @Override
    public void visitPropertyExpression(PropertyExpression property) {
        if (property.getPropertyAsString() == null) accessorsReachable = true;
        super.visitPropertyExpression(property);
    }

    @Override
    public void visitBinaryExpression(BinaryExpression expression) {
        boolean isIndex = expression.getOperation().getType() == Types.LEFT_SQUARE_BRACKET;
        if (isIndex && !(expression.getRightExpression() instanceof ConstantExpression)) accessorsReachable = true;
        super.visitBinaryExpression(expression);
    }

    @Override
    public void visitStaticMethodCallExpression(StaticMethodCallExpression call) {
        mentionedNames.add(call.getMethod());
        super.visitStaticMethodCallExpression(call);
    }

    @Override
    public void visitMethodPointerExpression(MethodPointerExpression pointer) {
        if (!(pointer.getMethodName() instanceof ConstantExpression)) allReachable = true;
        super.visitMethodPointerExpression(pointer);
    }

    /** Collects names: methods, properties and string literals are all constants in the tree. */
    @Override
    public void visitConstantExpression(ConstantExpression constant) {
        if (constant.getValue() instanceof String text) mentionedNames.add(text);
    }

    @Override
    public void visitVariableExpression(VariableExpression variable) {
        mentionedNames.add(variable.getName());
    }
}
