package dev.baksh.script.session;

import dev.baksh.script.check.ClassMembers;
import dev.baksh.script.check.TypeIndex;
import dev.baksh.script.compile.CompileErrorFormatter;
import dev.baksh.script.compile.ErrorTranslator;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.compile.ScriptException;
import dev.baksh.script.compile.SourceText;
import groovy.lang.Binding;
import groovy.lang.GroovyClassLoader;
import groovy.lang.Script;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.codehaus.groovy.syntax.SyntaxException;

/**
 * Texts evaluated one after the other, each seeing what those before it left: variables, imports, methods, classes.
 *
 * <ul>
 *   <li>Variables, {@code def} and typed ones of the top level too, live in the binding.
 *   <li>Imports and methods are kept as source and compiled again, after the typed text so that its line numbers stay.
 *       A method is then a method of every later script, as in a runbook: overloads, recursion and annotations work, and a
 *       variable may have its name. A closure made before a redefinition goes on calling the old method.
 *   <li>Classes are compiled once. A new class of the same name hides the old one from later texts; old objects, and old
 *       classes that use it, keep the old one.
 * </ul>
 *
 * <p>{@code _} is the last value that was not null, {@code __} the one before, {@code _err} the last failure. A text that
 * ends in a declaration has no value. Loops and closures of the session end with an InterruptedException when the thread is
 * interrupted. One text at a time; a second thread waits.
 */
public final class EvaluationSession {
    private final ScriptCompiler compiler;
    private final ErrorTranslator errorTranslator;
    private final Supplier<? extends Binding> bindingFactory;
    private volatile Binding binding;
    private final TypeIndex typeIndex;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, String> imports = new LinkedHashMap<>();
    private final List<ParsedInput.Method> methods = new ArrayList<>();
    private final Map<String, Class<?>> classes = new HashMap<>();
    private final List<String> evaluatedSources = new ArrayList<>();
    private GroovyClassLoader classLoader;
    private int inputCount;

    /** @param bindingFactory makes the binding, when it is needed for the first time: Groovy's runtime is slow to load */
    public EvaluationSession(
            ScriptCompiler compiler, ErrorTranslator errorTranslator, Supplier<? extends Binding> bindingFactory) {
        this.compiler = compiler;
        this.errorTranslator = errorTranslator;
        this.bindingFactory = bindingFactory;
        this.typeIndex = new TypeIndex(compiler);
    }

    /**
     * The value of the text's last statement, null for a text of declarations alone.
     *
     * <p>What a text declares is kept when it compiles, even if it then fails while running.
     *
     * @throws ScriptException for everything that goes wrong, exit 130 when the thread was interrupted
     */
    public Object evaluate(String source) {
        String unit = null;
        try {
            lock.lockInterruptibly();
            try {
                unit = "Input" + ++inputCount + ".groovy";
                return evaluate(unit, source.replace("\r\n", "\n"));
            } finally {
                lock.unlock();
            }
        } catch (Throwable e) {
            RuntimeException failure = errorTranslator.translate(e, binding());
            if (failure instanceof ScriptException) binding().setVariable("_err", failure);
            throw failure;
        } finally {
            // The line of a later failure inside an old closure would be taken for one of the text just typed.
            if (unit != null) compiler.forgetUnit(unit);
        }
    }

    private Object evaluate(String unit, String source) {
        int lineCount = (int) source.lines().count();
        SourceText sourceText =
                new SourceText(unit, source, line -> lineCount > 1 && line <= lineCount ? "line " + line : null);
        ParsedInput input = parse(sourceText);
        for (ParsedInput.Method method : input.methods()) rejectEntryPoint(method.name());

        Map<String, String> nextImports = new LinkedHashMap<>(imports);
        input.classes().forEach(nextImports::remove);
        input.imports().keySet().forEach(nextImports::remove);
        List<ParsedInput.Method> nextMethods = new ArrayList<>(methods);
        nextMethods.removeIf(existing -> input.methods().stream().anyMatch(existing::isReplacedBy));
        StringBuilder combinedSource = new StringBuilder(source);
        nextImports.values().forEach(text -> combinedSource.append('\n').append(text));
        nextMethods.forEach(method -> combinedSource.append('\n').append(method.source()));

        Map<String, Class<?>> visibleClasses = new HashMap<>(classes);
        input.imports().keySet().forEach(visibleClasses::remove);
        GroovyClassLoader loader = compiler.createChildLoader(classLoader(), new SessionTransform(visibleClasses));
        Class<?> compiledClass =
                compiler.compile(loader, new SourceText(unit, combinedSource.toString(), sourceText.lineLocator()));

        nextImports.putAll(input.imports());
        nextMethods.addAll(input.methods());
        commit(nextImports, nextMethods, visibleClasses, input, loader);
        boolean isScript = Script.class.isAssignableFrom(compiledClass);
        Object value =
                isScript ? InvokerHelper.createScript(compiledClass, binding()).run() : null;
        evaluatedSources.add(source);
        if (input.endsInDeclaration()) return null;
        if (value != null) {
            Binding currentBinding = binding();
            if (currentBinding.hasVariable("_")) currentBinding.setVariable("__", currentBinding.getVariable("_"));
            currentBinding.setVariable("_", value);
        }
        return value;
    }

    private void commit(
            Map<String, String> nextImports,
            List<ParsedInput.Method> nextMethods,
            Map<String, Class<?>> visibleClasses,
            ParsedInput input,
            GroovyClassLoader loader) {
        imports.clear();
        imports.putAll(nextImports);
        methods.clear();
        methods.addAll(nextMethods);
        classes.keySet().retainAll(visibleClasses.keySet());
        if (input.classes().isEmpty()) return;
        classLoader = loader;
        for (Class<?> loaded : loader.getLoadedClasses()) {
            if (input.classes().contains(loaded.getName())) classes.put(loaded.getSimpleName(), loaded);
        }
    }

