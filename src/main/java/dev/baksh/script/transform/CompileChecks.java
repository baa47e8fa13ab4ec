package dev.baksh.script.transform;

import java.util.function.BiConsumer;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.ImportNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;

/**
 * What Groovy would let pass and baksh does not, checked on every class of every source; and the little that is put into it.
 *
 * <p>Runs at CONVERSION, the first phase with a tree: an error here ends the compilation before any transformation of the
 * text could run code.
 */
public final class CompileChecks extends CompilationCustomizer {
    private final BiConsumer<String, String> classListener;

    /** @param classListener is told the name of each class and of the unit it stands in */
    public CompileChecks(BiConsumer<String, String> classListener) {
        super(CompilePhase.CONVERSION);
        this.classListener = classListener;
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode classNode) {
        classListener.accept(classNode.getName(), source.getName());
        ModuleNode module = classNode.getModule();
        new ForbiddenAnnotationCheck(source).visitClass(classNode);
        new LabelCheck(source).visitClass(classNode);
        ReservedNameCheck reservedNameCheck = new ReservedNameCheck(source);
        if (module.getClasses().get(0) == classNode) {
            new ForbiddenAnnotationCheck(source).checkImports(module);
            for (ImportNode node : module.getImports()) reservedNameCheck.checkNotReserved(node.getAlias(), node);
        }
        if (classNode.isScript()) reservedNameCheck.visitScript(classNode);
        else reservedNameCheck.checkNotReserved(classNode.getName(), classNode);
        new RunTimeTransform(source).visitClass(classNode);
        new InterruptTransform(source).visitClass(classNode);
    }
}
