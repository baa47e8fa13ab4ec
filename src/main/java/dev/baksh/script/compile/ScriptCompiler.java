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
    private final Map<String, String> unitsByClassName = new ConcurrentHashMap<>();
    private final Map<String, IntFunction<String>> lineLocators = new ConcurrentHashMap<>();
    private CapturingClassLoader libraryClassLoader;
    private volatile Supplier<Instant> currentTime = Instant::now;

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
    public void setClock(Supplier<Instant> clock) {
        currentTime = clock;
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
        Class<?> compiledClass = key == null ? null : loadCached(key, text);
        if (compiledClass == null) compiledClass = compile(key, text);
        if (!Script.class.isAssignableFrom(compiledClass)) {
            throw BakshException.usageError(
                    name + " has nothing to run: it only declares classes", "classes for runbooks belong in lib/");
        }
        return compiledClass.asSubclass(Script.class);
    }

    /** The class as an earlier process compiled it, or null. */
    private Class<?> loadCached(String key, SourceText text) {
        LoadedScripts loadedScripts = cache.loadedScripts();
        LoadedScripts.LoadedScript loadedScript = loadedScripts == null ? null : loadedScripts.get(key);
        byte[] bytes = loadedScript == null ? cache.read(key) : null;
        if (loadedScript == null && bytes == null) return null;
        try {
            CompiledScript compiledScript =
                    loadedScript == null ? CompiledScript.fromBytes(bytes) : loadedScript.compiledScript();
            for (CompiledScript.LibraryLookup lookup : compiledScript.lookups())
                if (!libraries.isUnchanged(lookup)) return null;
            lineLocators.put(text.unit(), text.lineLocator());
            if (loadedScript != null) {
                for (CompiledScript.ClassFile classFile : compiledScript.classes())
                    unitsByClassName.put(classFile.name(), classFile.unit());
                loadedScript.loader().attachRun(this::loadLibraryClass, () -> currentTime.get());
                return loadedScript.loader().loadClass(compiledScript.mainClass());
            }
            boolean usesLibrary = false;
            for (CompiledScript.ClassFile classFile : compiledScript.classes()) {
                unitsByClassName.put(classFile.name(), classFile.unit());
                if (classFile.fromLibrary()) libraryClassLoader().addPrecompiled(classFile);
                usesLibrary |= classFile.fromLibrary();
            }
            CachedClassLoader loader = new CachedClassLoader(
                    usesLibrary ? libraryClassLoader() : parent,
                    compiledScript.classes(),
                    this::loadLibraryClass,
                    () -> currentTime.get());
            if (loadedScripts != null)
                loadedScripts.putIfReusable(key, new LoadedScripts.LoadedScript(compiledScript, loader));
            return loader.loadClass(compiledScript.mainClass());
        } catch (IOException | ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    private Class<?> loadLibraryClass(String name) throws ClassNotFoundException {
        if (libraries.findFile(name) == null) throw new ClassNotFoundException(name);
        return libraryClassLoader().loadClass(name);
    }

    private Class<?> compile(String key, SourceText text) {
        CapturingClassLoader parentLoader = libraryClassLoader();
        CapturingClassLoader loader =
                new CapturingClassLoader(parentLoader, configuration(), false, () -> currentTime.get());
        loader.setResourceLoader(name -> null);
        Class<?> compiledClass = compile(loader, text);
        if (key != null) store(key, compiledClass.getName(), parentLoader, loader);
        return compiledClass;
    }

    private void store(String key, String mainClass, CapturingClassLoader libraryLoader, CapturingClassLoader loader) {
        List<CompiledScript.ClassFile> classFiles = new ArrayList<>();
        libraryLoader.classFiles().forEach(classFiles::add);
        loader.classFiles().forEach(classFiles::add);
        cache.write(key, new CompiledScript(mainClass, classFiles, libraries.lookups()).toBytes());
    }

    /** Compiles into a loader made by {@link #createChildLoader}. */
    public Class<?> compile(GroovyClassLoader loader, SourceText text) {
        lineLocators.put(text.unit(), text.lineLocator());
        GroovyCodeSource codeSource = new GroovyCodeSource(text.source(), text.unit(), "/groovy/script");
        codeSource.setCachable(false);
        try {
            return loader.parseClass(codeSource);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            throw translateCompileError(e);
        }
    }

    /** A loader whose classes hide those of {@code parentLoader} that have the same name. */
    public GroovyClassLoader createChildLoader(GroovyClassLoader parentLoader, CompilationCustomizer... customizers) {
        GroovyClassLoader loader = new GroovyClassLoader(parentLoader, configuration(customizers), false);
        // The folders are looked up by the lowest loader alone, so that a library class exists once.
        loader.setResourceLoader(name -> null);
        return loader;
    }

    /** The lowest loader: library classes. */
    public synchronized CapturingClassLoader libraryClassLoader() {
        if (libraryClassLoader == null) {
            libraryClassLoader = new CapturingClassLoader(parent, configuration(), true, () -> currentTime.get());
            libraryClassLoader.setResourceLoader(libraries);
        }
        return libraryClassLoader;
    }

    /** The file of a library class, or null. */
    public Path libraryFile(String className) {
        return libraries.findFile(className);
    }

    /** Classes that a script can name without a package, by the files of the library folders. */
    public List<String> libraryClassNames() {
        return libraries.classNames();
    }

    /** From now on library classes are read anew from their files. */
    public synchronized void reload() {
        libraryClassLoader = null;
    }

    private CompilerConfiguration configuration(CompilationCustomizer... customizers) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setTargetBytecode(CompilerConfiguration.JDK17);
        configuration.setSourceEncoding("UTF-8");
        configuration.setParameters(true);
        // Each instruction of the JVM's own for this is linked in a millisecond or so, by code made for it: a third of
        // a short run.
        configuration.getOptimizationOptions().put(CompilerConfiguration.INVOKEDYNAMIC, false);
        configuration.setScriptBaseClass(baseClass.getName());
        // It would fetch jars over the network while compiling, before any check could refuse it.
        configuration.setDisabledGlobalASTTransformations(AstParser.DISABLED_TRANSFORMATIONS);
        configuration.addCompilationCustomizers(
                new ImportCustomizer().addStarImports("java.time"), new CompileChecks(unitsByClassName::put));
        if (BakshScript.class.isAssignableFrom(baseClass))
            configuration.addCompilationCustomizers(new StatementTransform());
        configuration.addCompilationCustomizers(customizers);
        return configuration;
    }

    /** What was thrown while compiling, as the first error of the text; a {@link BakshException} from inside passes. */
    BakshException translateCompileError(Throwable throwable) {
        return CompileErrorFormatter.toException(throwable, this::location);
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
    public void forgetUnit(String unit) {
        lineLocators.remove(unit);
    }

    /** What a person calls a line of a unit, or null. */
    String location(String unit, int line) {
        if (line < 1) return null;
        IntFunction<String> lineLocator = lineLocators.get(unit);
        if (lineLocator == null && unit.indexOf('/') >= 0) lineLocator = SourceText.libraryLocator(unit);
        return lineLocator == null ? null : lineLocator.apply(line);
    }

    /** What a person calls the line of a stack frame, or null when it is not one of a text of theirs. */
    String location(StackTraceElement frame) {
        String unit = unitOf(frame.getClassName());
        return unit == null ? null : location(unit, frame.getLineNumber());
    }

    /** True for a class that came out of a text, closures and inner classes included. */
    boolean isScriptClass(String className) {
        return unitOf(className) != null;
    }

    private String unitOf(String className) {
        for (String name = className; ; name = name.substring(0, name.lastIndexOf('$'))) {
            String unit = unitsByClassName.get(name);
            if (unit != null || name.lastIndexOf('$') < 0) return unit;
        }
    }
}
