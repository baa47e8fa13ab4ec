package dev.baksh.script.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ImportNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.CastExpression;
import org.codehaus.groovy.ast.expr.ClassExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.ConstructorCallExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.MethodPointerExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.SpreadExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.syntax.Types;

/**
 * Finder of calls that the check cannot follow: computed names, delegates, reflection, code in strings, other programs,
 * and requests without baksh. The check cannot decide whether such a call writes.
 */
final class UnfollowedCallFinder extends SourceVisitor {
    /** Classes that run code from a text, or call methods by name. */
    private static final Set<String> CLASSES = Set.of("""
            Eval GroovyShell GroovyClassLoader GroovyScriptEngine GroovyScriptEngineImpl ScriptEngineManager
            CompilationUnit SimpleTemplateEngine GStringTemplateEngine StreamingTemplateEngine XmlTemplateEngine
            MarkupTemplateEngine InvokerHelper InvokerInvocationHandler ScriptBytecodeAdapter MethodClosure
            ExpandoMetaClass ProxyMetaClass GroovySystem MethodHandles MethodHandle Proxy Method URLClassLoader
            ServiceLoader DelegatingMetaClass MetaClassImpl ObjectInputStream XMLDecoder""".split("\\s+"));

    /** Methods that call another method by its name, run code from a text, or change the meaning of names. */
    private static final Set<String> METHODS = Set.of("""
            evaluate parseClass loadClass forName getMethod getDeclaredMethod getMethods getDeclaredMethods getMetaMethod
            pickMethod invoke doMethodInvoke invokeStaticMethod invokeConstructor invokeExact invokeWithArguments
            setDelegate rehydrate setMetaClass getMetaClass mixin sendRaw""".split("\\s+"));

    /** Classes that start another program. */
    private static final Set<String> PROGRAM_CLASSES =
            Set.of("ProcessBuilder", "ProcessGroovyMethods", "DefaultExecutor");

    /** Classes that send requests without the guard and the journal. */
    private static final Set<String> NETWORK_CLASSES = Set.of("""
            HttpClient HttpRequest HttpURLConnection HttpsURLConnection URLConnection Socket ServerSocket SSLSocketFactory
            SocketFactory DatagramSocket SocketChannel DatagramChannel AsynchronousSocketChannel OkHttpClient HttpBuilder
            RESTClient HTTPBuilder HttpURLClient WebSocket""".split("\\s+"));

    /** Methods and properties of a URL that send a request. */
    private static final Set<String> URL_REQUESTS = Set.of("""
            openConnection openStream getContent content text bytes getText getBytes readLines eachLine newReader newInputStream
            withReader withInputStream filterLine eachByte with tap""".split("\\s+"));

    /** Packages whose classes call any method, or send requests of baksh. */
    private static final List<String> PACKAGES = List.of("""
            dev.baksh. java.lang.invoke. java.lang.reflect. javax.script. javax.tools. org.apache.groovy.
            org.codehaus.groovy.""".split("\\s+"));

    /** Package of baksh with the exceptions and exit codes that a script may name. */
    private static final String OPEN_PACKAGE = "dev.baksh.client.api.";

    private static final Set<String> PROPERTIES = Set.of("metaClass", "methods", "declaredMethods");

    /** Methods that start another program. */
    private static final Set<String> PROGRAM_METHODS = Set.of("execute", "exec", "startPipeline");

    private static final String URL = "URL";

    private static final String ANY_METHOD = " can call any method";
    private static final String RUNS_PROGRAM = " runs a program, and what the program does is not known";
    private static final String SENDS_REQUESTS = " sends requests on its own, without the guard and the journal";

    private final List<Finding> calls = new ArrayList<>();
    private final Set<String> scriptMethods;
    private final Set<String> declaredMethods;
    private final Set<String> urlVariables = new HashSet<>();
    /** URLs whose use is checked: receivers of calls, and values of variables. */
    private final Set<Expression> followedUrls = Collections.newSetFromMap(new IdentityHashMap<>());

    private UnfollowedCallFinder(Set<String> scriptMethods, Set<String> declaredMethods) {
        this.scriptMethods = scriptMethods;
        this.declaredMethods = declaredMethods;
    }

