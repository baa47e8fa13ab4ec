package dev.baksh.script.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.FieldNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.PropertyNode;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.StaticMethodCallExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;

/**
 * Which methods of classes a text may come to call, by their names alone: one counts as reached when its name is written
 * anywhere that is reached, in quotes too. So a method may be taken for reached that is not, and never the other way round.
 */
final class ReachabilityAnalysis extends CodeVisitorSupport {
    /** Called by Groovy or Java without being named: operators, conversions, and what a list or a map asks. */
    private static final Set<String> UNNAMED = Set.of(
            "call",
            "toString",
            "equals",
            "hashCode",
            "compareTo",
            "iterator",
            "close",
            "asType",
            "asBoolean",
            "getAt",
            "putAt",
            "plus",
            "minus",
            "multiply",
            "div",
            "mod",
            "power",
            "next",
            "previous",
            "negative",
            "positive",
            "leftShift",
            "rightShift",
            "and",
            "or",
            "xor",
            "isCase",
            "methodMissing",
            "propertyMissing",
            "invokeMethod",
            "getProperty",
            "setProperty",
            "get",
            "set",
            "run",
            "accept",
            "apply",
            "test",
            "compare");

    private final Set<String> names = new HashSet<>();
    private final List<MethodNode> left = new ArrayList<>();
    private boolean everything;

    /**
     * The methods of the others that the text cannot come to.
     *
     * @param others files that are included, and classes of {@code lib/}
     */
    static Set<MethodNode> unreached(ModuleNode text, Collection<ModuleNode> others) {
        ReachabilityAnalysis reached = new ReachabilityAnalysis();
        reached.whole(text);
        for (ModuleNode other : others) reached.outside(other);
        while (reached.more()) {
            continue; // Each method that is reached may name others.
        }
        return reached.everything ? Set.of() : Set.copyOf(reached.left);
    }

    private void whole(ModuleNode module) {
        outside(module);
        while (!left.isEmpty()) body(left.remove(left.size() - 1));
    }

    /** What runs when a file is included or a class is loaded or made; its methods are looked at by their names. */
    private void outside(ModuleNode module) {
        module.getStatementBlock().visit(this);
        for (ClassNode type : module.getClasses()) {
            for (FieldNode field : type.getFields())
                if (field.getInitialExpression() != null)
                    field.getInitialExpression().visit(this);
            for (PropertyNode property : type.getProperties())
                if (property.getInitialExpression() != null)
                    property.getInitialExpression().visit(this);
            type.getDeclaredConstructors().forEach(this::body);
            type.getObjectInitializerStatements().forEach(statement -> statement.visit(this));
            for (MethodNode method : type.getMethods()) {
                if (method.isStaticConstructor()) body(method);
                else if (method.getLineNumber() > 0) left.add(method);
            }
        }
    }

    private boolean more() {
        List<MethodNode> now = left.stream().filter(this::named).toList();
        left.removeAll(now);
        now.forEach(this::body);
        return !now.isEmpty();
    }

    private boolean named(MethodNode method) {
        String name = method.getName();
        if (everything || UNNAMED.contains(name) || names.contains(name)) return true;
        if (!name.matches("(get|set|is)\\p{Lu}.*")) return false;
        String property = name.substring(name.startsWith("is") ? 2 : 3);
        return names.contains(Character.toLowerCase(property.charAt(0)) + property.substring(1));
    }

    private void body(MethodNode method) {
        for (org.codehaus.groovy.ast.Parameter parameter : method.getParameters())
            if (parameter.hasInitialExpression())
                parameter.getInitialExpression().visit(this);
        if (method.getCode() != null) method.getCode().visit(this);
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        // A name that is put together while running may be any.
        if (call.getMethodAsString() == null) everything = true;
        super.visitMethodCallExpression(call);
    }

    @Override
    public void visitStaticMethodCallExpression(StaticMethodCallExpression call) {
        names.add(call.getMethod());
        super.visitStaticMethodCallExpression(call);
    }

    /** Names of methods and properties are constants in the tree, as texts in quotes are. */
    @Override
    public void visitConstantExpression(ConstantExpression constant) {
        if (constant.getValue() instanceof String text) names.add(text);
    }

    @Override
    public void visitVariableExpression(VariableExpression variable) {
        names.add(variable.getName());
    }
}
