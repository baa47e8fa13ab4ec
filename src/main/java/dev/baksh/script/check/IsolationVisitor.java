package dev.baksh.script.check;

import dev.baksh.script.transform.AllowedAnnotations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.DynamicVariable;
import org.codehaus.groovy.ast.FieldNode;
import org.codehaus.groovy.ast.ImportNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.ArrayExpression;
import org.codehaus.groovy.ast.expr.AttributeExpression;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.CastExpression;
import org.codehaus.groovy.ast.expr.ClassExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.ConstructorCallExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.MethodPointerExpression;
import org.codehaus.groovy.ast.expr.PostfixExpression;
import org.codehaus.groovy.ast.expr.PrefixExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.StaticMethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.CatchStatement;
import org.codehaus.groovy.ast.stmt.ForStatement;
import org.codehaus.groovy.syntax.Types;

/** Visitor of one source that refuses each name that is on no allow-list, for {@link IsolationAnalysis}. */
final class IsolationVisitor extends SourceVisitor {
    /** Marker for a class that one of the analysed sources declares. */
    private static final String OWN = "";

    /** Static methods of each enum; the parser creates the calls of the last one. */
    private static final Set<String> ENUM_METHODS = Set.of("values", "valueOf", "$INIT");

    private static final String ANNOTATIONS = "groovy.transform.";

    /** Folders whose files belong to the process: its settings, its streams and its terminal. */
    private static final List<String> PROCESS_FOLDERS = List.of("/proc", "/dev/");

    private static final String NO_DEVICE = "/dev/null";

    private final IsolationAnalysis analysis;
    private final HarmlessMembers members;
    private final ModuleNode module;
    private final Set<String> ownClasses = new HashSet<>();
    private final Set<String> starPackages = new HashSet<>();
    private final Map<String, String> importedClasses = new HashMap<>();
    private final Set<String> importedMembers = new HashSet<>();
    private final List<String> staticStarClasses = new ArrayList<>();

    IsolationVisitor(IsolationAnalysis analysis, HarmlessMembers members, ModuleNode module) {
        this.analysis = analysis;
        this.members = members;
        this.module = module;
    }

    void visitSource() {
        AllowedAnnotations.check(module, (node, message) -> refuse(message));
        for (ClassNode type : module.getClasses()) {
            String name = type.getNameWithoutPackage();
            if (!type.isScript()) ownClasses.add(name.substring(name.lastIndexOf('$') + 1));
        }
        for (ImportNode node : module.getImports()) importedClasses.put(node.getAlias(), importClass(node));
        for (ImportNode node : module.getStarImports()) {
            String packageName =
                    node.getPackageName().substring(0, node.getPackageName().length() - 1);
            if (!HarmlessClasses.isHarmlessPackage(packageName)) refuse("the package " + packageName);
            starPackages.add(packageName);
        }
        for (ImportNode node : module.getStaticImports().values()) {
            String className = importClass(node);
            if (!className.equals(OWN) && !HarmlessClasses.isHarmlessStatic(className, node.getFieldName()))
                refuse(className + "." + node.getFieldName());
            importedMembers.add(node.getAlias());
        }
        for (ImportNode node : module.getStaticStarImports().values()) staticStarClasses.add(importClass(node));
        visitModule(module);
    }

    /** Returns the imported class; refuses a class that is on no allow-list. */
    private String importClass(ImportNode node) {
        String name = node.getClassName();
        if (analysis.addLibraryClass(name)) return OWN;
        boolean isStatic = node.isStatic() && !node.isStar();
        if (!HarmlessClasses.isHarmless(name) && !isStatic && !name.startsWith(ANNOTATIONS))
            refuse("the class " + name);
        return name;
    }

    private void refuse(String message) {
        analysis.refuse(message);
    }

    @Override
    void enterClass(ClassNode type) {
        if (type.isScript()) return;
        ClassNode superclass = type.getUnresolvedSuperClass(false);
        if (superclass != null && !type.isEnum()) checkType(superclass);
        for (ClassNode node : type.getUnresolvedInterfaces(false)) checkType(node);
        for (FieldNode field : type.getFields()) if (field.getLineNumber() > 0) checkType(field.getType());
    }

