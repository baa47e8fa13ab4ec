package dev.baksh.script.check;

import java.util.Set;
import java.util.stream.Collectors;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.ConstructorNode;
import org.codehaus.groovy.ast.FieldNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.PropertyNode;
import org.codehaus.groovy.ast.stmt.Statement;

/**
 * Visitor of all code of a source: statements, methods, constructors, initial values of fields and parameters, and
 * initializer blocks.
 */
abstract class SourceVisitor extends CodeVisitorSupport {
    /** Visits the code of a source. */
    final void visitModule(ModuleNode module) {
        module.getStatementBlock().visit(this);
        for (ClassNode type : module.getClasses()) {
            enterClass(type);
            for (FieldNode field : type.getFields())
                if (field.getLineNumber() > 0 && field.getInitialExpression() != null)
                    visitInitialValue(field.getInitialExpression());
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
                boolean isBody =
                        type.isScript() && method.getName().equals("run") && method.getParameters().length == 0;
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

    /** Begins a class. */
    void enterClass(ClassNode type) {}

    /** Ends a class. */
    void leaveClass(ClassNode type) {}

    /** Visits the initial value of a field or property. */
    void visitInitialValue(org.codehaus.groovy.ast.expr.Expression value) {
        value.visit(this);
    }

    /** Visits a method or constructor with the default values of its parameters. */
    void visitMethod(MethodNode method) {
        for (Parameter parameter : method.getParameters())
            if (parameter.hasInitialExpression())
                parameter.getInitialExpression().visit(this);
        if (method.getCode() != null) method.getCode().visit(this);
    }
}
