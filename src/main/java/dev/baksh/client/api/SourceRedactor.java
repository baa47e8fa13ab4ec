package dev.baksh.client.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Redactor of source text, which may contain a secret as a literal: {@code apiKey: '...'}. */
public final class SourceRedactor {
    private static final Pattern WORD = Pattern.compile("[\\w-]++");
    /** Strings of Groovy; a string in three quotes counts as a string between two empty strings. */
    private static final Pattern STRING =
            Pattern.compile("'(?:\\\\.|[^'\\\\])++'|\"(?:\\\\.|[^\"\\\\])++\"", Pattern.DOTALL);
    /** Literal without quotes behind a name. */
    private static final Pattern BARE_VALUE =
            Pattern.compile("(?<![\\w-])([\\w-]++)(['\"]?\\s*[:=]\\s*|\\s*\\(\\s*|\\s+)(\\d[\\w.]*|/[^/\\n]+/)");

    /** Name, and the start of its value: a quote behind a separator, or the value of an option. */
    private static final Pattern GIVEN = Pattern.compile(
            "(?<![\\w-])([\\w-]++)(?:(?:['\"]?\\s*[:=]\\s*|['\"]\\s*,\\s*|\\s+|\\s*\\(\\s*)['\"/\\d]|(?<=--[\\w-]{1,99})[= ]\\s*\\S)");

    private SourceRedactor() {}

    /** Returns true when a text gives a secret: {@code apiKey: 'x'}, {@code password 'x'}, {@code put('token', 'x')}, {@code --token x}. */
    public static boolean containsSecret(String text) {
        Matcher given = GIVEN.matcher(text);
        while (given.find()) if (SecretNames.isSecret(given.group(1))) return true;
        return text.contains("://") && SecretNames.URL_USER.matcher(text).find();
    }

    /**
     * Returns the text unchanged if it mentions no secret, or without its literals and with a hash of the whole text,
     * which changes with each change of the text. Null for null.
     */
    public static String redact(String source) {
        if (source == null || !mentionsSecret(source)) return source;
        String redacted = STRING.matcher(source).replaceAll("'***'");
        redacted = BARE_VALUE
                .matcher(redacted)
                .replaceAll(value -> Matcher.quoteReplacement(
                        SecretNames.isSecret(value.group(1))
                                ? value.group(1) + value.group(2) + SecretNames.REDACTED
                                : value.group()));
        if (redacted.equals(source)) return source;
        return redacted + " (sha256 " + Sha256.hex(source).substring(0, 16) + ")";
    }

    private static boolean mentionsSecret(String source) {
        Matcher word = WORD.matcher(source);
        while (word.find()) if (SecretNames.isSecret(word.group())) return true;
        return SecretNames.URL_USER.matcher(source).find();
    }
}