    @Override
    void visitMethod(MethodNode method) {
        // The garbage collector would call the method during another run.
        if (method.getName().equals("finalize")) refuse("finalize");
        checkType(method.getReturnType());
        for (Parameter parameter : method.getParameters()) checkType(parameter.getType());
        super.visitMethod(method);
    }

    @Override
    public void visitClosureExpression(ClosureExpression closure) {
        if (closure.getParameters() != null) {
            for (Parameter parameter : closure.getParameters()) {
                checkType(parameter.getType());
                if (parameter.hasInitialExpression())
                    parameter.getInitialExpression().visit(this);
            }
        }
        super.visitClosureExpression(closure);
    }

    @Override
    public void visitCatchStatement(CatchStatement statement) {
        checkType(statement.getExceptionType());
        super.visitCatchStatement(statement);
    }

    @Override
    public void visitForLoop(ForStatement loop) {
        if (loop.getValueVariable() != null) checkType(loop.getValueVariable().getType());
        super.visitForLoop(loop);
    }

    /** Refuses a type that is on no allow-list. */
    private void checkType(ClassNode node) {
        ClassNode type = node;
        while (type.isArray()) type = type.getComponentType();
        if (ClassHelper.isPrimitiveType(type) || type.isGenericsPlaceHolder() || ClassHelper.isObjectType(type)) return;
        String name = type.getName();
        if (name.equals("Map.Entry") || name.equals("java.util.Map.Entry")) return;
        int dollar = name.lastIndexOf('$');
        boolean isOwnInner = dollar >= 0 && ownClasses.contains(name.substring(dollar + 1));
        if (isOwnInner) return;
        String resolved = name.indexOf('.') < 0 ? findClass(name) : analysis.addLibraryClass(name) ? OWN : name;
        boolean isAllowed = resolved != null && (resolved.equals(OWN) || HarmlessClasses.isHarmless(resolved));
        if (!isAllowed) refuse("the class " + (resolved == null ? name : resolved));
    }

    /** Returns the class that a simple name stands for: {@link #OWN}, a qualified name, or null for no class. */
    private String findClass(String name) {
        if (ownClasses.contains(name)) return OWN;
        String imported = importedClasses.get(name);
        if (imported != null) return imported;
        boolean isLibraryClass = analysis.addLibraryClass(name);
        if (!Character.isUpperCase(name.charAt(0))) return isLibraryClass ? OWN : null;
        String platformClass = HarmlessClasses.findByDefault(name, starPackages);
        boolean isHarmless = platformClass == null || HarmlessClasses.isHarmless(platformClass);
        return isLibraryClass && isHarmless ? OWN : platformClass;
    }

    @Override
    public void visitVariableExpression(VariableExpression variable) {
        if (isSelf(variable)) return;
        if (!variable.isDynamicTyped()) checkType(variable.getOriginType());
        if (isLocal(variable)) return;
        String name = variable.getName();
        String type = findClass(name);
        if (type != null) {
            if (!type.equals(OWN) && !HarmlessClasses.isHarmless(type)) refuse("the class " + type);
        } else if (!isStaticImport(name) && !members.isHarmlessProperty(name)) refuse(name);
    }

    private static boolean isLocal(VariableExpression variable) {
        return variable.getAccessedVariable() != null && !(variable.getAccessedVariable() instanceof DynamicVariable);
    }

    private boolean isStaticImport(String name) {
        return importedMembers.contains(name)
                || staticStarClasses.stream().anyMatch(type -> HarmlessClasses.isHarmlessStatic(type, name));
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        String name = call.getMethodAsString();
        Expression receiver = call.getObjectExpression();
        if (name == null) refuse("a method whose name is known only at run time");
        else if (call.isImplicitThis() || isSelf(receiver)) checkScriptCall(call, name);
        else checkCall(receiver, name);
        if ("run".equals(name) && !hasOnlyNamedArguments(call)) refuse("run with a file");
        if (!call.isImplicitThis() && !isSelf(receiver) && findClass(receiver) == null) receiver.visit(this);
        if (name == null) call.getMethod().visit(this);
        call.getArguments().visit(this);
    }

    private static boolean isSelf(Expression expression) {
        return expression instanceof VariableExpression variable
                && (variable.isThisExpression() || variable.isSuperExpression());
    }

