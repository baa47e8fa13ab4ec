package dev.baksh.script.compile;

import dev.baksh.client.api.BakshException;
import dev.baksh.dsl.BakshScript;
import dev.baksh.script.transform.AstParser;
import dev.baksh.script.transform.CompileChecks;
import dev.baksh.script.transform.StatementTransform;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyCodeSource;
import groovy.lang.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.control.customizers.ImportCustomizer;

/**
 * Groovy as everything in baksh is compiled with: one base class, the same imports, the library folders, and the checks.
 *
 * <p>Building one costs nothing; Groovy's compiler is loaded by the first text. May be used from several threads.
 */
public final class ScriptCompiler {
    private final ClassLoader parent;
    private final Class<? extends Script> baseClass;
    private final ScriptCache cache;
    private final LibraryLoader libraries;
    private final Map<String, String> units = new ConcurrentHashMap<>();
    private final Map<String, IntFunction<String>> places = new ConcurrentHashMap<>();
    private CapturingClassLoader classes;
    private volatile Supplier<Instant> now = Instant::now;

    /** Keeps nothing of what it compiles. */
    public ScriptCompiler(ClassLoader parent, Class<? extends Script> baseClass, List<Path> libraries) {
        this(parent, baseClass, libraries, ScriptCache.NONE);
    }

    /**
     * @param parent    sees baksh's own classes, the base class among them
     * @param baseClass what every script extends
     * @param libraries folders whose {@code .groovy} files are classes that every script can name; a missing one is empty
     * @param cache     where whole texts are kept compiled
     */
    public ScriptCompiler(
            ClassLoader parent, Class<? extends Script> baseClass, List<Path> libraries, ScriptCache cache) {
        this.parent = parent;
        this.baseClass = baseClass;
        this.libraries = new LibraryLoader(libraries);
        this.cache = cache;
    }

    /** From now on classes and static methods count {@code 3.days.ago} from this; before, from the machine's clock. */
    public void now(Supplier<Instant> clock) {
        now = clock;
    }

    /**
     * A script's class; nothing of it is run.
     *
     * @param name what the text is called in errors: {@code failover.groovy}
     * @throws ScriptException (exit 1) with the first error: {@code failover.groovy:3: unexpected '}'}
     * @throws BakshException (exit 2) when the text only declares classes, (exit 3) when a library file that it names can be
     *     changed by others
     */
    public Class<? extends Script> compile(String name, String source) {
        SourceText text = SourceText.of(name, source);
        String key = cache.key(source, "classes", name, baseClass.getName());
        Class<?> compiled = key == null ? null : stored(key, text);
        if (compiled == null) compiled = compile(key, text);
        if (!Script.class.isAssignableFrom(compiled)) {
            throw BakshException.usage(
                    name + " has nothing to run: it only declares classes", "classes for runbooks belong in lib/");
        }
        return compiled.asSubclass(Script.class);
    }

