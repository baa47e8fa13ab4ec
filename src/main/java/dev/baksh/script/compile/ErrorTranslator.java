package dev.baksh.script.compile;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import groovy.lang.Binding;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.runtime.InvokerInvocationException;

/**
 * Translator of script failures into one line for the user, a next step and the location in the script.
 *
 * @param compiler compiler of the scripts; identifies their stack frames
 * @param controlFlowExceptions exceptions that end a script without a failure ({@code exit 3}); returned unchanged
 */
public record ErrorTranslator(ScriptCompiler compiler, List<Class<? extends RuntimeException>> controlFlowExceptions) {
    public ErrorTranslator {
        controlFlowExceptions = List.copyOf(controlFlowExceptions);
    }

    /**
     * Returns the exception to throw in place of {@code throwable}: a control flow exception unchanged, or else a
     * {@link ScriptException} with the exit and hint of a {@link BakshException}, exit 130 for an interrupt, and exit 1
     * for others.
     *
     * @param binding variables to suggest for a misspelt name; only names are read
     */
    public RuntimeException translate(Throwable throwable, Binding binding) {
        List<Throwable> causes = unwrap(throwable);
        Throwable rootCause = causes.get(causes.size() - 1);
        for (Class<? extends RuntimeException> controlType : controlFlowExceptions)
            if (controlType.isInstance(rootCause)) return controlType.cast(rootCause);
        if (rootCause instanceof ScriptException scriptException) return scriptException;
        if (rootCause instanceof CompilationFailedException
                || rootCause.getCause() instanceof CompilationFailedException) {
            return compiler.translateCompileError(rootCause);
        }
        ScriptFailure error = describe(rootCause, binding);
        return ScriptException.runtimeError(
                error.exitCode(), error.message(), error.hint(), findLocation(causes), rootCause);
    }

    private ScriptFailure describe(Throwable rootCause, Binding binding) {
        if (rootCause instanceof BakshException bakshException)
            return new ScriptFailure(bakshException.exit(), bakshException.getMessage(), bakshException.hint());
        UnknownNameDescriber unknownName = new UnknownNameDescriber(compiler, binding);
        if (rootCause instanceof MissingPropertyException missing) return unknownName.describeProperty(missing);
        if (rootCause instanceof MissingMethodException missing) return unknownName.describeMethod(missing);
        if (rootCause instanceof InterruptedException)
            return new ScriptFailure(ExitCode.INTERRUPTED, "interrupted", null);
        return ScriptFailure.of(rootCause);
    }

    /** Returns the deepest script frame of the innermost throwable that has one. */
    private String findLocation(List<Throwable> causes) {
        for (int i = causes.size() - 1; i >= 0; i--) {
            for (Throwable cause = causes.get(i); cause != null; cause = cause.getCause()) {
                for (StackTraceElement frame : cause.getStackTrace()) {
                    String location = compiler.location(frame);
                    if (location != null) return location;
                }
            }
        }
        return null;
    }

    /** Returns the causes from the outermost wrapper to the failure itself. */
    private static List<Throwable> unwrap(Throwable throwable) {
        List<Throwable> causes = new ArrayList<>(List.of(throwable));
        Throwable cause = throwable;
        while (isWrapper(cause) && cause.getCause() != null && !causes.contains(cause.getCause())) {
            cause = cause.getCause();
            causes.add(cause);
        }
        return causes;
    }

    private static boolean isWrapper(Throwable throwable) {
        return throwable instanceof InvokerInvocationException
                || throwable instanceof UndeclaredThrowableException
                || throwable instanceof InvocationTargetException
                || throwable instanceof ExecutionException
                || throwable instanceof CompletionException
                || throwable instanceof ExceptionInInitializerError;
    }

    /** Converts a text to one line without control characters, since an exception's message can contain data of a server. */
    public static String singleLine(String text) {
        return stripControlCharacters(text.strip().replaceAll("\\R\\s*", " "));
    }

    /** Replaces control characters except line ends. */
    static String stripControlCharacters(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n]]", "\uFFFD");
    }
}
