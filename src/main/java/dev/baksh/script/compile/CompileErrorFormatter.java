package dev.baksh.script.compile;

import dev.baksh.client.api.BakshException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.ExceptionMessage;
import org.codehaus.groovy.control.messages.Message;
import org.codehaus.groovy.control.messages.SimpleMessage;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.syntax.SyntaxException;

/** The compiler's first complaint, as one line in clean words. */
public final class CompileErrorFormatter {
    private static final Pattern UNEXPECTED = Pattern.compile("Unexpected input: '(.*)'", Pattern.DOTALL);
    private static final Pattern CHARACTER = Pattern.compile("Unexpected character: '(.*)'", Pattern.DOTALL);
    private static final Pattern METHOD_WITHOUT_BODY =
            Pattern.compile("You cannot define a method\\[(.*)] without method body.*", Pattern.DOTALL);
    private static final Pattern UNRESOLVED = Pattern.compile("unable to resolve class (\\S+).*", Pattern.DOTALL);

    /** Where a line of a unit is, or null. */
    public interface Places {
        String place(String unit, int line);
    }

    private CompileErrorFormatter() {}

    /** A {@link BakshException} from inside the compiler (a library file that may not be used) comes out as it is. */
    public static BakshException of(Throwable thrown, Places places) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BakshException ours) return ours;
            if (cause instanceof MultipleCompilationErrorsException several) return first(several, places);
            if (cause instanceof StackOverflowError) {
                return ScriptException.atCompile(null, "brackets or blocks are nested too deeply", null, thrown);
            }
        }
        String message = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
        return ScriptException.atCompile(
                null, "this cannot be compiled: " + ErrorTranslator.line(message), null, thrown);
    }

    private static BakshException first(MultipleCompilationErrorsException thrown, Places places) {
        List<? extends Message> errors = thrown.getErrorCollector().getErrors();
        for (Message error : errors) {
            if (error instanceof ExceptionMessage wrapped && wrapped.getCause() != null)
                return of(wrapped.getCause(), places);
        }
        SyntaxException syntax = errors.stream()
                .map(error -> error instanceof SyntaxErrorMessage message ? message.getCause() : null)
                .filter(Objects::nonNull)
                .min(Comparator.comparingInt(SyntaxException::getLine))
                .orElse(null);
        if (syntax == null) {
            String text = errors.get(0) instanceof SimpleMessage simple ? simple.getMessage() : thrown.getMessage();
            return ScriptException.atCompile(null, ErrorTranslator.line(text), null, thrown);
        }
        String place = places.place(syntax.getSourceLocator(), syntax.getLine());
        String words = words(syntax.getOriginalMessage());
        return ScriptException.atCompile(place, words, hint(syntax.getOriginalMessage()), thrown);
    }

    /** Groovy's message in a person's words. */
    static String words(String message) {
        String text = message.strip();
        Matcher unexpected = UNEXPECTED.matcher(text);
        if (unexpected.matches()) {
            String input = ErrorTranslator.line(unexpected.group(1));
            return input.equals("<EOF>") ? "the text ends too early" : "'" + input + "' is not expected here";
        }
        Matcher character = CHARACTER.matcher(text);
        if (character.matches()) {
            String found = character.group(1);
            boolean quote = found.equals("'") || found.equals("\\'") || found.equals("\"");
            return quote ? "a string that begins here is not closed" : "'" + found + "' is not expected here";
        }
        Matcher bodyless = METHOD_WITHOUT_BODY.matcher(text);
        if (bodyless.matches()) return "method '" + bodyless.group(1) + "' has no body";
        Matcher unresolved = UNRESOLVED.matcher(text);
        if (unresolved.matches()) return "there is no class '" + unresolved.group(1) + "'";
        return ErrorTranslator.line(text.lines().findFirst().orElse("cannot be compiled"));
    }

    private static String hint(String message) {
        return UNRESOLVED.matcher(message.strip()).matches()
                ? "import it, or put it in lib/ under the name of its class"
                : null;
    }
}
