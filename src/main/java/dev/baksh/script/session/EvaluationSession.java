package dev.baksh.script.session;

import dev.baksh.dsl.ClassMembers;
import dev.baksh.script.check.ClassLookup;
import dev.baksh.script.compile.CompileErrorFormatter;
import dev.baksh.script.compile.ErrorTranslator;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.compile.ScriptException;
import dev.baksh.script.compile.SourceText;
import groovy.lang.Binding;
import groovy.lang.GroovyClassLoader;
import groovy.lang.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.codehaus.groovy.syntax.SyntaxException;

/**
 * Evaluator of the inputs of a shell. Each input sees what earlier inputs declared: variables, imports, methods,
 * classes.
 * <ul>
 *   <li>All variables, including {@code def} and typed variables of the top level, are stored in the binding.
 *   <li>Imports and methods are stored as source and compiled again after each input, so that line numbers stay
 *       correct. A method is a method of every later script, as in a runbook: overloads, recursion and annotations
 *       work, and a variable can have the same name. A closure created before a redefinition calls the old method.
 *   <li>Classes are compiled once. A new class hides an old class with the same name from later inputs; existing
 *       objects, and classes that use the old class, keep the old class.
 * </ul>
 *
 * <p>{@code _} is the last value that was not null, {@code __} the value before, {@code _err} the last failure. An
 * input that ends in a declaration has no value. An interrupt of the thread ends loops and closures with an
 * InterruptedException. Inputs run one at a time; a second thread waits.
 */
public final class EvaluationSession {
    /** Index of an input that is not saved. */
    private static final int NO_INPUT = -1;

    private final ScriptCompiler compiler;
    private final ErrorTranslator errorTranslator;
    private final Supplier<? extends Binding> bindingFactory;
    private volatile Binding binding;
    private final ClassLookup typeIndex;
    private final ReentrantLock lock = new ReentrantLock();
    /** Declarations of the inputs. Replaced and never changed, because completion reads them during an evaluation. */
    private volatile Map<String, String> imports = Map.of();

    private volatile List<InputDeclarations.Method> methods = List.of();
    private volatile Map<String, Class<?>> classes = Map.of();
    private final List<SessionInput> inputs = new ArrayList<>();
    private final Set<Integer> failedInputs = ConcurrentHashMap.newKeySet();
    private volatile int currentInput = NO_INPUT;
    private volatile LongSupplier unsentWrites = () -> 0;
    private volatile Supervisor supervisor = Callable::call;
    private volatile BooleanSupplier dryRun = () -> false;
    private volatile Supplier<Map<String, String>> serversInUse = Map::of;
    private final List<String> declaringSources = new CopyOnWriteArrayList<>();
    private GroovyClassLoader classLoader;
    private int inputCount;

    /** @param bindingFactory creates the binding at first use, because Groovy's runtime is slow to load */
    public EvaluationSession(
            ScriptCompiler compiler, ErrorTranslator errorTranslator, Supplier<? extends Binding> bindingFactory) {
        this.compiler = compiler;
        this.errorTranslator = errorTranslator;
        this.bindingFactory = bindingFactory;
        this.typeIndex = new ClassLookup(compiler);
    }

    /**
     * Evaluates an input and returns the value of its last statement; null for declarations only.
     *
     * <p>Declarations of an input stay after a successful compilation, even when the input then fails at run time.
     *
     * @throws ScriptException (exit 1) compile error or failure of the input; (exit 130) the thread was interrupted
     */
    public Object evaluate(String source) {
        return evaluate(source, true);
    }

    /** Evaluates an input as {@link #evaluate}; a saved session does not contain the input. */
    public Object evaluateUnsaved(String source) {
        return evaluate(source, false);
    }

