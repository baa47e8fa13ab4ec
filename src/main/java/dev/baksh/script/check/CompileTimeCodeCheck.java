package dev.baksh.script.check;

import java.util.List;
import java.util.Set;
import org.codehaus.groovy.ast.AnnotatedNode;
import org.codehaus.groovy.ast.AnnotationNode;
import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.ImportNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.control.SourceUnit;

/**
 * Check for code that would run before the start of a script: annotations with compile time effect and static blocks.
 */
final class CompileTimeCodeCheck extends ClassCodeVisitorSupport {
    /** Annotations of Groovy and Java that run no code of the file. */
    private static final Set<String> SAFE_ANNOTATIONS = Set.of("""
            Override Deprecated SuppressWarnings SafeVarargs FunctionalInterface Field Canonical
            CompileStatic CompileDynamic TypeChecked EqualsAndHashCode Immutable ImmutableOptions
            InheritConstructors Lazy MapConstructor Memoized NamedParam NamedParams NamedVariant
            PackageScope RecordType Sortable Synchronized TailRecursive ToString TupleConstructor
            ThreadInterrupt TimedInterrupt DelegatesTo ClosureParams AutoFinal Delegate""".split("\\s+"));

    private final List<Finding> findings;

    private CompileTimeCodeCheck(List<Finding> findings) {
        this.findings = findings;
    }

    static void find(ModuleNode module, List<Finding> findings) {
        CompileTimeCodeCheck visitor = new CompileTimeCodeCheck(findings);
        for (ImportNode node : module.getImports()) visitor.visitAnnotations(node);
        for (ImportNode node : module.getStarImports()) visitor.visitAnnotations(node);
        for (ClassNode node : module.getClasses()) {
            visitor.visitClass(node);
            for (MethodNode method : node.getMethods("<clinit>")) visitor.addStaticBlock(method);
        }
    }

    private void addStaticBlock(MethodNode method) {
        int line = method.getLineNumber();
        if (line < 1 && method.getCode() instanceof BlockStatement body && !body.isEmpty())
            line = body.getStatements().get(0).getLineNumber();
        findings.add(new Finding(
                Math.max(0, line),
                "a static block runs at the first use of its class, before any step",
                "write a method instead"));
    }

    @Override
    public void visitAnnotations(AnnotatedNode node) {
        for (AnnotationNode annotation : node.getAnnotations()) {
            String name = annotation.getClassNode().getNameWithoutPackage();
            boolean hasExtensions = annotation.getMember("extensions") != null;
            // An annotation without a line number comes from Groovy itself.
            if (annotation.getLineNumber() < 1 || SAFE_ANNOTATIONS.contains(name) && !hasExtensions) continue;
            findings.add(new Finding(
                    annotation.getLineNumber(),
                    "@" + name + (hasExtensions ? " with extensions" : "") + " may run code during compilation",
                    "remove the annotation; put the classes that it names into lib/"));
        }
    }

    @Override
    protected SourceUnit getSourceUnit() {
        return null;
    }
}
