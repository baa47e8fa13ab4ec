package dev.baksh.script.transform;

import java.util.Set;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.Phases;
import org.codehaus.groovy.control.SourceUnit;

/** Parser that turns source into a Groovy syntax tree without class lookup, network access or execution. */
public final class AstParser {
    /** Global transformations that would download jars. They run in the first compiler phase that has a syntax tree. */
    public static final Set<String> DISABLED_TRANSFORMATIONS = Set.of("groovy.grape.GrabAnnotationTransformation");

    private AstParser() {}

    /**
     * Parses a source.
     *
     * @throws org.codehaus.groovy.control.CompilationFailedException the source is not valid Groovy
     */
    public static ModuleNode parse(String unitName, String source) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setDisabledGlobalASTTransformations(DISABLED_TRANSFORMATIONS);
        CompilationUnit compilation = new CompilationUnit(configuration);
        SourceUnit sourceUnit = compilation.addSource(unitName, source);
        compilation.compile(Phases.CONVERSION);
        return sourceUnit.getAST();
    }
}
