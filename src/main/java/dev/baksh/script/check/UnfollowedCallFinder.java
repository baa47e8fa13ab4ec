package dev.baksh.script.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ImportNode;
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
            ServiceLoader DelegatingMetaClass MetaClassImpl""".split("\\s+"));

    /** Methods that call another method by its name, run code from a text, or change the meaning of names. */
    private static final Set<String> METHODS = Set.of("""
            evaluate parseClass loadClass forName getMethod getDeclaredMethod getMethods getDeclaredMethods getMetaMethod
            pickMethod invoke doMethodInvoke invokeStaticMethod invokeConstructor invokeExact invokeWithArguments
            setDelegate rehydrate setMetaClass getMetaClass mixin""".split("\\s+"));

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
            withReader withInputStream filterLine eachByte""".split("\\s+"));

    private static final Set<String> PROPERTIES = Set.of("metaClass", "methods", "declaredMethods");

    private static final String RUNS_PROGRAM = " runs a program, and what the program does is not known";
    private static final String SENDS_REQUESTS = " sends requests on its own, without the guard and the journal";

    private final List<Finding> calls = new ArrayList<>();
    private final Set<String> scriptMethods;
    private final Set<String> urlVariables = new HashSet<>();

    private UnfollowedCallFinder(Set<String> scriptMethods) {
        this.scriptMethods = scriptMethods;
    }

    /** Returns the calls in the order of the source. */
    static List<Finding> find(ModuleNode module) {
        UnfollowedCallFinder finder = new UnfollowedCallFinder(scriptMethods(module));
        for (ImportNode node : module.getImports()) finder.checkImport(node);
        for (ImportNode node : module.getStaticImports().values()) finder.checkImport(node);
        for (ImportNode node : module.getStaticStarImports().values()) finder.checkImport(node);
        finder.visitModule(module);
        return finder.calls.stream().distinct().toList();
    }

    private void checkImport(ImportNode node) {
        if (node.getType() != null) addClass(node, node.getType().getNameWithoutPackage());
    }

    private void addClass(ASTNode node, String name) {
        if (CLASSES.contains(name)) add(node, name + " can call any method");
        else if (PROGRAM_CLASSES.contains(name)) add(node, name + RUNS_PROGRAM);
        else if (NETWORK_CLASSES.contains(name)) add(node, name + SENDS_REQUESTS);
    }

    private void add(ASTNode node, String message) {
        calls.add(new Finding(Math.max(0, node.getLineNumber()), message, null));
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        String name = call.getMethodAsString();
        if (name == null) add(call, "the name of the called method is known only at run time");
        else if (name.equals("invokeMethod") && !isConstant(firstArgument(call)))
            add(call, "invokeMethod calls a method whose name is known only at run time");
        else if (METHODS.contains(name) && !(call.isImplicitThis() && scriptMethods.contains(name)))
            add(call, name + " can call any method");
        else if (name.equals("run")
                && isScriptReceiver(call)
                && firstArgument(call) != null
                && !(firstArgument(call) instanceof MapExpression)
                && !scriptMethods.contains(name)) add(call, "run executes another file");
        else if (name.equals("execute") && !call.isImplicitThis() && argumentCount(call) != 1
                || name.equals("exec") && isRuntime(call.getObjectExpression())
                || name.equals("startPipeline")) add(call, name + RUNS_PROGRAM);
        else if (name.equals("openConnection")
                || name.equals("openStream")
                || URL_REQUESTS.contains(name) && isUrl(call.getObjectExpression())) add(call, name + SENDS_REQUESTS);
        super.visitMethodCallExpression(call);
    }

    /** {@code Executor.execute} takes one argument, the methods that run a program take none or two. */
    private static int argumentCount(MethodCallExpression call) {
        return call.getArguments() instanceof TupleExpression arguments
                ? arguments.getExpressions().size()
                : 1;
    }

    private static boolean isRuntime(Expression receiver) {
        return receiver.getText().contains("Runtime") || receiver instanceof VariableExpression;
    }

    /** Returns true for {@code 'http://...'.toURL()}, {@code new URL(...)} and their variants. */
    private boolean isUrl(Expression receiver) {
        if (receiver instanceof ConstructorCallExpression call)
            return call.getType().getNameWithoutPackage().equals("URL");
        if (receiver instanceof MethodCallExpression call) return "toURL".equals(call.getMethodAsString());
        if (receiver instanceof PropertyExpression property)
            return "url".equalsIgnoreCase(property.getPropertyAsString());
        if (receiver instanceof CastExpression cast)
            return cast.getType().getNameWithoutPackage().equals("URL");
        return receiver instanceof VariableExpression variable && urlVariables.contains(variable.getName());
    }

    @Override
    public void visitDeclarationExpression(DeclarationExpression declaration) {
        if (declaration.getLeftExpression() instanceof VariableExpression variable
                && (variable.getType().getNameWithoutPackage().equals("URL")
                        || isUrl(declaration.getRightExpression()))) urlVariables.add(variable.getName());
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

    private static boolean isConstant(Expression expression) {
        return expression instanceof ConstantExpression;
    }

    @Override
    public void visitMethodPointerExpression(MethodPointerExpression pointer) {
        if (!isConstant(pointer.getMethodName())) add(pointer, "the name of the method is known only at run time");
        super.visitMethodPointerExpression(pointer);
    }

    @Override
    public void visitPropertyExpression(PropertyExpression property) {
        String name = property.getPropertyAsString();
        if (name != null && PROPERTIES.contains(name)) add(property, name + " can call any method");
        if (name != null && property.getText().matches("[a-z][\\w.]*\\.\\w+")) addClass(property, name);
        if (name != null && URL_REQUESTS.contains(name) && isUrl(property.getObjectExpression()))
            add(property, name + SENDS_REQUESTS);
        super.visitPropertyExpression(property);
    }

    @Override
    public void visitBinaryExpression(BinaryExpression expression) {
        boolean isAssignment = Types.ofType(expression.getOperation().getType(), Types.ASSIGNMENT_OPERATOR);
        if (isAssignment
                && expression.getLeftExpression() instanceof PropertyExpression property
                && List.of("delegate", "resolveStrategy").contains(String.valueOf(property.getPropertyAsString())))
            add(expression, "a delegate gives the names in a closure another meaning");
        super.visitBinaryExpression(expression);
    }

    @Override
    public void visitConstructorCallExpression(ConstructorCallExpression call) {
        addClass(call, call.getType().getNameWithoutPackage());
        super.visitConstructorCallExpression(call);
    }

    @Override
    public void visitClassExpression(ClassExpression expression) {
        addClass(expression, expression.getType().getNameWithoutPackage());
    }

    @Override
    public void visitVariableExpression(VariableExpression variable) {
        addClass(variable, variable.getName());
        super.visitVariableExpression(variable);
    }
}
