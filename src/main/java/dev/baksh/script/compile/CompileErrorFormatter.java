package dev.baksh.script.compile;

import dev.baksh.client.api.BakshException;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.ExceptionMessage;
import org.codehaus.groovy.control.messages.Message;
import org.codehaus.groovy.control.messages.SimpleMessage;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.syntax.SyntaxException;

/**
 * Converter of a compile failure into a {@link BakshException}: the first error in one line of plain words, with its
 * location and a hint if there are any.
 */
public final class CompileErrorFormatter {
    private static final Pattern UNEXPECTED = Pattern.compile("Unexpected input: '(.*)'", Pattern.DOTALL);
    private static final Pattern CHARACTER = Pattern.compile("Unexpected character: '(.*)'", Pattern.DOTALL);
    private static final Pattern METHOD_WITHOUT_BODY =
            Pattern.compile("You cannot define a method\\[(.*)] without method body.*", Pattern.DOTALL);
    private static final Pattern UNRESOLVED = Pattern.compile("unable to resolve class (\\S+).*", Pattern.DOTALL);

    /** Lookup of the location of a line of a compilation unit; null for an unknown unit. */
    public interface LineLocator {
        String locate(String unit, int line);
    }

    private CompileErrorFormatter() {}

    /**
     * Converts a compile failure. A {@link BakshException} inside, such as a refused library file, is returned
     * unchanged.
     */
    public static BakshException toException(Throwable throwable, LineLocator locator) {
        for (Throwable cause = throwable; cause != null; cause = cause.getCause()) {
            if (cause instanceof BakshException bakshException) return bakshException;
            if (cause instanceof MultipleCompilationErrorsException compilationErrors)
                return fromFirstError(compilationErrors, locator);
            if (cause instanceof StackOverflowError) {
                return ScriptException.compileError(null, "brackets or blocks are nested too deeply", null, throwable);
            }
        }
        String message = throwable.getMessage() == null ? throwable.getClass().getSimpleName() : throwable.getMessage();
        return ScriptException.compileError(
                null, "the script cannot be compiled: " + ErrorTranslator.singleLine(message), null, throwable);
    }

    private static BakshException fromFirstError(MultipleCompilationErrorsException throwable, LineLocator locator) {
        List<? extends Message> errors = throwable.getErrorCollector().getErrors();
        for (Message error : errors) {
            if (error instanceof ExceptionMessage exceptionMessage && exceptionMessage.getCause() != null)
                return toException(exceptionMessage.getCause(), locator);
        }
        SyntaxException syntaxError = errors.stream()
                .filter(SyntaxErrorMessage.class::isInstance)
                .map(error -> ((SyntaxErrorMessage) error).getCause())
                .min(Comparator.comparingInt(SyntaxException::getLine))
                .orElse(null);
        if (syntaxError == null) {
            String text = errors.get(0) instanceof SimpleMessage simpleMessage
                    ? simpleMessage.getMessage()
                    : throwable.getMessage();
            return ScriptException.compileError(null, ErrorTranslator.singleLine(text), null, throwable);
        }
        String location = locator.locate(syntaxError.getSourceLocator(), syntaxError.getLine());
        String description = describe(syntaxError.getOriginalMessage());
        return ScriptException.compileError(location, description, hint(syntaxError.getOriginalMessage()), throwable);
    }

    /** Translates a message of the Groovy compiler into plain words. */
    static String describe(String message) {
        String text = message.strip();
        Matcher unexpected = UNEXPECTED.matcher(text);
        if (unexpected.matches()) {
            String input = ErrorTranslator.singleLine(unexpected.group(1));
            return input.equals("<EOF>") ? "the script ends too early" : "'" + input + "' is not expected here";
        }
        Matcher character = CHARACTER.matcher(text);
        if (character.matches()) {
            String found = character.group(1);
            boolean isQuote = found.equals("'") || found.equals("\\'") || found.equals("\"");
            return isQuote ? "a string that begins here is not closed" : "'" + found + "' is not expected here";
        }
        Matcher withoutBody = METHOD_WITHOUT_BODY.matcher(text);
        if (withoutBody.matches()) return "method '" + withoutBody.group(1) + "' has no body";
        Matcher unresolved = UNRESOLVED.matcher(text);
        if (unresolved.matches()) return "no class '" + unresolved.group(1) + "' is known";
        return ErrorTranslator.singleLine(text.lines().findFirst().orElse("cannot be compiled"));
    }

    /** Returns the hint for a character that texts from formatted documents contain, or null. */
    private static String characterHint(String found) {
        if ("‘’‚‛“”„‟«»‹›`´".contains(found)) return "write straight quotes: n2ws.policies['nightly']";
        if (found.codePoints().allMatch(c -> Character.getType(c) == Character.DASH_PUNCTUATION || c == 0x2212))
            return "write the sign -";
        return found.codePoints().allMatch(Character::isSpaceChar)
                ? "replace this special blank by an ordinary blank"
                : null;
    }

    private static String hint(String message) {
        Matcher character = CHARACTER.matcher(message.strip());
        if (character.matches()) return characterHint(character.group(1));
        return UNRESOLVED.matcher(message.strip()).matches()
                ? "import the class, or put a file with the name of the class into lib/"
                : null;
    }
}