    private Object evaluate(String source, boolean isSaved) {
        String unit = null;
        try {
            lock.lockInterruptibly();
            long unsentBefore = unsentWrites.getAsLong();
            boolean isDryRun = dryRun.getAsBoolean();
            SessionInput.Outcome outcome = SessionInput.Outcome.FAILED;
            currentInput = isSaved ? inputs.size() : NO_INPUT;
            try {
                unit = "Input" + ++inputCount + ".groovy";
                String inputUnit = unit;
                Object value = supervisor.call(() -> evaluate(inputUnit, source.replace("\r\n", "\n")));
                boolean hasUnsentWrite = unsentWrites.getAsLong() != unsentBefore;
                outcome = hasUnsentWrite ? SessionInput.Outcome.NOT_SENT : SessionInput.Outcome.DONE;
                return value;
            } finally {
                if (isSaved)
                    inputs.add(new SessionInput(source.replace("\r\n", "\n"), outcome, isDryRun, serversInUse.get()));
                lock.unlock();
            }
        } catch (Throwable e) {
            RuntimeException failure = errorTranslator.translate(e, binding());
            if (failure instanceof ScriptException) binding().setVariable("_err", failure);
            throw failure;
        } finally {
            // Otherwise a later failure in an old closure would be reported at a line of the newest input.
            if (unit != null) compiler.forgetUnit(unit);
        }
    }

    private Object evaluate(String unit, String source) {
        int lineCount = (int) source.lines().count();
        SourceText sourceText =
                new SourceText(unit, source, line -> lineCount > 1 && line <= lineCount ? "line " + line : null);
        InputDeclarations input = parse(sourceText);
        for (InputDeclarations.Method method : input.methods()) rejectEntryPoint(method.name());

        Map<String, String> nextImports = new LinkedHashMap<>(imports);
        input.classes().forEach(nextImports::remove);
        input.imports().keySet().forEach(nextImports::remove);
        List<InputDeclarations.Method> nextMethods = new ArrayList<>(methods);
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
        if (!input.methods().isEmpty() || !input.classes().isEmpty()) declaringSources.add(source);
        boolean isScript = Script.class.isAssignableFrom(compiledClass);
        Object value =
                isScript ? InvokerHelper.createScript(compiledClass, binding()).run() : null;
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
            List<InputDeclarations.Method> nextMethods,
            Map<String, Class<?>> visibleClasses,
            InputDeclarations input,
            GroovyClassLoader loader) {
        imports = nextImports;
        methods = nextMethods;
        Map<String, Class<?>> nextClasses = new HashMap<>(visibleClasses);
        if (!input.classes().isEmpty()) classLoader = loader;
        for (Class<?> loaded : loader.getLoadedClasses())
            if (input.classes().contains(loaded.getName())) nextClasses.put(loaded.getSimpleName(), loaded);
        classes = nextClasses;
    }

    private InputDeclarations parse(SourceText text) {
        try {
            return InputDeclarations.parse(text.unit(), text.source());
        } catch (CompilationFailedException e) {
            throw CompileErrorFormatter.toException(
                    e, (unit, line) -> line < 1 ? null : text.lineLocator().apply(line));
        }
    }

    /** Refuses the names run and main: Groovy would run such a method at once as the entry point of the input. */
    private static void rejectEntryPoint(String method) {
        if (method.equals("run") || method.equals("main")) {
            throw ScriptException.compileError(
                    null,
                    "a method in the shell cannot have the name '" + method + "'; choose another name",
                    null,
                    null);
        }
    }

