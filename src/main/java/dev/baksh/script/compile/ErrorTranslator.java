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

/** Turns whatever a script threw into one line for a person, a next step, and the place in their text. */
public final class ErrorTranslator {
    private final ScriptCompiler compiler;
    private final List<Class<? extends RuntimeException>> control;

    /**
     * @param compiler what compiled the scripts: it knows which stack frames are theirs
     * @param control  exceptions that are no failures but the script's way out ({@code exit 3}); they pass untouched
     */
    public ErrorTranslator(ScriptCompiler compiler, List<Class<? extends RuntimeException>> control) {
        this.compiler = compiler;
        this.control = List.copyOf(control);
    }

    /**
     * What to throw in place of {@code thrown}: a control exception itself, or else a {@link ScriptException} that keeps
     * the exit and hint of a {@link BakshException} and gives exit 1 to all others (130 to an interrupt).
     *
     * @param binding whose variables are suggested for a misspelt name; only their names are read
     */
    public RuntimeException of(Throwable thrown, Binding binding) {
        List<Throwable> layers = unwrap(thrown);
        Throwable fault = layers.get(layers.size() - 1);
        for (Class<? extends RuntimeException> way : control) if (way.isInstance(fault)) return way.cast(fault);
        if (fault instanceof ScriptException known) return known;
        if (fault instanceof CompilationFailedException || fault.getCause() instanceof CompilationFailedException) {
            return compiler.compileError(fault);
        }
        ScriptError words = words(fault, binding);
        return ScriptException.atRun(words.exit(), words.message(), words.hint(), place(layers), fault);
    }

    private ScriptError words(Throwable fault, Binding binding) {
        if (fault instanceof BakshException ours) return new ScriptError(ours.exit(), ours.getMessage(), ours.hint());
        UnknownNameError misspelt = new UnknownNameError(compiler, binding);
        if (fault instanceof MissingPropertyException missing) return misspelt.property(missing);
        if (fault instanceof MissingMethodException missing) return misspelt.method(missing);
        if (fault instanceof InterruptedException) return new ScriptError(ExitCode.INTERRUPTED, "interrupted", null);
        return ScriptError.of(fault);
    }

    /** The deepest frame that is the person's own, of the innermost throwable that has one. */
    private String place(List<Throwable> layers) {
        for (int i = layers.size() - 1; i >= 0; i--) {
            for (Throwable layer = layers.get(i); layer != null; layer = layer.getCause()) {
                for (StackTraceElement frame : layer.getStackTrace()) {
                    String place = compiler.place(frame);
                    if (place != null) return place;
                }
            }
        }
        return null;
    }

    /** From the outermost wrapper in to the fault itself. */
    private static List<Throwable> unwrap(Throwable thrown) {
        List<Throwable> layers = new ArrayList<>(List.of(thrown));
        Throwable layer = thrown;
        while (wraps(layer) && layer.getCause() != null && !layers.contains(layer.getCause())) {
            layer = layer.getCause();
            layers.add(layer);
        }
        return layers;
    }

    private static boolean wraps(Throwable thrown) {
        return thrown instanceof InvokerInvocationException
                || thrown instanceof UndeclaredThrowableException
                || thrown instanceof InvocationTargetException
                || thrown instanceof ExecutionException
                || thrown instanceof CompletionException
                || thrown instanceof ExceptionInInitializerError;
    }

    /** One line without control characters; a value that a server sent may stand in an exception's text. */
    public static String line(String text) {
        return lines(text.strip().replaceAll("\\R\\s*", " "));
    }

    /** The same, with line ends kept. */
    static String lines(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n]]", "\uFFFD");
    }
}
