package dev.baksh.script.transform;

import java.util.Set;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.Phases;
import org.codehaus.groovy.control.SourceUnit;

/** A text as a tree: no class is looked up, nothing is fetched and nothing is run. */
public final class AstParser {
    /** Works in the first phase that has a tree, and would fetch jars over the network. */
    public static final Set<String> DISABLED_TRANSFORMATIONS = Set.of("groovy.grape.GrabAnnotationTransformation");

    private AstParser() {}

    /** @throws org.codehaus.groovy.control.CompilationFailedException it is not Groovy */
    public static ModuleNode parse(String unitName, String source) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setDisabledGlobalASTTransformations(DISABLED_TRANSFORMATIONS);
        CompilationUnit compilation = new CompilationUnit(configuration);
        SourceUnit sourceUnit = compilation.addSource(unitName, source);
        compilation.compile(Phases.CONVERSION);
        return sourceUnit.getAST();
    }
}
