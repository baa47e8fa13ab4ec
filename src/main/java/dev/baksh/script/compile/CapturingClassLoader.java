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

/** Compiles, keeping the bytes of what it made; and takes classes that were made before. */
public final class CapturingClassLoader extends GroovyClassLoader implements RunClock {
    private final Map<String, CompiledScript.Code> made = new ConcurrentHashMap<>();
    private final Map<String, byte[]> given = new ConcurrentHashMap<>();
    private final boolean library;
    private final Supplier<Instant> now;

    /**
     * @param library its classes come from library files
     * @param now     of the run that they are loaded for
     */
    CapturingClassLoader(
            ClassLoader below, CompilerConfiguration configuration, boolean library, Supplier<Instant> now) {
        super(below, configuration, false);
        this.library = library;
        this.now = now;
    }

    @Override
    public Instant now() {
        return now.get();
    }

    /** What came out of texts here, and what was given. */
    Iterable<CompiledScript.Code> made() {
        return made.values();
    }

    /** A class that need not be compiled. */
    void give(CompiledScript.Code code) {
        if (made.putIfAbsent(code.name(), code) == null) given.put(code.name(), code.bytes());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] code = given.remove(name);
        return code == null ? super.findClass(name) : defineClass(name, code, 0, code.length);
    }

    @Override
    protected ClassCollector createCollector(CompilationUnit unit, SourceUnit source) {
        return new Collector(new InnerLoader(this), unit, source);
    }

    private final class Collector extends ClassCollector {
        private final SourceUnit first;

        Collector(InnerLoader loader, CompilationUnit unit, SourceUnit first) {
            super(loader, unit, first);
            this.first = first;
        }

        @Override
        protected Class<?> createClass(byte[] code, ClassNode node) {
            SourceUnit source =
                    node.getModule() == null ? first : node.getModule().getContext();
            made.put(node.getName(), new CompiledScript.Code(node.getName(), source.getName(), library, code));
            return super.createClass(code, node);
        }
    }
}
