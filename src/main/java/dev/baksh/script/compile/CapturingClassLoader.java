package dev.baksh.script.compile;

import dev.baksh.script.transform.RunClock;
import groovy.lang.GroovyClassLoader;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.SourceUnit;

/** Groovy class loader that stores the bytes of compiled classes for the cache, and accepts precompiled classes. */
public final class CapturingClassLoader extends GroovyClassLoader implements RunClock {
    private final Map<String, CompiledScript.ClassFile> classFiles = new ConcurrentHashMap<>();
    private final Map<String, byte[]> precompiled = new ConcurrentHashMap<>();
    private final boolean forLibraries;
    private final Supplier<Instant> currentTime;

    /**
     * @param forLibraries true when the classes come from library files
     * @param currentTime clock of the run of the classes
     */
    CapturingClassLoader(
            ClassLoader parent,
            CompilerConfiguration configuration,
            boolean forLibraries,
            Supplier<Instant> currentTime) {
        super(parent, configuration, false);
        this.forLibraries = forLibraries;
        this.currentTime = currentTime;
    }

    @Override
    public Instant now() {
        return currentTime.get();
    }

    /** Compiled and precompiled classes of this loader. */
    Iterable<CompiledScript.ClassFile> classFiles() {
        return classFiles.values();
    }

    /** Adds a precompiled class. */
    void addPrecompiled(CompiledScript.ClassFile classFile) {
        if (classFiles.putIfAbsent(classFile.name(), classFile) == null)
            precompiled.put(classFile.name(), classFile.bytes());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = precompiled.remove(name);
        return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    protected ClassCollector createCollector(CompilationUnit unit, SourceUnit source) {
        return new CapturingCollector(new InnerLoader(this), unit, source);
    }

    private final class CapturingCollector extends ClassCollector {
        private final SourceUnit defaultSource;

        CapturingCollector(InnerLoader loader, CompilationUnit unit, SourceUnit defaultSource) {
            super(loader, unit, defaultSource);
            this.defaultSource = defaultSource;
        }

        @Override
        protected Class<?> createClass(byte[] bytes, ClassNode node) {
            SourceUnit source =
                    node.getModule() == null ? defaultSource : node.getModule().getContext();
            classFiles.put(
                    node.getName(),
                    new CompiledScript.ClassFile(node.getName(), source.getName(), forLibraries, bytes));
            return super.createClass(bytes, node);
        }
    }
}