    /** The class as an earlier process compiled it, or null. */
    private Class<?> stored(String key, SourceText text) {
        LoadedScripts kept = cache.loaded();
        LoadedScripts.Loaded loaded = kept == null ? null : kept.get(key);
        byte[] bytes = loaded == null ? cache.read(key) : null;
        if (loaded == null && bytes == null) return null;
        try {
            CompiledScript compiled = loaded == null ? CompiledScript.of(bytes) : loaded.compiled();
            for (CompiledScript.Lookup lookup : compiled.lookups()) if (!libraries.holds(lookup)) return null;
            places.put(text.unit(), text.place());
            if (loaded != null) {
                for (CompiledScript.Code code : compiled.classes()) units.put(code.name(), code.unit());
                loaded.loader().belongs(this::library, () -> now.get());
                return loaded.loader().loadClass(compiled.main());
            }
            boolean library = false;
            for (CompiledScript.Code code : compiled.classes()) {
                units.put(code.name(), code.unit());
                if (code.library()) classes().give(code);
                library |= code.library();
            }
            CachedClassLoader loader = new CachedClassLoader(
                    library ? classes() : parent, compiled.classes(), this::library, () -> now.get());
            if (kept != null) kept.keep(key, new LoadedScripts.Loaded(compiled, loader));
            return loader.loadClass(compiled.main());
        } catch (IOException | ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    private Class<?> library(String name) throws ClassNotFoundException {
        if (libraries.find(name) == null) throw new ClassNotFoundException(name);
        return classes().loadClass(name);
    }

    private Class<?> compile(String key, SourceText text) {
        CapturingClassLoader below = classes();
        CapturingClassLoader loader = new CapturingClassLoader(below, configuration(), false, () -> now.get());
        loader.setResourceLoader(name -> null);
        Class<?> compiled = compile(loader, text);
        if (key != null) keep(key, compiled.getName(), below, loader);
        return compiled;
    }

    private void keep(String key, String main, CapturingClassLoader below, CapturingClassLoader own) {
        List<CompiledScript.Code> codes = new ArrayList<>();
        below.made().forEach(codes::add);
        own.made().forEach(codes::add);
        cache.write(key, new CompiledScript(main, codes, libraries.asked()).toBytes());
    }

    /** Compiles into a loader made by {@link #layer}. */
    public Class<?> compile(GroovyClassLoader loader, SourceText text) {
        places.put(text.unit(), text.place());
        GroovyCodeSource code = new GroovyCodeSource(text.source(), text.unit(), "/groovy/script");
        code.setCachable(false);
        try {
            return loader.parseClass(code);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            throw compileError(e);
        }
    }

    /** A loader whose classes hide those of {@code below} that have the same name. */
    public GroovyClassLoader layer(GroovyClassLoader below, CompilationCustomizer... more) {
        GroovyClassLoader layer = new GroovyClassLoader(below, configuration(more), false);
        // The folders are looked up by the lowest loader alone, so that a library class exists once.
        layer.setResourceLoader(name -> null);
        return layer;
    }

    /** The lowest loader: library classes. */
    public synchronized CapturingClassLoader classes() {
        if (classes == null) {
            classes = new CapturingClassLoader(parent, configuration(), true, () -> now.get());
            classes.setResourceLoader(libraries);
        }
        return classes;
    }

    /** The file of a library class, or null. */
    public Path libraryFile(String className) {
        return libraries.find(className);
    }

    /** Classes that a script can name without a package, by the files of the library folders. */
    public List<String> libraryNames() {
        return libraries.names();
    }

    /** From now on library classes are read anew from their files. */
    public synchronized void reload() {
        classes = null;
    }

    private CompilerConfiguration configuration(CompilationCustomizer... more) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setTargetBytecode(CompilerConfiguration.JDK17);
        configuration.setSourceEncoding("UTF-8");
        configuration.setParameters(true);
        // Each instruction of the JVM's own for this is linked in a millisecond or so, by code made for it: a third of
        // a short run.
        configuration.getOptimizationOptions().put(CompilerConfiguration.INVOKEDYNAMIC, false);
        configuration.setScriptBaseClass(baseClass.getName());
        // It would fetch jars over the network while compiling, before any check could refuse it.
        configuration.setDisabledGlobalASTTransformations(AstParser.FETCHERS);
        configuration.addCompilationCustomizers(
                new ImportCustomizer().addStarImports("java.time"), new CompileChecks(units::put));
        if (BakshScript.class.isAssignableFrom(baseClass))
            configuration.addCompilationCustomizers(new StatementTransform());
        configuration.addCompilationCustomizers(more);
        return configuration;
    }

    /** What was thrown while compiling, as the first error of the text; a {@link BakshException} from inside passes. */
    BakshException compileError(Throwable thrown) {
        return CompileErrorFormatter.of(thrown, this::place);
    }

    /** Where what was made of texts is kept. */
    public ScriptCache cache() {
        return cache;
    }

    /** The script base class, for suggestions. */
    Class<? extends Script> baseClass() {
        return baseClass;
    }

    /** Lines of this unit get no place from now on. */
    public void forget(String unit) {
        places.remove(unit);
    }

    /** What a person calls a line of a unit, or null. */
    String place(String unit, int line) {
        if (line < 1) return null;
        IntFunction<String> place = places.get(unit);
        if (place == null && unit.indexOf('/') >= 0) place = SourceText.library(unit);
        return place == null ? null : place.apply(line);
    }

    /** What a person calls the line of a stack frame, or null when it is not one of a text of theirs. */
    String place(StackTraceElement frame) {
        String unit = unit(frame.getClassName());
        return unit == null ? null : place(unit, frame.getLineNumber());
    }

    /** True for a class that came out of a text, closures and inner classes included. */
    boolean compiled(String className) {
        return unit(className) != null;
    }

    private String unit(String className) {
        for (String name = className; ; name = name.substring(0, name.lastIndexOf('$'))) {
            String unit = units.get(name);
            if (unit != null || name.lastIndexOf('$') < 0) return unit;
        }
    }
}
