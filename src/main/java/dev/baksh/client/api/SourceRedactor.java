package dev.baksh.client.api;

import dev.baksh.client.text.GroovyLexer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Redactor of script source: detects secrets in literals ({@code apiKey: '...'}), and masks all strings and comments of
 * a source that mentions a secret.
 */
public final class SourceRedactor {
    private static final Pattern WORD = Pattern.compile("[\\w-]++");
    /** Symbols between a name and its number: {@code password: [-1}. */
    private static final String BEFORE_NUMBER = ":=([,+-<?\n";
    /** Longer texts are no names. */
    private static final int MAX_NAME = 100;

    /** Name, and the start of its value: a quote after a separator, the value of an option, or of a pair in a string. */
    private static final Pattern GIVEN = Pattern.compile(
            "(?<![\\w-])([\\w-]++)(?:(?:['\"]?\\s*[:=]\\s*|['\"]\\s*,\\s*|\\s+|\\s*\\(\\s*)(?:['\"/\\d]|\\$/|[+-]\\d)|(?<=--[\\w-]{1,99})[= ]\\s*\\S"
                    + "|=(?<=['\"?&;][\\w-]{1,99}=)[^\\s'\"&])");

    private SourceRedactor() {}

    /**
     * Returns true when a text contains the value of a secret: {@code apiKey: 'x'}, {@code password 'x'}, {@code
     * put('token', 'x')}, {@code --token x}, also within a string: {@code 'Authorization: Bearer x'}.
     */
    public static boolean containsSecret(String text) {
        Matcher given = GIVEN.matcher(text);
        while (given.find()) if (SecretNames.isSecret(given.group(1))) return true;
        return SecretNames.URL_USER.matcher(text).find()
                || containsValue(text)
                        && GroovyLexer.tokenize(text).stream()
                                .anyMatch(token ->
                                        token.kind() == GroovyLexer.Kind.STRING && containsValue(token.text()));
    }

    /** Returns true for a text with a named value, also in a string that contains line ends as escapes. */
    private static boolean containsValue(String text) {
        return BodyRedactor.containsSecret(text.replace("\\n", "\n"));
    }

    /**
     * Returns the source in one line. If the source mentions a secret, the line is without strings, comments and the numbers
     * behind names of secrets, and with a hash of the whole source. Null for null.
     */
    public static String redact(String source) {
        if (source == null) return null;
        if (!mentionsSecret(source)) return toLine(source);
        StringBuilder redacted = new StringBuilder();
        String name = "";
        for (GroovyLexer.Token token : GroovyLexer.tokenize(source)) {
            String text = token.text();
            switch (token.kind()) {
                case STRING -> redacted.append("'***'");
                case COMMENT -> redacted.append("/* *** */");
                case NUMBER -> redacted.append(SecretNames.isSecret(name) ? SecretNames.REDACTED : text);
                default -> redacted.append(text);
            }
            name = switch (token.kind()) {
                case WORD, STRING -> text.length() <= MAX_NAME ? text : "";
                case COMMENT, SPACE -> name;
                case SYMBOL -> BEFORE_NUMBER.contains(text) ? name : "";
                case NUMBER -> "";
            };
        }
        return redacted.toString().equals(source) ? toLine(source) : toLine(redacted.toString()) + hash(source);
    }

    /** Returns true when a result of {@link #redact}, also that of an older version, is that of this source. */
    public static boolean isRedacted(String redacted, String source) {
        return redacted.equals(toLine(source)) || redacted.equals(redact(source)) || redacted.endsWith(hash(source));
    }

    private static String toLine(String source) {
        return source.replaceAll("\\s+", " ").strip();
    }

    /** Returns a text that changes with each change of the source, except for white space. */
    private static String hash(String source) {
        return " (sha256 " + Sha256.hex(toLine(source)).substring(0, 16) + ")";
    }

    private static boolean mentionsSecret(String source) {
        Matcher word = WORD.matcher(source);
        while (word.find()) if (SecretNames.isSecret(word.group())) return true;
        return containsValue(source) || SecretNames.URL_USER.matcher(source).find();
    }
}
