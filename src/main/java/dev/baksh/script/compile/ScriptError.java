package dev.baksh.script.compile;

import dev.baksh.client.api.ExitCode;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.codehaus.groovy.runtime.powerassert.PowerAssertionError;

/**
 * What went wrong, in a person's words.
 *
 * @param exit    the kind of end
 * @param message one line
 * @param hint    lines, or null
 */
record ScriptError(ExitCode exit, String message, String hint) {
    private static final Pattern OF_NULL =
            Pattern.compile("Cannot (get property|set property|invoke method) '?([^'(]*)(\\(.*\\))?'? on null object");
    private static final Pattern CAST = Pattern.compile(
            "Cannot cast object '(.*)' with class '(?:[\\w.]*\\.)?(\\w+)' to class '(?:[\\w.]*\\.)?([\\w\\[\\]]+)'.*",
            Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("For input string: (\"[^\"]*\").*", Pattern.DOTALL);

    /** Their own names say less than the text a person put in. */
    private static final Set<String> NAMELESS = Set.of(
            "RuntimeException",
            "Exception",
            "Error",
            "IllegalStateException",
            "IllegalArgumentException",
            "UncheckedIOException",
            "IOException");

    static ScriptError failed(String message, String hint) {
        return new ScriptError(ExitCode.FAILED, message, hint);
    }

    /** Anything that is neither baksh's own nor a misspelling. */
    static ScriptError of(Throwable fault) {
        String text = fault.getMessage() == null ? "" : ErrorTranslator.lines(fault.getMessage());
        if (fault instanceof PowerAssertionError) return assertion(text);
        if (fault instanceof AssertionError) {
            return failed(
                    text.isBlank() ? "assertion failed" : "assertion failed: " + ErrorTranslator.line(text), null);
        }
        if (fault instanceof StackOverflowError) {
            return failed("a method or closure calls itself without end", null);
        }
        if (fault instanceof OutOfMemoryError) {
            return failed("out of memory", "go through the rows one by one, or give more: BAKSH_JAVA_OPTS=-Xmx1g");
        }
        if (fault instanceof NullPointerException) return ofNull(fault, text);
        if (fault instanceof ArithmeticException)
            return failed(lower(text.isBlank() ? "arithmetic error" : text), null);
        if (fault instanceof NumberFormatException) return number(text);
        if (fault instanceof ClassCastException) return cast(text);
        return failed(named(fault, text), null);
    }

    /** The text is the expression on its first line, and the values under it. */
    private static ScriptError assertion(String text) {
        String drawn = text.strip();
        int end = drawn.indexOf('\n');
        String first = end < 0 ? drawn : drawn.substring(0, end);
        String expression = first.startsWith("assert ") ? first.substring("assert ".length()) : first;
        return failed("assertion failed: " + expression.strip(), end < 0 ? null : drawn.stripTrailing());
    }

    private static ScriptError ofNull(Throwable fault, String text) {
        Matcher matcher = OF_NULL.matcher(text);
        if (!matcher.matches()) {
            // Inside Groovy the JDK's words name Groovy's own variables, which say nothing to a person.
            boolean say = !text.isBlank() && !insideGroovy(fault);
            return failed(say ? "null: " + lower(ErrorTranslator.line(text)) : "null where a value was needed", null);
        }
        String name = matcher.group(2);
        String tried = switch (matcher.group(1)) {
            case "get property" -> "cannot read '" + name + "' of null";
            case "set property" -> "cannot set '" + name + "' of null";
            default -> "cannot call " + name + "() on null";
        };
        return failed(
                tried, "what stands before '." + name + "' is null: a find that found nothing, or a field left out");
    }

    private static boolean insideGroovy(Throwable fault) {
        StackTraceElement[] frames = fault.getStackTrace();
        return frames.length > 0 && frames[0].getClassName().matches("(org\\.codehaus\\.groovy|groovy)\\..*");
    }

    private static ScriptError number(String text) {
        Matcher matcher = NUMBER.matcher(text);
        String what = matcher.matches() ? matcher.group(1) : ErrorTranslator.line(text);
        return failed(what + " is not a number", null);
    }

    private static ScriptError cast(String text) {
        Matcher matcher = CAST.matcher(text);
        if (!matcher.matches()) return failed(lower(ErrorTranslator.line(text)), null);
        return failed(
                "cannot make " + UnknownNameError.article(matcher.group(3)) + " of '"
                        + ErrorTranslator.line(matcher.group(1)) + "' (" + UnknownNameError.article(matcher.group(2))
                        + ")",
                null);
    }

    /** {@code NoSuchFileException: x.csv} gives {@code no such file: x.csv}. */
    private static String named(Throwable fault, String text) {
        String name = fault.getClass().getSimpleName();
        String message = ErrorTranslator.line(text);
        if (NAMELESS.contains(name) && !message.isEmpty()) return message;
        String words = name.replaceFirst("(Exception|Error)$", "").replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ");
        String kind = words.isBlank() ? "error" : words.toLowerCase(Locale.ROOT);
        return message.isEmpty() ? kind : kind + ": " + message;
    }

    private static String lower(String text) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
