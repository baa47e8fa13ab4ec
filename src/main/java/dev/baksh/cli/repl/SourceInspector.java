package dev.baksh.cli.repl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.script.check.Finding;
import dev.baksh.script.check.ScriptInspection;
import dev.baksh.script.check.WriteCall;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.runbook.RunbookScript;
import dev.baksh.script.session.EvaluationSession;
import dev.baksh.script.session.SessionInput;
import dev.baksh.shell.SessionExporter;
import groovy.lang.Closure;
import groovy.lang.GString;
import java.io.File;
import java.nio.file.Path;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.codehaus.groovy.control.CompilationFailedException;

/**
 * Inspector of the inputs of the shell, by the rules of {@code baksh check}: refuses an expression of {@code :watch}
 * that writes or may write, and checks a saved session.
 *
 * @param secretDetector returns true for input that contains, or seems to contain, a secret
 */
record SourceInspector(EvaluationSession session, Map<String, Catalog> catalogs, Predicate<String> secretDetector)
        implements SessionExporter.Inspector {
    private static final Pattern NAME = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*");
    /** Names through which an expression reaches a variable without its name. */
    private static final Set<String> VARIABLE_LOOKUPS =
            Set.of("binding", "getBinding", "getProperty", "getVariable", "this", "owner", "delegate", "thisObject");
    /** Change of the methods of a class or of an object while the session runs. */
    private static final Pattern METACLASS = Pattern.compile("\\b(metaClass|getMetaClass|setMetaClass|mixin)\\b");

    private static final Pattern STATIC_ASSIGNMENT = Pattern.compile(
            "\\b(\\p{Lu}[\\p{L}\\p{N}_$]*)\\s*\\.\\s*[\\p{L}_$][\\p{L}\\p{N}_$.]*\\s*(?:=(?![=~])|<<|\\[)");

    private static final int MAX_DEPTH = 5;
    /** Classes of the JDK and of Groovy, whose methods call no code of the session. */
    private static final Pattern LIBRARY_CLASS =
            Pattern.compile("\\[|(java|sun\\.nio|groovy|org\\.codehaus\\.groovy|org\\.apache\\.groovy)\\.");

    private static final Pattern PLAIN_COLLECTION =
            Pattern.compile("groovy\\.lang\\.(Int|Number|Object)Range|org\\.apache\\.groovy\\.json\\."
                    + "|java\\.util\\.(?!Collections\\$(Unmodifiable|Synchronized|Checked|SetFromMap)|PriorityQueue)");

    private static final String HINT = "repeat a read: :watch 30s n2ws.backups.list(status: 'R')";

    @Override
    public boolean containsSecret(String input) {
        return secretDetector.test(input);
    }

    /** @throws BakshException (exit 3) the expression writes, or may write */
    void requireRead(String expression) {
        ScriptInspection inspection;
        try {
            inspection = ScriptInspection.inspectInput(
                    session.withImports(expression),
                    session.declaringSources().stream()
                            .map(session::withImports)
                            .toList(),
                    session.visibleNames(),
                    Path.of("").toAbsolutePath(),
                    session.compiler(),
                    catalogs);
        } catch (CompilationFailedException e) {
            return; // The evaluation reports the error, and runs nothing.
        }
        if (!inspection.writes().isEmpty())
            throw BakshException.refusal(
                    ":watch repeats its expression, and "
                            + inspection.writes().get(0).call().replaceFirst("^\\.", "a call of ") + " writes",
                    HINT);
        String codeVariable = findCodeVariable(expression);
        String reason = codeVariable != null
                ? "the variable " + codeVariable + " holds code"
                : isClassChanged(expression)
                        ? "an earlier input changed a class"
                        : !inspection.unfollowedCalls().isEmpty()
                                ? inspection.unfollowedCalls().get(0).message()
                                : inspection.isComplete()
                                        ? null
                                        : inspection.findings().get(0).message();
        if (reason != null)
            throw BakshException.refusal(
                    ":watch repeats its expression, but baksh cannot find out if the expression writes: " + reason,
                    HINT);
    }

    @Override
    public boolean mayWrite(String input) {
        try {
            requireRead(input);
            return false;
        } catch (BakshException e) {
            return true;
        }
    }

    /** Finds the problems of the script itself; a problem of a class in {@code lib/} stays when statements become comments. */
    @Override
    public List<Finding> findProblems(String script) {
        ScriptCompiler compiler = session.compiler().withBaseClass(RunbookScript.class);
        return ScriptInspection.inspect("saved.groovy", script, Path.of("").toAbsolutePath(), compiler, catalogs)
                .findings()
                .stream()
                .filter(finding -> finding.file() == null)
                .toList();
    }

    @Override
    public String findWrite(String input) {
        try {
            List<WriteCall> writes = ScriptInspection.inspectInput(
                            input, List.of(), session.visibleNames(), Path.of(""), session.compiler(), catalogs)
                    .writes();
            return writes.isEmpty() ? null : writes.get(0).call();
        } catch (CompilationFailedException e) {
            return null; // The check of the complete file reports the error.
        }
    }

    /**
     * Returns the name of a variable that holds code and occurs in the expression or in a declaration of the session;
     * or null.
     */
    private String findCodeVariable(String expression) {
        Set<String> names = findNames(expression);
        boolean looksUpVariables = names.stream().anyMatch(VARIABLE_LOOKUPS::contains);
        names.addAll(findNames(String.join("\n", session.declaringSources())));
        if (looksUpVariables || names.contains("binding") || names.contains("getBinding"))
            names.addAll(session.visibleNames());
        for (String name : names) {
            Object value = session.variableValue(name);
            if (value != null && !isData(value, 0)) return name;
        }
        return null;
    }

    private static Set<String> findNames(String text) {
        return NAME.matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns true if an earlier input may have given a class code of the session, in a static property or as a method. */
    private boolean isClassChanged(String expression) {
        Set<String> names = findNames(expression);
        return session.inputs().stream()
                .map(SessionInput::text)
                .anyMatch(input -> METACLASS.matcher(input).find()
                        || STATIC_ASSIGNMENT
                                .matcher(input)
                                .results()
                                .anyMatch(assignment -> names.contains(assignment.group(1))));
    }

    /** Returns true for a value without code of the session: plain values, values of baksh, and collections of both. */
    private static boolean isData(Object value, int depth) {
        if (value == null) return true;
        if (depth > MAX_DEPTH || value instanceof Closure<?>) return false;
        if (value instanceof GString text) return areData(Arrays.asList(text.getValues()), depth); // ${-> code}
        if (value instanceof Object[] items) return areData(Arrays.asList(items), depth);
        String className = value.getClass().getName();
        if (className.startsWith("dev.baksh.")) return true; // The iteration of rows would send a request.
        if (value instanceof Map<?, ?> map)
            return isPlainCollection(value, className) && areData(map.keySet(), depth) && areData(map.values(), depth);
        if (value instanceof Collection<?> items) return isPlainCollection(value, className) && areData(items, depth);
        boolean isPlain = value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof TemporalAccessor
                || value instanceof TemporalAmount
                || value instanceof Date
                || value instanceof Path
                || value instanceof File
                || value instanceof Throwable
                || value.getClass().isArray();
        return isPlain && LIBRARY_CLASS.matcher(className).lookingAt();
    }

    private static boolean areData(Collection<?> values, int depth) {
        return values.stream().allMatch(value -> isData(value, depth + 1));
    }

    /**
     * Returns false for a collection that calls code: a wrapper of the JDK hides the wrapped class, a sorted one a
     * comparator.
     */
    private static boolean isPlainCollection(Object collection, String className) {
        boolean isSorted = collection instanceof SortedMap<?, ?> map && map.comparator() != null
                || collection instanceof SortedSet<?> set && set.comparator() != null;
        return !isSorted && PLAIN_COLLECTION.matcher(className).lookingAt();
    }
}