    /** Returns the calls in the order of the source. */
    static List<Finding> find(ModuleNode module) {
        Set<String> declaredMethods = module.getClasses().stream()
                .flatMap(type -> type.getMethods().stream())
                .map(MethodNode::getName)
                .collect(Collectors.toSet());
        UnfollowedCallFinder finder = new UnfollowedCallFinder(scriptMethods(module), declaredMethods);
        for (ImportNode node : module.getImports()) finder.addClass(node, node.getClassName());
        for (ImportNode node : module.getStarImports()) finder.addPackage(node, node.getPackageName());
        for (ImportNode node : module.getStaticImports().values()) finder.addClass(node, node.getClassName());
        for (ImportNode node : module.getStaticStarImports().values()) finder.addClass(node, node.getClassName());
        finder.visitModule(module);
        return finder.calls.stream().distinct().toList();
    }

    private void addClass(ASTNode node, String qualifiedName) {
        String name = qualifiedName.substring(qualifiedName.lastIndexOf('.') + 1);
        if (CLASSES.contains(name)) add(node, name + ANY_METHOD);
        else if (PROGRAM_CLASSES.contains(name)) add(node, name + RUNS_PROGRAM);
        else if (NETWORK_CLASSES.contains(name)) add(node, name + SENDS_REQUESTS);
        else if (!name.isEmpty() && Character.isUpperCase(name.charAt(0))) addPackage(node, qualifiedName);
    }

    /** @param name qualified name of a class, or name of a package with a dot at its end */
    private void addPackage(ASTNode node, String name) {
        if (PACKAGES.stream().anyMatch(name::startsWith) && !name.startsWith(OPEN_PACKAGE))
            add(node, (name.endsWith(".") ? name + "*" : name) + ANY_METHOD);
    }

    private void add(ASTNode node, String message) {
        calls.add(new Finding(Math.max(0, node.getLineNumber()), message, null));
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        String name = call.getMethodAsString();
        if (name == null) add(call, "the name of the called method is known only at run time");
        else checkCall(call, name, firstArgument(call));
        followedUrls.add(call.getObjectExpression());
        super.visitMethodCallExpression(call);
    }

    private void checkCall(MethodCallExpression call, String name, Expression first) {
        boolean isOwn = call.isImplicitThis() && scriptMethods.contains(name);
        if (DslTypeChecker.CALLS_BY_NAME.contains(name)) {
            if (first instanceof ConstantExpression constant) checkReference(call, constant.getText());
            else add(call, name + " calls a method whose name is known only at run time");
        } else if (name.equals("run") && isScriptReceiver(call) && first != null && !(first instanceof MapExpression)) {
            if (!scriptMethods.contains(name)) add(call, "run executes another file");
        } else if (name.equals("include") && isScriptReceiver(call)) {
            return; // The dependencies contain the file.
        } else if (name.equals("execute")) {
            boolean isDeclared = call.isImplicitThis() && declaredMethods.contains(name);
            if (!isDeclared && mayRunProgram(call)) checkReference(call, name);
        } else if (name.equals("asType") && first != null && first.getText().matches("(java\\.lang\\.)?Class"))
            add(call, "Class" + ANY_METHOD);
        else if (URL_REQUESTS.contains(name) && isUrl(call.getObjectExpression())
                || name.equals("toURL") && !followedUrls.contains(call)) add(call, name + SENDS_REQUESTS);
        else if (!isOwn) checkReference(call, name);
    }

    /** Reports a method by its name, whether the script calls the method or takes a reference to the method. */
    private void checkReference(ASTNode node, String name) {
        if (METHODS.contains(name)) add(node, name + ANY_METHOD);
        else if (name.equals("include")) add(node, "include executes another file");
        else if (PROGRAM_METHODS.contains(name)) add(node, name + RUNS_PROGRAM);
        else if (name.equals("openConnection") || name.equals("openStream")) add(node, name + SENDS_REQUESTS);
    }

    /** {@code Executor.execute} takes one argument, the methods that run a program take none or two. */
    private static boolean mayRunProgram(MethodCallExpression call) {
        return !(call.getArguments() instanceof TupleExpression arguments
                && arguments.getExpressions().size() == 1
                && !(arguments.getExpression(0) instanceof SpreadExpression));
    }

