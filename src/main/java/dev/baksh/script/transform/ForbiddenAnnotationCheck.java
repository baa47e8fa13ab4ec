package dev.baksh.script.transform;

import java.util.Set;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.AnnotatedNode;
import org.codehaus.groovy.ast.AnnotationNode;
import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.ImportNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.control.SourceUnit;

/**
 * Check that refuses annotations that download code ({@code @Grab}) or run code during compilation ({@code @ASTTest},
 * with which {@code baksh check} would execute code).
 */
final class ForbiddenAnnotationCheck extends ClassCodeVisitorSupport {
    private static final Set<String> GRAPE_ANNOTATIONS =
            Set.of("Grab", "Grapes", "GrabConfig", "GrabExclude", "GrabResolver", "Grape");

    private final SourceUnit source;

    ForbiddenAnnotationCheck(SourceUnit source) {
        this.source = source;
    }

    void checkImports(ModuleNode module) {
        for (ImportNode node : module.getImports()) checkImport(node);
        for (ImportNode node : module.getStarImports()) visitAnnotations(node);
        for (ImportNode node : module.getStaticImports().values()) checkImport(node);
        for (ImportNode node : module.getStaticStarImports().values()) checkImport(node);
        if (module.getPackage() != null) visitAnnotations(module.getPackage());
    }

    /** Refuses the import too, since it could give the annotation another name. */
    private void checkImport(ImportNode node) {
        visitAnnotations(node);
        if (node.getType() != null) checkAnnotationName(node.getType().getNameWithoutPackage(), node);
    }

    @Override
    public void visitAnnotations(AnnotatedNode node) {
        for (AnnotationNode annotation : node.getAnnotations()) {
            checkAnnotationName(annotation.getClassNode().getNameWithoutPackage(), annotation);
        }
    }

    private void checkAnnotationName(String name, ASTNode node) {
        if (GRAPE_ANNOTATIONS.contains(name)) {
            addError("baksh downloads no libraries: @" + name + " is refused; put the classes into lib/", node);
        } else if (name.equals("ASTTest")) {
            addError("@ASTTest is refused: the annotation runs code during compilation", node);
        }
    }

    @Override
    protected SourceUnit getSourceUnit() {
        return source;
    }
}
