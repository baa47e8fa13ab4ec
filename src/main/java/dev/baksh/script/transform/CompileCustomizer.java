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
 * Compilation customizer that runs the checks and transforms of baksh on every class of every source.
 *
 * <p>Runs at CONVERSION, the first phase with a tree: an error in this phase ends the compilation before a
 * transformation that the source uses can run code.
 */
public final class CompileCustomizer extends CompilationCustomizer {
    private final BiConsumer<String, String> classListener;

    /** @param classListener receives the name of each class and of its compilation unit */
    public CompileCustomizer(BiConsumer<String, String> classListener) {
        super(CompilePhase.CONVERSION);
        this.classListener = classListener;
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode classNode) {
        classListener.accept(classNode.getName(), source.getName());
        ModuleNode module = classNode.getModule();
        SourceCheck check = new SourceCheck(source);
        check.visitClass(classNode);
        ReservedNameCheck reservedNameCheck = new ReservedNameCheck(source);
        if (module.getClasses().get(0) == classNode) {
            check.checkImports(module);
            for (ImportNode node : module.getImports()) reservedNameCheck.checkNotReserved(node.getAlias(), node);
        }
        if (classNode.isScript()) reservedNameCheck.visitScript(classNode);
        else reservedNameCheck.checkNotReserved(classNode.getName(), classNode);
        // startup: each transform copies all expressions of the class, and most scripts need neither.
        if (check.usesTimes()) new RelativeTimeTransform(source).visitClass(classNode);
        if (check.usesTasks()) new TaskTransform(source).visitClass(classNode);
        // A static import can give the methods that start tasks other names.
        boolean hasStaticImports = !module.getStaticImports().isEmpty()
                || !module.getStaticStarImports().isEmpty();
        if (check.usesTasks() || hasStaticImports) TypedTaskTransform.request(module);
        new BooleanCastTransform(source).visitClass(classNode);
        new InterruptTransform(source).visitClass(classNode);
    }
}