    /** Returns true for {@code 'http://...'.toURL()}, {@code new URL(...)} and their variants. */
    private boolean isUrl(Expression receiver) {
        if (receiver instanceof ConstructorCallExpression call)
            return call.getType().getNameWithoutPackage().equals(URL);
        if (receiver instanceof MethodCallExpression call) return "toURL".equals(call.getMethodAsString());
        if (receiver instanceof PropertyExpression property)
            return "url".equalsIgnoreCase(property.getPropertyAsString());
        if (receiver instanceof CastExpression cast)
            return cast.getType().getNameWithoutPackage().equals(URL);
        return receiver instanceof VariableExpression variable && urlVariables.contains(variable.getName());
    }

    @Override
    public void visitDeclarationExpression(DeclarationExpression declaration) {
        if (declaration.getLeftExpression() instanceof VariableExpression variable
                && variable.getType().getNameWithoutPackage().equals(URL)) {
            urlVariables.add(variable.getName());
            followedUrls.add(variable);
        }
        super.visitDeclarationExpression(declaration);
    }

    private static boolean isScriptReceiver(MethodCallExpression call) {
        return call.isImplicitThis()
                || call.getObjectExpression() instanceof VariableExpression variable && variable.isThisExpression();
    }

    private static Expression firstArgument(MethodCallExpression call) {
        return call.getArguments() instanceof TupleExpression arguments
                        && !arguments.getExpressions().isEmpty()
                ? arguments.getExpression(0)
                : null;
    }

    @Override
    public void visitMethodPointerExpression(MethodPointerExpression pointer) {
        if (pointer.getMethodName() instanceof ConstantExpression name) checkReference(pointer, name.getText());
        else add(pointer, "the name of the method is known only at run time");
        super.visitMethodPointerExpression(pointer);
    }

    @Override
    public void visitPropertyExpression(PropertyExpression property) {
        String name = property.getPropertyAsString();
        if (name != null && PROPERTIES.contains(name)) add(property, name + ANY_METHOD);
        if (name != null && property.getText().matches("[a-z][\\w.]*\\.\\w+")) addClass(property, property.getText());
        if (name != null && URL_REQUESTS.contains(name) && isUrl(property.getObjectExpression()))
            add(property, name + SENDS_REQUESTS);
        followedUrls.add(property.getObjectExpression());
        super.visitPropertyExpression(property);
    }

    @Override
    public void visitBinaryExpression(BinaryExpression expression) {
        boolean isAssignment = Types.ofType(expression.getOperation().getType(), Types.ASSIGNMENT_OPERATOR);
        if (isAssignment
                && expression.getLeftExpression() instanceof PropertyExpression property
                && List.of("delegate", "resolveStrategy").contains(String.valueOf(property.getPropertyAsString())))
            add(expression, "a delegate gives the names in a closure another meaning");
        if (isAssignment
                && expression.getLeftExpression() instanceof VariableExpression variable
                // A property with the name url is a text in most cases.
                && !(expression.getRightExpression() instanceof PropertyExpression)
                && isUrl(expression.getRightExpression())) {
            urlVariables.add(variable.getName());
            followedUrls.addAll(List.of(variable, expression.getRightExpression()));
        }
        super.visitBinaryExpression(expression);
    }

    @Override
    public void visitConstructorCallExpression(ConstructorCallExpression call) {
        addClass(call, call.getType().getName());
        if (isUrl(call) && !followedUrls.contains(call)) add(call, URL + SENDS_REQUESTS);
        super.visitConstructorCallExpression(call);
    }

    @Override
    public void visitCastExpression(CastExpression cast) {
        if (cast.getType().getNameWithoutPackage().equals("Class")) add(cast, "Class" + ANY_METHOD);
        super.visitCastExpression(cast);
    }

    @Override
    public void visitClassExpression(ClassExpression expression) {
        addClass(expression, expression.getType().getName());
    }

    @Override
    public void visitVariableExpression(VariableExpression variable) {
        addClass(variable, variable.getName());
        boolean isUrl = urlVariables.contains(variable.getName());
        if (isUrl && !followedUrls.contains(variable)) add(variable, URL + SENDS_REQUESTS);
        super.visitVariableExpression(variable);
    }
}
