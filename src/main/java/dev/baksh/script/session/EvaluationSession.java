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
    private final ErrorTranslator faults;
    private final Supplier<? extends Binding> first;
    private volatile Binding binding;
    private final TypeIndex types;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, String> imports = new LinkedHashMap<>();
    private final List<ParsedInput.Method> methods = new ArrayList<>();
    private final Map<String, Class<?>> classes = new HashMap<>();
    private final List<String> done = new ArrayList<>();
    private GroovyClassLoader top;
    private int count;

    /** @param first makes the binding, when it is needed for the first time: Groovy's runtime is slow to load */
    public EvaluationSession(ScriptCompiler compiler, ErrorTranslator faults, Supplier<? extends Binding> first) {
        this.compiler = compiler;
        this.faults = faults;
        this.first = first;
        this.types = new TypeIndex(compiler);
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
                unit = "Input" + ++count + ".groovy";
                return evaluate(unit, source.replace("\r\n", "\n"));
            } finally {
                lock.unlock();
            }
        } catch (Throwable e) {
            RuntimeException fault = faults.of(e, binding());
            if (fault instanceof ScriptException) binding().setVariable("_err", fault);
            throw fault;
        } finally {
            // The line of a later failure inside an old closure would be taken for one of the text just typed.
            if (unit != null) compiler.forget(unit);
        }
    }

    private Object evaluate(String unit, String source) {
        int typed = (int) source.lines().count();
        SourceText own = new SourceText(unit, source, line -> typed > 1 && line <= typed ? "line " + line : null);
        ParsedInput input = parse(own);
        for (ParsedInput.Method method : input.methods()) refuseEntry(method.name());

        Map<String, String> nextImports = new LinkedHashMap<>(imports);
        input.classes().forEach(nextImports::remove);
        input.imports().keySet().forEach(nextImports::remove);
        List<ParsedInput.Method> nextMethods = new ArrayList<>(methods);
        nextMethods.removeIf(old -> input.methods().stream().anyMatch(old::replacedBy));
        StringBuilder whole = new StringBuilder(source);
        nextImports.values().forEach(text -> whole.append('\n').append(text));
        nextMethods.forEach(method -> whole.append('\n').append(method.source()));

        Map<String, Class<?>> known = new HashMap<>(classes);
        input.imports().keySet().forEach(known::remove);
        GroovyClassLoader layer = compiler.layer(top(), new SessionTransform(known));
        Class<?> compiled = compiler.compile(layer, new SourceText(unit, whole.toString(), own.place()));

        nextImports.putAll(input.imports());
        nextMethods.addAll(input.methods());
        keep(nextImports, nextMethods, known, input, layer);
        boolean runs = Script.class.isAssignableFrom(compiled);
        Object value = runs ? InvokerHelper.createScript(compiled, binding()).run() : null;
        done.add(source);
        if (input.declares()) return null;
        if (value != null) {
            Binding kept = binding();
            if (kept.hasVariable("_")) kept.setVariable("__", kept.getVariable("_"));
            kept.setVariable("_", value);
        }
        return value;
    }

    private void keep(
            Map<String, String> nextImports,
            List<ParsedInput.Method> nextMethods,
            Map<String, Class<?>> known,
            ParsedInput input,
            GroovyClassLoader layer) {
        imports.clear();
        imports.putAll(nextImports);
        methods.clear();
        methods.addAll(nextMethods);
        classes.keySet().retainAll(known.keySet());
        if (input.classes().isEmpty()) return;
        top = layer;
        for (Class<?> loaded : layer.getLoadedClasses()) {
            if (input.classes().contains(loaded.getName())) classes.put(loaded.getSimpleName(), loaded);
        }
    }

    private ParsedInput parse(SourceText text) {
        try {
            return ParsedInput.of(text.unit(), text.source());
        } catch (CompilationFailedException e) {
            throw CompileErrorFormatter.of(
                    e, (unit, line) -> line < 1 ? null : text.place().apply(line));
        }
    }

    /** Groovy would take such a method for the text itself, and run it at once instead of keeping it. */
    private static void refuseEntry(String method) {
        if (method.equals("run") || method.equals("main")) {
            throw ScriptException.atCompile(
                    null, "a method cannot be called '" + method + "' here; choose another name", null, null);
        }
    }

    /**
     * Whether the text is a whole piece of Groovy. False for an open bracket, comment or string of several lines, a trailing
     * operator, comma or dot, a header without its block; true for a real mistake, so that it is reported. Evaluates nothing.
     */
    public boolean complete(String source) {
        String text = source.replace("\r\n", "\n").stripTrailing();
        if (text.isBlank()) return true;
        InputCompleteness openness = new InputCompleteness(text);
        InputCompleteness.State state = openness.state();
        if (state != InputCompleteness.State.BALANCED) return state == InputCompleteness.State.WRONG;
        try {
            ParsedInput.of("Input.groovy", text);
            return true;
        } catch (MultipleCompilationErrorsException e) {
            return !openness.dangling() && !endsEarly(e, text);
        } catch (CompilationFailedException e) {
            return true;
        }
    }

    private static boolean endsEarly(MultipleCompilationErrorsException thrown, String text) {
        if (!(thrown.getErrorCollector().getError(0) instanceof SyntaxErrorMessage message)) return false;
        SyntaxException error = message.getCause();
        String words = error.getOriginalMessage();
        // A body or a catch may come on the next line.
        if (words.contains("without method body") || words.startsWith("Either a catch or finally")) return true;
        int lastLine = (int) text.lines().count();
        int lastColumn = text.length() - (text.lastIndexOf('\n') + 1);
        return words.contains("<EOF>") || (error.getLine() == lastLine && error.getStartColumn() > lastColumn);
    }

    /**
     * Loads the compiler and what a first line needs, so that the first {@link #evaluate} is quick; does nothing once a text
     * was evaluated. Calls nothing of the binding, and no server. Meanwhile {@code evaluate} waits, because two compilations
     * side by side are slower than one after the other.
     */
    public void warm() {
        lock.lock();
        try {
            if (count > 0) return;
            GroovyClassLoader layer = compiler.layer(top(), new SessionTransform(Map.of()));
            String source = "[1, 2].collect { n -> \"warm ${n}\".toString() }.findAll { it.length() > 4 }";
            Class<?> compiled = compiler.compile(layer, new SourceText("Warm.groovy", source, line -> null));
            InvokerHelper.createScript(compiled, binding()).run();
        } finally {
            lock.unlock();
        }
        types.warm();
    }

    /** Names a person gave or may use: variables, methods and classes, of {@code lib/} too; sorted. No value is read. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Object name : variables().keySet().toArray()) names.add(String.valueOf(name));
        for (ParsedInput.Method method : methods) names.add(method.name());
        names.addAll(classes.keySet());
        for (String name : imports.keySet()) if (name.matches("\\p{Lu}\\w*")) names.add(name);
        names.addAll(types.names());
        return names;
    }

    /** The very value of a variable, for a look at its class; null when there is none. Calls nothing. */
    public Object held(String name) {
        return variables().get(name);
    }

    /** A class that was typed, or is in {@code lib/} or the JDK, by its simple name; null when there is none. Runs nothing. */
    public ClassMembers type(String name) {
        Class<?> typed = classes.get(name);
        if (typed != null) return ClassMembers.of(typed);
        Map<String, String> imported = new HashMap<>();
        String line = imports.get(name);
        // import a.b.C as D
        if (line != null)
            imported.put(name, line.replaceFirst("^import\\s+", "").replaceFirst("\\s+as\\s+.*", ""));
        return types.of(name, imported);
    }

    /**
     * From now on library classes are read anew. Classes typed in this session are forgotten, since they may hold the old
     * ones; variables, imports and methods stay.
     */
    public void reload() {
        lock.lock();
        try {
            compiler.reload();
            top = null;
            classes.clear();
        } finally {
            lock.unlock();
        }
    }

    /** The texts that ran to their end, in order. */
    public List<String> done() {
        return List.copyOf(done);
    }

    private Binding binding() {
        Binding made = binding;
        if (made != null) return made;
        synchronized (first) {
            if (binding == null) binding = first.get();
            return binding;
        }
    }

    /** None before the first text: typing does not wait for Groovy. */
    private Map<?, ?> variables() {
        Binding made = binding;
        return made == null ? Map.of() : made.getVariables();
    }

    private GroovyClassLoader top() {
        if (top == null) top = compiler.classes();
        return top;
    }
}