    /**
     * Returns true for a complete input. False after an open bracket, comment or multi-line string, a trailing
     * operator, comma or dot, or a header without its block; true for a syntax error, so that the error is reported.
     * Evaluates nothing.
     */
    public boolean isComplete(String source) {
        String text = source.replace("\r\n", "\n").stripTrailing();
        if (text.isBlank()) return true;
        InputCompleteness completeness = new InputCompleteness(text);
        InputCompleteness.State state = completeness.scan();
        if (state != InputCompleteness.State.BALANCED) return state == InputCompleteness.State.INVALID;
        try {
            InputDeclarations.parse("Input.groovy", text);
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
        // A body or a catch can follow on the next line.
        if (errorText.contains("without method body") || errorText.startsWith("Either a catch or finally")) return true;
        int lastLine = (int) text.lines().count();
        int lastColumn = text.length() - (text.lastIndexOf('\n') + 1);
        return errorText.contains("<EOF>") || (error.getLine() == lastLine && error.getStartColumn() > lastColumn);
    }

    /**
     * Loads the compiler and the runtime classes of a first input, so that the first {@link #evaluate} is fast; has no
     * effect after an evaluation. Sends no request. Meanwhile {@code evaluate} waits, because two parallel compilations
     * are slower than two sequential compilations.
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

    /** Names that the user can type: variables, methods and classes, including {@code lib/}; sorted. Reads no value. */
    public Set<String> visibleNames() {
        Set<String> names = new TreeSet<>();
        for (Object name : variables().keySet().toArray()) names.add(String.valueOf(name));
        for (InputDeclarations.Method method : methods) names.add(method.name());
        names.addAll(classes.keySet());
        for (String name : imports.keySet()) if (name.matches("\\p{Lu}\\w*")) names.add(name);
        names.addAll(typeIndex.names());
        return names;
    }

    /** Returns true for a method of the base class of scripts, as {@code unlock}. */
    public boolean hasFunction(String name) {
        return Arrays.stream(compiler.baseClass().getMethods())
                .anyMatch(method -> method.getName().equals(name) && method.getDeclaringClass() != Object.class);
    }

    /** Returns the value of a variable without calling the value; null when undefined. */
    public Object variableValue(String name) {
        return variables().get(name);
    }

    /** Returns the members of a class of the session, {@code lib/} or the JDK by simple name, or null. Runs no code. */
    public ClassMembers classMembers(String name) {
        Class<?> declaredClass = classes.get(name);
        if (declaredClass != null) return ClassMembers.of(declaredClass);
        Map<String, String> importedNames = new HashMap<>();
        String line = imports.get(name);
        // import a.b.C as D
        if (line != null)
            importedNames.put(name, line.replaceFirst("^import\\s+", "").replaceFirst("(?<!\\s)\\s++as\\s.*", ""));
        return typeIndex.find(name, importedNames);
    }

    /**
     * Discards library classes, so that their files are read again, and the classes of this session, which may refer to
     * them. Variables, imports and methods stay.
     */
    public void reload() {
        lock.lock();
        try {
            compiler.reload();
            classLoader = null;
            classes = Map.of();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the index in {@link #inputs} of the latest input; negative for an input that is not saved. */
    public int currentInput() {
        return currentInput;
    }

    /** Marks an input as failed, because a job of the input has failed after the input. */
    public void markFailed(int input) {
        failedInputs.add(input);
    }

    /** Inputs in order. */
    public List<SessionInput> inputs() {
        lock.lock();
        try {
            List<SessionInput> result = new ArrayList<>(inputs);
            for (int i = 0; i < result.size(); i++)
                if (failedInputs.contains(i)) result.set(i, result.get(i).withOutcome(SessionInput.Outcome.FAILED));
            return result;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Connects the session with the dry run.
     *
     * @param isOn true while writes are printed instead of sent
     * @param writeCounter number of the writes that were printed or refused instead of sent
     */
    public void setDryRun(BooleanSupplier isOn, LongSupplier writeCounter) {
        dryRun = isOn;
        unsentWrites = writeCounter;
    }

    /** @param servers returns the names of the servers in use by kind */
    public void setServers(Supplier<Map<String, String>> servers) {
        serversInUse = servers;
    }

    /** Function that runs an input, for example together with its threads. */
    public interface Supervisor {
        Object call(Callable<?> input) throws Exception;
    }

    /** Sets the supervisor of each input. */
    public void setSupervisor(Supervisor inputSupervisor) {
        supervisor = inputSupervisor;
    }

    /** Returns the source of an input, followed by the imports of earlier inputs that the source may use. */
    public String withImports(String source) {
        StringBuilder text = new StringBuilder(source);
        imports.forEach((key, line) -> {
            String alias = key.substring(key.lastIndexOf(' ') + 1);
            if (alias.endsWith("*") || source.contains(alias)) text.append('\n').append(line);
        });
        return text.toString();
    }

    /** Sources of the inputs that declare methods or classes, in order; some failed at run time. */
    public List<String> declaringSources() {
        return List.copyOf(declaringSources);
    }

    /** Compiler of the inputs. */
    public ScriptCompiler compiler() {
        return compiler;
    }

    private Binding binding() {
        Binding current = binding;
        if (current != null) return current;
        synchronized (bindingFactory) {
            if (binding == null) binding = bindingFactory.get();
            return binding;
        }
    }

    /** Variables of the binding; empty before the first input, so that completion does not wait for Groovy. */
    private Map<?, ?> variables() {
        Binding current = binding;
        return current == null ? Map.of() : current.getVariables();
    }

    private GroovyClassLoader classLoader() {
        if (classLoader == null) classLoader = compiler.libraryClassLoader();
        return classLoader;
    }
}