    private ParsedInput parse(SourceText text) {
        try {
            return ParsedInput.parse(text.unit(), text.source());
        } catch (CompilationFailedException e) {
            throw CompileErrorFormatter.toException(
                    e, (unit, line) -> line < 1 ? null : text.lineLocator().apply(line));
        }
    }

    /** Groovy would take such a method for the text itself, and run it at once instead of keeping it. */
    private static void rejectEntryPoint(String method) {
        if (method.equals("run") || method.equals("main")) {
            throw ScriptException.compileError(
                    null, "a method cannot be called '" + method + "' here; choose another name", null, null);
        }
    }

    /**
     * Whether the text is a whole piece of Groovy. False for an open bracket, comment or string of several lines, a trailing
     * operator, comma or dot, a header without its block; true for a real mistake, so that it is reported. Evaluates nothing.
     */
    public boolean isComplete(String source) {
        String text = source.replace("\r\n", "\n").stripTrailing();
        if (text.isBlank()) return true;
        InputCompleteness completeness = new InputCompleteness(text);
        InputCompleteness.State state = completeness.scan();
        if (state != InputCompleteness.State.BALANCED) return state == InputCompleteness.State.INVALID;
        try {
            ParsedInput.parse("Input.groovy", text);
            return true;
        } catch (MultipleCompilationErrorsException e) {
            return !completeness.endsWithOperator() && !isUnexpectedEnd(e, text);
        } catch (CompilationFailedException e) {
            return true;
        }
    }

    private static boolean isUnexpectedEnd(MultipleCompilationErrorsException exception, String text) {
        if (!(exception.getErrorCollector().getError(0) instanceof SyntaxErrorMessage message)) return false;
        SyntaxException error = message.getCause();
        String errorText = error.getOriginalMessage();
        // A body or a catch may come on the next line.
        if (errorText.contains("without method body") || errorText.startsWith("Either a catch or finally")) return true;
        int lastLine = (int) text.lines().count();
        int lastColumn = text.length() - (text.lastIndexOf('\n') + 1);
        return errorText.contains("<EOF>") || (error.getLine() == lastLine && error.getStartColumn() > lastColumn);
    }

    /**
     * Loads the compiler and what a first line needs, so that the first {@link #evaluate} is quick; does nothing once a text
     * was evaluated. Calls nothing of the binding, and no server. Meanwhile {@code evaluate} waits, because two compilations
     * side by side are slower than one after the other.
     */
    public void warmUp() {
        lock.lock();
        try {
            if (inputCount > 0) return;
            GroovyClassLoader loader = compiler.createChildLoader(classLoader(), new SessionTransform(Map.of()));
            String source = "[1, 2].collect { n -> \"warm ${n}\".toString() }.findAll { it.length() > 4 }";
            Class<?> compiledClass = compiler.compile(loader, new SourceText("Warm.groovy", source, line -> null));
            InvokerHelper.createScript(compiledClass, binding()).run();
        } finally {
            lock.unlock();
        }
        typeIndex.preload();
    }

    /** Names a person gave or may use: variables, methods and classes, of {@code lib/} too; sorted. No value is read. */
    public Set<String> visibleNames() {
        Set<String> names = new TreeSet<>();
        for (Object name : variables().keySet().toArray()) names.add(String.valueOf(name));
        for (ParsedInput.Method method : methods) names.add(method.name());
        names.addAll(classes.keySet());
        for (String name : imports.keySet()) if (name.matches("\\p{Lu}\\w*")) names.add(name);
        names.addAll(typeIndex.names());
        return names;
    }

    /** The very value of a variable, for a look at its class; null when there is none. Calls nothing. */
    public Object variableValue(String name) {
        return variables().get(name);
    }

    /** A class that was typed, or is in {@code lib/} or the JDK, by its simple name; null when there is none. Runs nothing. */
    public ClassMembers classMembers(String name) {
        Class<?> declaredClass = classes.get(name);
        if (declaredClass != null) return ClassMembers.of(declaredClass);
        Map<String, String> importedNames = new HashMap<>();
        String line = imports.get(name);
        // import a.b.C as D
        if (line != null)
            importedNames.put(name, line.replaceFirst("^import\\s+", "").replaceFirst("\\s+as\\s+.*", ""));
        return typeIndex.find(name, importedNames);
    }

    /**
     * From now on library classes are read anew. Classes typed in this session are forgotten, since they may hold the old
     * ones; variables, imports and methods stay.
     */
    public void reload() {
        lock.lock();
        try {
            compiler.reload();
            classLoader = null;
            classes.clear();
        } finally {
            lock.unlock();
        }
    }

    /** The texts that ran to their end, in order. */
    public List<String> evaluatedSources() {
        return List.copyOf(evaluatedSources);
    }

    private Binding binding() {
        Binding current = binding;
        if (current != null) return current;
        synchronized (bindingFactory) {
            if (binding == null) binding = bindingFactory.get();
            return binding;
        }
    }

    /** None before the first text: typing does not wait for Groovy. */
    private Map<?, ?> variables() {
        Binding current = binding;
        return current == null ? Map.of() : current.getVariables();
    }

    private GroovyClassLoader classLoader() {
        if (classLoader == null) classLoader = compiler.libraryClassLoader();
        return classLoader;
    }
}
