package dev.baksh.client.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.baksh.client.api.BodyRedactor;
import dev.baksh.client.api.SecretNames;
import dev.baksh.client.config.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Redactor that replaces the secrets of this process in strings. */
public final class SecretRedactor {
    /** Shorter values may be common words; their redaction would make texts unreadable. */
    private static final int MIN_LENGTH = 6;
    /** Maximum number of stored tokens; older tokens have expired. */
    private static final int MAX_TOKENS = 100;

    /** Query after a path: {@code ?} after a character of a path, so that a question mark in a sentence does not count. */
    private static final Pattern URL_QUERY = Pattern.compile("(?<=[\\w/.-])\\?[^\\s?'\"<>]*=[^\\s?'\"<>]*");

    private final Set<String> secrets = new LinkedHashSet<>();
    private final Deque<String> tokens = new ArrayDeque<>();
    /** Encodings of all secrets, longest first; null until the next use after a change. */
    private volatile List<String> encodedSecrets;

    /** Adds a secret: raw, in base64, URL-encoded, and escaped for JSON. */
    public void add(Secret secret) {
        if (secret.reveal().length() < MIN_LENGTH) return;
        synchronized (this) {
            if (secrets.add(secret.reveal())) encodedSecrets = null;
        }
    }

    /** Adds the passwords of the proxies of this environment. */
    public void addProxyPasswords(Map<String, String> env) {
        EnvironmentProxySelector.secrets(env).forEach(this::add);
    }

    /**
     * Adds the secrets in the variables of baksh and in proxy URLs, so that no output contains them, also before a server is
     * used.
     */
    public void addVariables(Map<String, String> env) {
        addProxyPasswords(env);
        env.forEach((name, value) -> {
            if (!name.startsWith("BAKSH_") || !SecretNames.isSecret(name)) return;
            String text = value.strip();
            add(Secret.of(text));
            add(Secret.of(text.substring(text.lastIndexOf(' ') + 1))); // A token after "Bearer".
        });
    }

    /** Adds a token; the oldest token is dropped if there are too many. */
    public synchronized void add(String token) {
        if (token.length() < MIN_LENGTH || tokens.contains(token)) return;
        tokens.add(token);
        if (tokens.size() > MAX_TOKENS) tokens.remove();
        encodedSecrets = null;
    }

    /** Returns all encodings, longest first: one secret may be the start of another. */
    private List<String> encodedSecrets() {
        List<String> current = encodedSecrets;
        return current != null ? current : encodeSecrets();
    }

    private synchronized List<String> encodeSecrets() {
        if (encodedSecrets == null)
            encodedSecrets = Stream.of(secrets, tokens)
                    .flatMap(Collection::stream)
                    .flatMap(SecretRedactor::encodings)
                    .distinct()
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .toList();
        return encodedSecrets;
    }

    private static Stream<String> encodings(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                value,
                URLEncoder.encode(value, StandardCharsets.UTF_8),
                RequestTarget.encode(value),
                Base64.getEncoder().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                new String(JsonStringEncoder.getInstance().quoteAsString(value)));
    }

    /** Returns the text with {@code ***} in place of each secret; null for null. */
    public String redact(String text) {
        if (text == null) return null;
        String redacted = text;
        for (String encodedSecret : encodedSecrets())
            if (redacted.contains(encodedSecret)) redacted = redacted.replace(encodedSecret, SecretNames.REDACTED);
        return redactUrls(redacted);
    }

    /** Redacts the user in a URL, and the query parameters whose names mark a secret. */
    private static String redactUrls(String text) {
        String redacted = text;
        if (text.indexOf('@') > 0)
            redacted = SecretNames.URL_USER.matcher(redacted).replaceAll("://***@");
        if (text.indexOf('?') >= 0 && text.indexOf('=') >= 0)
            redacted = URL_QUERY
                    .matcher(redacted)
                    .replaceAll(
                            query -> Matcher.quoteReplacement(BodyRedactor.redactPairs(query.group(), value -> {})));
        return redacted;
    }

    /** Returns true if the text contains a known secret. */
    public boolean containsSecret(String text) {
        return encodedSecrets().stream().anyMatch(text::contains);
    }
}
