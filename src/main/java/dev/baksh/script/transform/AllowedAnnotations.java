package dev.baksh.script.transform;

import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.AnnotatedNode;
import org.codehaus.groovy.ast.AnnotationNode;
import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.ImportNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.ClassExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;

/**
 * Check that a source uses only annotations of an allow-list, which run no code of the user during compilation. Works
 * on the tree before names are resolved: a class, an import or an alias that could give an allowed name another meaning
 * is refused too.
 */
public final class AllowedAnnotations extends ClassCodeVisitorSupport {
    private static final Map<String, String> QUALIFIED_NAMES =
            Stream.of("""
            java.lang.Override java.lang.Deprecated java.lang.SuppressWarnings java.lang.SafeVarargs
            java.lang.FunctionalInterface groovy.lang.Delegate groovy.lang.Lazy groovy.lang.DelegatesTo
            groovy.transform.Field groovy.transform.Canonical groovy.transform.CompileStatic
            groovy.transform.CompileDynamic groovy.transform.TypeChecked groovy.transform.EqualsAndHashCode
            groovy.transform.Immutable groovy.transform.ImmutableOptions groovy.transform.InheritConstructors
            groovy.transform.MapConstructor groovy.transform.Memoized groovy.transform.NamedParam
            groovy.transform.NamedParams groovy.transform.NamedVariant groovy.transform.PackageScope
            groovy.transform.RecordType groovy.transform.Sortable groovy.transform.Synchronized
            groovy.transform.TailRecursive groovy.transform.ToString groovy.transform.TupleConstructor
            groovy.transform.ThreadInterrupt groovy.transform.TimedInterrupt groovy.transform.AutoFinal
            groovy.transform.stc.ClosureParams""".split("\\s+")).collect(Collectors.toMap(AllowedAnnotations::simpleName, name -> name));

    /** Packages that Groovy imports by default. */
    private static final Set<String> IMPORTED_PACKAGES = Set.of("java.lang", "groovy.lang");

    /**
     * Values of {@code @ClosureParams} whose class comes from Groovy; the type checker creates an instance of this
     * class.
     */
    private static final Set<String> CLOSURE_HINTS = Set.of("""
            SimpleType FromString FirstParam SecondParam ThirdParam MapEntryOrKeyValue FromAbstractTypeMethods PickAny
            PickFirst""".split("\\s+"));

    private final ModuleNode module;
    private final BiConsumer<ASTNode, String> problems;

    private AllowedAnnotations(ModuleNode module, BiConsumer<ASTNode, String> problems) {
        this.module = module;
        this.problems = problems;
    }

    /** Reports each problem of the source with its position. */
    public static void check(ModuleNode module, BiConsumer<ASTNode, String> problems) {
        AllowedAnnotations visitor = new AllowedAnnotations(module, problems);
        if (module.getPackage() != null) visitor.visitAnnotations(module.getPackage());
        module.getImports().forEach(visitor::checkImport);
        module.getStarImports().forEach(visitor::visitAnnotations);
        module.getStaticImports().values().forEach(visitor::checkImport);
        module.getStaticStarImports().values().forEach(visitor::visitAnnotations);
        module.getClasses().forEach(visitor::visitClass);
    }

    /** Returns a customizer that ends the compilation at the first problem, before a transformation of the source runs. */
    public static CompilationCustomizer customizer() {
        return new CompilationCustomizer(CompilePhase.CONVERSION) {
            @Override
            public void call(SourceUnit source, GeneratorContext context, ClassNode classNode) {
                check(classNode.getModule(), (node, message) -> source.addFatalError(message, node));
            }
        };
    }

    @Override
    public void visitClass(ClassNode node) {
        String simpleName = simpleName(node.getNameWithoutPackage().replace('$', '.'));
        if (QUALIFIED_NAMES.containsKey(simpleName) || CLOSURE_HINTS.contains(simpleName))
            problems.accept(node, "a class cannot have the name of the annotation @" + simpleName);
        super.visitClass(node);
    }

    private void checkImport(ImportNode node) {
        visitAnnotations(node);
        String qualifiedName = QUALIFIED_NAMES.get(node.getAlias());
        boolean isOther = qualifiedName != null && (node.isStatic() || !qualifiedName.equals(node.getClassName()));
        if (isOther || CLOSURE_HINTS.contains(node.getAlias()) && !isClosureHint(node.getClassName()))
            problems.accept(node, "an import cannot have the name of the annotation @" + node.getAlias());
    }

    /** Checks the annotations of a node, and the code in their members: {@code @TupleConstructor(pre = { ... })}. */
    @Override
    public void visitAnnotations(AnnotatedNode node) {
        for (AnnotationNode annotation : node.getAnnotations()) {
            visitAnnotation(annotation);
            // An annotation without a line number comes from Groovy itself.
            if (annotation.getLineNumber() < 1) continue;
            String name = annotation.getClassNode().getName();
            if (!isAllowed(name))
                problems.accept(annotation, "@" + simpleName(name) + " may run code during compilation");
            else if (annotation.getMember("extensions") != null)
                problems.accept(
                        annotation, "@" + simpleName(name) + " with extensions may run code during compilation");
            else if (simpleName(name).equals("ClosureParams") && !isClosureParams(annotation))
                problems.accept(
                        annotation,
                        "@ClosureParams with a class that is not from Groovy may run code during compilation");
        }
    }

    /** The type checker creates an instance of each class that the annotation names. */
    private static boolean isClosureParams(AnnotationNode annotation) {
        return isClosureHint(annotation.getMember("value"))
                && Set.of("value", "options")
                        .containsAll(annotation.getMembers().keySet());
    }

    private boolean isAllowed(String name) {
        String qualifiedName = QUALIFIED_NAMES.get(simpleName(name));
        if (qualifiedName == null) return false;
        if (name.indexOf('.') >= 0) return name.equals(qualifiedName);
        String packageName = qualifiedName.substring(0, qualifiedName.lastIndexOf('.'));
        ImportNode ownImport = module.getImport(name);
        if (ownImport != null) return qualifiedName.equals(ownImport.getClassName());
        return IMPORTED_PACKAGES.contains(packageName)
                || module.getStarImports().stream()
                        .anyMatch(node -> node.getPackageName().equals(packageName + "."));
    }

    private static boolean isClosureHint(Expression value) {
        if (value instanceof ClassExpression expression)
            return isClosureHint(expression.getType().getName());
        // FirstParam.FirstGenericType
        if (value instanceof PropertyExpression property) return isClosureHint(property.getText());
        return value instanceof VariableExpression variable && CLOSURE_HINTS.contains(variable.getName());
    }

    private static boolean isClosureHint(String name) {
        String prefix = "groovy.transform.stc.";
        String localName = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        String[] parts = localName.split("\\.", 2);
        return CLOSURE_HINTS.contains(parts[0]) && (parts.length == 1 || parts[1].endsWith("GenericType"));
    }

    private static String simpleName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    @Override
    protected SourceUnit getSourceUnit() {
        return null;
    }
}