    /** Verbs take named arguments; the method of every script that runs a file does not. */
    private static boolean hasOnlyNamedArguments(MethodCallExpression call) {
        return !(call.getArguments() instanceof TupleExpression arguments)
                || arguments.getExpressions().stream().allMatch(MapExpression.class::isInstance);
    }

    private void checkScriptCall(MethodCallExpression call, String name) {
        if (name.equals("include") && !analysis.declaresMethod(name)) {
            boolean isKnownFile = call.getArguments() instanceof TupleExpression arguments
                    && arguments.getExpressions().size() == 1
                    && arguments.getExpression(0) instanceof ConstantExpression constant
                    && analysis.include(String.valueOf(constant.getValue()));
            if (!isKnownFile) refuse("an included file that is not known");
            return;
        }
        boolean isDeclared = !members.isReachableMethod(name); // A closure in a variable, or a method of the source.
        if (!members.isScriptMethod(name) && !members.isHarmlessMethod(name) && !isStaticImport(name) && !isDeclared)
            refuse(name + "()");
    }

    private void checkCall(Expression receiver, String name) {
        String type = findClass(receiver);
        boolean isAllowed;
        if (type == null) {
            boolean isDeclared = analysis.declaresMethod(name) || isServerValue(receiver);
            isAllowed = members.isHarmlessMethod(name) || isDeclared && !members.isReachableMethod(name);
        } else if (type.equals(OWN)) {
            isAllowed = analysis.declaresMethod(name) || ENUM_METHODS.contains(name);
        } else isAllowed = HarmlessClasses.isHarmlessStatic(type, name);
        if (!isAllowed) refuse((type == null || type.equals(OWN) ? "" : type + ".") + name + "()");
    }

    /** Returns true for a value of a server, whose unknown names are operations of a catalogue file. */
    private static boolean isServerValue(Expression expression) {
        Expression root = expression;
        while (true) {
            if (root instanceof PropertyExpression property) root = property.getObjectExpression();
            else if (root instanceof BinaryExpression index && isIndex(index)) root = index.getLeftExpression();
            else if (root instanceof MethodCallExpression call && !call.isImplicitThis())
                root = call.getObjectExpression();
            else break;
        }
        return root instanceof VariableExpression variable
                && (variable.getName().equals("n2ws") || variable.getName().equals("px"));
    }

    @Override
    public void visitStaticMethodCallExpression(StaticMethodCallExpression call) {
        if (!ENUM_METHODS.contains(call.getMethod())) refuse(call.getMethod() + "()");
        super.visitStaticMethodCallExpression(call);
    }

    @Override
    public void visitMethodPointerExpression(MethodPointerExpression pointer) {
        Expression receiver = pointer.getExpression();
        if (!(pointer.getMethodName() instanceof ConstantExpression constant)) {
            refuse("a method whose name is known only at run time");
            return;
        }
        String name = constant.getText();
        String type = findClass(receiver);
        if (name.equals("run")) refuse("run()");
        else if (name.equals("new")) {
            if (type == null || !type.equals(OWN) && !HarmlessClasses.isHarmless(type)) refuse("new");
        } else if (isSelf(receiver)) {
            if (!members.isScriptMethod(name) && members.isReachableMethod(name) || name.equals("include"))
                refuse(name + "()");
        } else if (type == null || type.equals(OWN) || !members.isHarmlessMethod(name)) checkCall(receiver, name);
        else if (!HarmlessClasses.isHarmless(type)) refuse("the class " + type);
        if (!isSelf(receiver) && type == null) receiver.visit(this);
    }

    @Override
    public void visitPropertyExpression(PropertyExpression property) {
        String name = property.getPropertyAsString();
        Expression object = property.getObjectExpression();
        if (name == null) {
            // A server looks up each name in its catalogue.
            if (!isServerValue(object)) refuse("a property whose name is known only at run time");
            super.visitPropertyExpression(property);
            return;
        }
        String type = findClass(property);
        if (type != null) {
            if (!type.equals(OWN) && !HarmlessClasses.isHarmless(type)) refuse("the class " + type);
            return;
        }
        String owner = findClass(object);
        if (owner == null) {
            if (!isSelf(object)) object.visit(this);
            if (!members.isHarmlessProperty(name)) refuse(name);
        } else if (owner.equals(OWN)) {
            if (!members.isHarmlessProperty(name)) refuse(name);
        } else if (name.equals("class")) {
            if (!HarmlessClasses.isHarmless(owner)) refuse("the class " + owner);
        } else if (!HarmlessClasses.isHarmlessStatic(owner, name)) refuse(owner + "." + name);
    }

