package dev.baksh.script.transform;

import java.util.Set;
import org.codehaus.groovy.ast.ASTNode;
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

    /**
     * Parses a source for the positions of its nodes. Groovy counts columns in code points, but the last token of a node in
     * UTF-16 units; here each column counts UTF-16 units. Characters above U+FFFF in names and strings are replaced.
     */
    public static ModuleNode parseForPositions(String unitName, String source) {
        return parse(unitName, source.replaceAll("[\\x{10000}-\\x{10ffff}]", "\u4e00\u4e00"));
    }

    /** Returns the text of a node of {@link #parseForPositions}. */
    public static String textOf(ASTNode node, String source) {
        return source.substring(
                offset(source, node.getLineNumber(), node.getColumnNumber()),
                offset(source, node.getLastLineNumber(), node.getLastColumnNumber()));
    }

    /** Returns the index in the source of a line and a column, both from 1. */
    public static int offset(String source, int line, int column) {
        int start = 0;
        for (int i = 1; i < line; i++) start = source.indexOf('\n', start) + 1;
        return Math.min(source.length(), start + column - 1);
    }
}
