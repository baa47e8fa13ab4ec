package dev.baksh.script.compile;

import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.NameSuggestions;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.codehaus.groovy.runtime.powerassert.PowerAssertionError;

/**
 * Description of the failure of a script in plain words: exit code, message and hint.
 *
 * @param exitCode exit code of the process
 * @param message one line
 * @param hint lines, or null
 */
record ScriptFailure(ExitCode exitCode, String message, String hint) {
    private static final Pattern NULL_ACCESS =
            Pattern.compile("Cannot (get property|set property|invoke method) '?([^'(]*)(\\(.*\\))?'? on null object");
    private static final Pattern CAST_FAILURE = Pattern.compile(
            "Cannot cast object '(.*)' with class '(?:[\\w.]*\\.)?(\\w+)' to class '(?:[\\w.]*\\.)?([\\w\\[\\]]+)'.*",
            Pattern.DOTALL);
    private static final Pattern COMPARISON_FAILURE = Pattern.compile(
            "Cannot compare (?:[\\w.]*\\.)?(\\w+) with value '.*' and (?:[\\w.]*\\.)?(\\w+) with value '.*'",
            Pattern.DOTALL);
    private static final Pattern EMPTY_ACCESS =
            Pattern.compile("Cannot (?:(?:access|call) )?(\\w+)\\(\\).* (?:an )?empty .*");
    private static final Pattern NUMBER_FORMAT = Pattern.compile("For input string: (\"[^\"]*\").*", Pattern.DOTALL);

    /** Exception classes whose name adds no information to the message. */
    private static final Set<String> GENERIC_EXCEPTIONS = Set.of("""
            RuntimeException Exception Error IllegalStateException IllegalArgumentException UncheckedIOException
            IOException""".split("\\s+"));

    static ScriptFailure failed(String message, String hint) {
        return new ScriptFailure(ExitCode.FAILED, message, hint);
    }

    /** Describes an exception that is neither a {@link BakshException} nor a misspelt name. */
    static ScriptFailure of(Throwable throwable) {
        String text =
                throwable.getMessage() == null ? "" : ErrorTranslator.stripControlCharacters(throwable.getMessage());
        if (throwable instanceof PowerAssertionError) return fromAssertion(text);
        if (throwable instanceof AssertionError) {
            return failed(
                    text.isBlank() ? "assertion failed" : "assertion failed: " + ErrorTranslator.singleLine(text),
                    null);
        }
        if (throwable instanceof StackOverflowError) {
            return failed("a method or closure calls itself endlessly", null);
        }
        if (throwable instanceof OutOfMemoryError) {
            return failed("out of memory", "process the rows one by one, or set BAKSH_JAVA_OPTS=-Xmx1g");
        }
        if (throwable instanceof NullPointerException) return fromNullPointer(throwable, text);
        if (throwable instanceof ArithmeticException)
            return failed(lowerCaseFirst(text.isBlank() ? "arithmetic error" : text), null);
        if (throwable instanceof NumberFormatException && !text.isBlank()) return fromNumberFormat(text);
        if (throwable instanceof ClassCastException && !text.isBlank()) return fromCast(text);
        Matcher emptyAccess = EMPTY_ACCESS.matcher(text);
        if (throwable instanceof NoSuchElementException && emptyAccess.matches()) {
            String verb = emptyAccess.group(1);
            return failed(
                    "the list before ." + verb + "() is empty", "test it first: list ? list." + verb + "() : null");
        }
        Matcher comparison = COMPARISON_FAILURE.matcher(text);
        if (comparison.matches()) return fromComparison(comparison.group(1), comparison.group(2));
        return failed(describe(throwable, text), null);
    }

    /** Describes a power assertion: the expression is the first line, the values follow. */
    private static ScriptFailure fromAssertion(String text) {
        String rendered = text.strip();
        int end = rendered.indexOf('\n');
        String firstLine = end < 0 ? rendered : rendered.substring(0, end);
        String expression = firstLine.startsWith("assert ") ? firstLine.substring("assert ".length()) : firstLine;
        return failed("assertion failed: " + expression.strip(), end < 0 ? null : rendered.stripTrailing());
    }

    private static ScriptFailure fromNullPointer(Throwable throwable, String text) {
        Matcher matcher = NULL_ACCESS.matcher(text);
        if (!matcher.matches()) {
            // Inside Groovy the JDK's message names internal variables, which do not help the user.
            boolean useMessage = !text.isBlank() && !isInsideGroovy(throwable);
            return failed(
                    useMessage
                            ? "null: " + lowerCaseFirst(ErrorTranslator.singleLine(text))
                            : "null where a value was needed",
                    null);
        }
        String name = matcher.group(2);
        String summary = switch (matcher.group(1)) {
            case "get property" -> "cannot read '" + name + "' of null";
            case "set property" -> "cannot set '" + name + "' of null";
            default -> "cannot call " + name + "() on null";
        };
        return failed(
                summary,
                "the value before '." + name + "' is null: a find without a match, a max() of an empty list, or a"
                        + " field that is not set; with ?." + name + " the result is null too");
    }

    private static boolean isInsideGroovy(Throwable throwable) {
        StackTraceElement[] frames = throwable.getStackTrace();
        return frames.length > 0 && frames[0].getClassName().matches("(org\\.codehaus\\.groovy|groovy)\\..*");
    }

    private static ScriptFailure fromComparison(String left, String right) {
        boolean hasInstant = left.equals("Instant") || right.equals("Instant");
        boolean hasDuration = left.equals("Duration") || right.equals("Duration");
        return failed(
                "cannot compare " + NameSuggestions.withArticle(left) + " with " + NameSuggestions.withArticle(right),
                hasInstant
                        ? "write a time as instant('2026-11-01'), instant('2026-11-01T22:00Z') or 2.days.ago"
                        : hasDuration ? "write a duration as 90.minutes or 2.hours" : null);
    }

    private static ScriptFailure fromNumberFormat(String text) {
        Matcher matcher = NUMBER_FORMAT.matcher(text);
        String value = matcher.matches() ? matcher.group(1) : ErrorTranslator.singleLine(text);
        return failed(value + " is not a number", null);
    }

    private static ScriptFailure fromCast(String text) {
        Matcher matcher = CAST_FAILURE.matcher(text);
        if (!matcher.matches()) return failed(lowerCaseFirst(ErrorTranslator.singleLine(text)), null);
        return failed(
                "cannot make " + NameSuggestions.withArticle(matcher.group(3)) + " of '"
                        + ErrorTranslator.singleLine(matcher.group(1)) + "' ("
                        + NameSuggestions.withArticle(matcher.group(2))
                        + ")",
                null);
    }

    /**
     * Describes an exception by class and message: {@code NoSuchFileException: x.csv} gives {@code no such file:
     * x.csv}.
     */
    private static String describe(Throwable throwable, String text) {
        String name = throwable.getClass().getSimpleName();
        String message = ErrorTranslator.singleLine(text);
        if (GENERIC_EXCEPTIONS.contains(name) && !message.isEmpty()) return message;
        String typeName = name.replaceFirst("(Exception|Error)$", "").replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ");
        String label = typeName.isBlank() ? "error" : typeName.toLowerCase(Locale.ROOT);
        return message.isEmpty() ? label : label + ": " + message;
    }

    private static String lowerCaseFirst(String text) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