    @Override
    public void visitAttributeExpression(AttributeExpression attribute) {
        if (!isSelf(attribute.getObjectExpression())) refuse("direct access to a field");
        visitPropertyExpression(attribute);
    }

    /** Returns the class that an expression names: {@link #OWN}, a qualified name, or null for an expression with a value. */
    private String findClass(Expression expression) {
        if (expression instanceof ClassExpression classExpression) {
            String name = classExpression.getType().getName();
            return name.indexOf('.') < 0 ? findClass(name) : name;
        }
        if (expression instanceof VariableExpression variable)
            return isSelf(variable) || isLocal(variable) ? null : findClass(variable.getName());
        if (!(expression instanceof PropertyExpression)) return null;
        String path = pathOf(expression);
        if (path == null) return null;
        String lastName = path.substring(path.lastIndexOf('.') + 1);
        if (!Character.isUpperCase(lastName.charAt(0))) return null;
        if (analysis.addLibraryClass(path)) return OWN;
        return HarmlessClasses.isHarmless(path) || HarmlessClasses.exists(path) ? path : null;
    }

    /** Returns the names of {@code a.b.c}, or null for an expression with other parts. */
    private static String pathOf(Expression expression) {
        if (expression instanceof VariableExpression variable) return variable.getName();
        if (!(expression instanceof PropertyExpression property)
                || !(property.getProperty() instanceof ConstantExpression)
                || property.getPropertyAsString().isEmpty()) return null;
        String objectPath = pathOf(property.getObjectExpression());
        return objectPath == null ? null : objectPath + "." + property.getPropertyAsString();
    }

    @Override
    public void visitBinaryExpression(BinaryExpression expression) {
        if (Types.ofType(expression.getOperation().getType(), Types.ASSIGNMENT_OPERATOR))
            checkTarget(expression.getLeftExpression());
        if (isIndex(expression)
                && expression.getRightExpression() instanceof ConstantExpression constant
                && constant.getValue() instanceof String key
                && !members.isHarmlessProperty(key)) refuse(key); // Reads a property of most values.
        super.visitBinaryExpression(expression);
    }

    private static boolean isIndex(BinaryExpression expression) {
        return expression.getOperation().getType() == Types.LEFT_SQUARE_BRACKET;
    }

    @Override
    public void visitPrefixExpression(PrefixExpression expression) {
        checkTarget(expression.getExpression());
        super.visitPrefixExpression(expression);
    }

    @Override
    public void visitPostfixExpression(PostfixExpression expression) {
        checkTarget(expression.getExpression());
        super.visitPostfixExpression(expression);
    }

    /** Refuses an assignment to a member of a platform class. */
    private void checkTarget(Expression target) {
        if (target instanceof TupleExpression tuple) tuple.getExpressions().forEach(this::checkTarget);
        if (target instanceof BinaryExpression index && isIndex(index)) checkOwner(index.getLeftExpression());
        if (target instanceof PropertyExpression property) checkOwner(property.getObjectExpression());
    }

    private void checkOwner(Expression object) {
        String type = findClass(object);
        if (type != null && !type.equals(OWN)) refuse("an assignment to a member of " + type);
    }

    @Override
    public void visitConstructorCallExpression(ConstructorCallExpression call) {
        if (!call.isSpecialCall() && !call.isUsingAnonymousInnerClass()) checkType(call.getType());
        super.visitConstructorCallExpression(call);
    }

    @Override
    public void visitCastExpression(CastExpression cast) {
        checkType(cast.getType());
        super.visitCastExpression(cast);
    }

    @Override
    public void visitArrayExpression(ArrayExpression array) {
        checkType(array.getElementType());
        super.visitArrayExpression(array);
    }

    @Override
    public void visitClassExpression(ClassExpression expression) {
        checkType(expression.getType());
    }

    @Override
    public void visitConstantExpression(ConstantExpression constant) {
        if (constant.getValue() instanceof String text
                && PROCESS_FOLDERS.stream().anyMatch(text.replace(NO_DEVICE, "")::contains))
            refuse("a file of the process");
    }
}
