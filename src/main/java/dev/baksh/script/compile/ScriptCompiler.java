package dev.baksh.script.compile;

import dev.baksh.client.api.BakshException;
import dev.baksh.dsl.BakshScript;
import dev.baksh.script.transform.AllowedAnnotations;
import dev.baksh.script.transform.AstParser;
import dev.baksh.script.transform.CompileCustomizer;
import dev.baksh.script.transform.StatementTransform;
import dev.baksh.script.transform.TypedTaskTransform;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyCodeSource;
import groovy.lang.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.Phases;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.control.customizers.ImportCustomizer;

/**
 * Compiler for all Groovy source in baksh: one base class, default imports, library folders and checks.
 *
 * <p>The constructor is cheap; the Groovy compiler is loaded at the first compilation. Thread-safe.
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

    /** Creates a compiler without a cache. */
    public ScriptCompiler(ClassLoader parent, Class<? extends Script> baseClass, List<Path> libraries) {
        this(parent, baseClass, libraries, ScriptCache.NONE);
    }

    /**
     * @param parent loader that sees the classes of baksh, including the base class
     * @param baseClass base class of every script
     * @param libraries folders of {@code .groovy} files with classes for every script; a missing folder counts as empty
     * @param cache cache of compiled scripts
     */
    public ScriptCompiler(
            ClassLoader parent, Class<? extends Script> baseClass, List<Path> libraries, ScriptCache cache) {
        this.parent = parent;
        this.baseClass = baseClass;
        this.libraries = new LibraryLoader(libraries);
        this.cache = cache;
    }

    /** Returns a compiler of the same library folders with another base class and without a cache. */
    public ScriptCompiler withBaseClass(Class<? extends Script> otherBaseClass) {
        return new ScriptCompiler(parent, otherBaseClass, libraries.folders());
    }

    /** Sets the clock of {@code 3.days.ago} in classes and static methods; the default is the machine's clock. */
    public void setClock(Supplier<Instant> clock) {
        currentTime = clock;
    }

    /**
     * Compiles a script to a class without running code of the script.
     *
     * @param name name of the script in errors: {@code failover.groovy}
     * @throws ScriptException (exit 1) the first compile error: {@code failover.groovy:3: ')' is not expected here}
     * @throws BakshException (exit 2) the source only declares classes; (exit 3) other users can change a library file
     *     that the script uses
     */
    public Class<? extends Script> compile(String name, String source) {
        SourceText text = SourceText.of(name, source);
        String key = cache.key(source, "classes", name, baseClass.getName());
        Class<?> compiledClass = key == null ? null : loadCached(key, text);
        if (compiledClass == null) compiledClass = compile(key, text);
        if (!Script.class.isAssignableFrom(compiledClass)) throw noStatementsError(name);
        return compiledClass.asSubclass(Script.class);
    }

    /**
     * Compiles a script without loading a class and without running code of the script, of its library classes or of a
     * transformation that they bring along.
     *
     * @return the library files that the script and these files use
     * @throws ScriptException (exit 1) the first compile error, or an annotation that is not in {@link AllowedAnnotations}
     * @throws BakshException as {@link #compile(String, String)}
     */
    public Set<Path> verify(String name, String source) {
        SourceText text = SourceText.of(name, source);
        lineLocators.put(text.unit(), text.lineLocator());
        LibraryLoader ownLibraries = libraries.copy();
        CompilerConfiguration configuration = configuration(AllowedAnnotations.customizer());
        try {
            GroovyClassLoader loader = new GroovyClassLoader(parent, configuration, false);
            loader.setResourceLoader(ownLibraries);
            CompilationUnit unit = new CompilationUnit(configuration, null, loader);
            SourceUnit sourceUnit = unit.addSource(text.unit(), text.source());
            unit.compile(Phases.CLASS_GENERATION);
            if (sourceUnit.getAST().getClasses().stream().noneMatch(ClassNode::isScript)) throw noStatementsError(name);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            throw translateCompileError(e);
        }
        return ownLibraries.lookups().stream()
                .map(CompiledScript.LibraryLookup::file)
                .filter(file -> !file.isEmpty())
                .map(Path::of)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static BakshException noStatementsError(String name) {
        return BakshException.usageError(
                name + " has no statements to run, only classes", "put classes for runbooks into lib/");
    }

    /** Returns the class from the cache, or null. */
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
            boolean usesLibrary = false;
            for (CompiledScript.ClassFile classFile : compiledScript.classes()) {
                unitsByClassName.put(classFile.name(), classFile.unit());
                if (classFile.fromLibrary()) libraryClassLoader().addPrecompiled(classFile);
                usesLibrary |= classFile.fromLibrary();
            }
            if (loadedScript != null) {
                loadedScript.loader().attachRun(this::loadLibraryClass, () -> currentTime.get());
                return loadedScript.loader().loadClass(compiledScript.mainClass());
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
        if (libraries.sources().stream().anyMatch(cache::containsSecret)) return;
        List<CompiledScript.ClassFile> classFiles = new ArrayList<>();
        libraryLoader.classFiles().forEach(classFiles::add);
        loader.classFiles().forEach(classFiles::add);
        cache.write(key, new CompiledScript(mainClass, classFiles, libraries.lookups()).toBytes());
    }

    /** Compiles a source with a loader of {@link #createChildLoader}. */
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

    /** Creates a loader whose classes hide the classes of {@code parentLoader} with the same name. */
    public GroovyClassLoader createChildLoader(GroovyClassLoader parentLoader, CompilationCustomizer... customizers) {
        GroovyClassLoader loader = new GroovyClassLoader(parentLoader, configuration(customizers), false);
        // Only the parent loader searches the folders, so that each library class exists once.
        loader.setResourceLoader(name -> null);
        return loader;
    }

    /** Returns the parent loader of all scripts, which loads library classes. */
    public synchronized CapturingClassLoader libraryClassLoader() {
        if (libraryClassLoader == null) {
            libraryClassLoader = new CapturingClassLoader(parent, configuration(), true, () -> currentTime.get());
            libraryClassLoader.setResourceLoader(libraries);
        }
        return libraryClassLoader;
    }

    /** Returns the file of a library class, or null. */
    public Path libraryFile(String className) {
        return libraries.findFile(className);
    }

    /** Names of the library classes without a package. */
    public List<String> libraryClassNames() {
        return libraries.classNames();
    }

    /** Discards the loaded library classes; the next use reads the files again. */
    public synchronized void reload() {
        libraryClassLoader = null;
    }

    private CompilerConfiguration configuration(CompilationCustomizer... customizers) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setTargetBytecode(CompilerConfiguration.JDK17);
        configuration.setSourceEncoding("UTF-8");
        configuration.setParameters(true);
        // The JVM links each invokedynamic instruction with generated code in about 1 ms: a third of a short run.
        configuration.getOptimizationOptions().put(CompilerConfiguration.INVOKEDYNAMIC, false);
        configuration.setScriptBaseClass(baseClass.getName());
        // @Grab would download jars during compilation, before a check could refuse the annotation.
        configuration.setDisabledGlobalASTTransformations(AstParser.DISABLED_TRANSFORMATIONS);
        configuration.addCompilationCustomizers(
                new ImportCustomizer().addStarImports("java.time"),
                new CompileCustomizer(unitsByClassName::put),
                new TypedTaskTransform());
        if (BakshScript.class.isAssignableFrom(baseClass))
            configuration.addCompilationCustomizers(new StatementTransform());
        configuration.addCompilationCustomizers(customizers);
        return configuration;
    }

    /**
     * Translates a compile failure into the first error of the source; a {@link BakshException} inside is returned
     * unchanged.
     */
    BakshException translateCompileError(Throwable throwable) {
        return CompileErrorFormatter.toException(throwable, this::location);
    }

    /** Cache of compiled scripts. */
    public ScriptCache cache() {
        return cache;
    }

    /** Base class of scripts, for suggestions. */
    public Class<? extends Script> baseClass() {
        return baseClass;
    }

    /** Removes the line locator of a unit; its lines have no location from now on. */
    public void forgetUnit(String unit) {
        lineLocators.remove(unit);
    }

    /** Returns the location of a line of a unit for messages, or null. */
    String location(String unit, int line) {
        if (line < 1) return null;
        IntFunction<String> lineLocator = lineLocators.get(unit);
        if (lineLocator == null && unit.indexOf('/') >= 0) lineLocator = SourceText.libraryLocator(unit);
        return lineLocator == null ? null : lineLocator.apply(line);
    }

    /** Returns the location of a stack frame for messages, or null for a frame outside scripts. */
    String location(StackTraceElement frame) {
        String unit = unitOf(frame.getClassName());
        return unit == null ? null : location(unit, frame.getLineNumber());
    }

    /** Returns true for a class of a script, including closures and inner classes. */
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
