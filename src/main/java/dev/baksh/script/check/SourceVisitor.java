package dev.baksh.script.check;

import java.util.Set;
import java.util.stream.Collectors;
import org.codehaus.groovy.ast.AnnotatedNode;
import org.codehaus.groovy.ast.AnnotationNode;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.ConstructorNode;
import org.codehaus.groovy.ast.FieldNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.PropertyNode;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.stmt.Statement;

/**
 * Visitor of all code of a source: statements, methods, constructors, initial values of fields and parameters,
 * initializer blocks, and closures in annotations.
 */
abstract class SourceVisitor extends CodeVisitorSupport {
    /** Visits the code of a source. */
    final void visitModule(ModuleNode module) {
        module.getStatementBlock().visit(this);
        for (ClassNode type : module.getClasses()) {
            enterClass(type);
            visitAnnotations(type);
            for (FieldNode field : type.getFields()) {
                visitAnnotations(field);
                if (field.getLineNumber() > 0 && field.getInitialExpression() != null)
                    visitInitialValue(field.getInitialExpression());
            }
            for (PropertyNode property : type.getProperties()) {
                if (property.getInitialExpression() != null && !type.getFields().contains(property.getField()))
                    visitInitialValue(property.getInitialExpression());
                if (property.getGetterBlock() != null) property.getGetterBlock().visit(this);
                if (property.getSetterBlock() != null) property.getSetterBlock().visit(this);
            }
            for (Statement statement : type.getObjectInitializerStatements()) statement.visit(this);
            for (ConstructorNode constructor : type.getDeclaredConstructors())
                if (constructor.getLineNumber() > 0) visitMethod(constructor);
            for (MethodNode method : type.getMethods()) {
                // The statements are also the code of the method run, unless the source declares run itself.
                boolean isBody = method.getCode() == module.getStatementBlock();
                visitAnnotations(method);
                if ((method.getLineNumber() > 0 || method.isStaticConstructor()) && !isBody) visitMethod(method);
            }
            leaveClass(type);
        }
    }

    /** Returns the names of the methods that the script itself declares. */
    static Set<String> scriptMethods(ModuleNode module) {
        return module.getClasses().stream()
                .filter(ClassNode::isScript)
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getLineNumber() > 0)
                .map(MethodNode::getName)
                .collect(Collectors.toSet());
    }

    /** Visits the closures in annotations, such as {@code @TupleConstructor(pre = { ... })}, which run with the class. */
    private void visitAnnotations(AnnotatedNode node) {
        for (AnnotationNode annotation : node.getAnnotations())
            for (Expression value : annotation.getMembers().values())
                if (value instanceof ClosureExpression) visitInitialValue(value);
    }

    /** Begins a class. */
    void enterClass(ClassNode type) {}

    /** Ends a class. */
    void leaveClass(ClassNode type) {}

    /** Visits the initial value of a field, property or parameter. */
    void visitInitialValue(Expression value) {
        value.visit(this);
    }

    /** Visits a method or constructor with the default values of its parameters. */
    void visitMethod(MethodNode method) {
        for (Parameter parameter : method.getParameters())
            if (parameter.hasInitialExpression()) visitInitialValue(parameter.getInitialExpression());
        if (method.getCode() != null) method.getCode().visit(this);
    }
}
