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
 * Refuses annotations that fetch code from elsewhere ({@code @Grab}) or run code while a text is only being compiled
 * ({@code @ASTTest}, which would make {@code baksh check} execute something).
 */
final class ForbiddenAnnotationCheck extends ClassCodeVisitorSupport {
    private static final Set<String> GRAPE =
            Set.of("Grab", "Grapes", "GrabConfig", "GrabExclude", "GrabResolver", "Grape");

    private final SourceUnit source;

    ForbiddenAnnotationCheck(SourceUnit source) {
        this.source = source;
    }

    void checkImports(ModuleNode module) {
        for (ImportNode node : module.getImports()) refuseImport(node);
        for (ImportNode node : module.getStarImports()) visitAnnotations(node);
        for (ImportNode node : module.getStaticImports().values()) refuseImport(node);
        for (ImportNode node : module.getStaticStarImports().values()) refuseImport(node);
        if (module.getPackage() != null) visitAnnotations(module.getPackage());
    }

    /** An import could give the annotation another name, so it is refused as well. */
    private void refuseImport(ImportNode node) {
        visitAnnotations(node);
        if (node.getType() != null) refuse(node.getType().getNameWithoutPackage(), node);
    }

    @Override
    public void visitAnnotations(AnnotatedNode node) {
        for (AnnotationNode annotation : node.getAnnotations()) {
            refuse(annotation.getClassNode().getNameWithoutPackage(), annotation);
        }
    }

    private void refuse(String name, ASTNode place) {
        if (GRAPE.contains(name)) {
            addError("baksh fetches no libraries: @" + name + " is refused; put the classes you need in lib/", place);
        } else if (name.equals("ASTTest")) {
            addError("@ASTTest is refused: it runs code while a script is only being compiled", place);
        }
    }

    @Override
    protected SourceUnit getSourceUnit() {
        return source;
    }
}
