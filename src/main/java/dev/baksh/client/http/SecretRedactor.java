package dev.baksh.client.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.baksh.client.api.BodyRedactor;
import dev.baksh.client.api.SecretNames;
import dev.baksh.client.config.Secret;
import dev.baksh.client.text.GroovyCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Redactor that replaces the secrets of this process in strings. */
public final class SecretRedactor {
    /** Shorter values may be common words; their redaction would make texts unreadable. */
    static final int MIN_LENGTH = 6;
    /** Maximum number of stored tokens; older tokens have expired. */
    private static final int MAX_TOKENS = 100;
    /** Maximum number of stored secrets of responses: a redaction compares a text with each, for each row of a long list. */
    private static final int MAX_FOUND = 500;
    /** A shorter line of a secret with several lines may be a common line. */
    private static final int MIN_LINE_LENGTH = 16;
    /** More lines than a key or a kubeconfig has. */
    private static final int MAX_LINES = 200;

    /** Query after a path: {@code ?} after a character of a path, so that a question mark in a sentence does not count. */
    private static final Pattern URL_QUERY = Pattern.compile("(?<=[\\w/.-])\\?[^\\s?'\"<>]*=[^\\s?'\"<>]*");

    private static final Pattern REFERENCE = Pattern.compile("(?s)(env|file|command):.*|keyring");

    /** Mark of a shortened text. */
    private static final Pattern ELLIPSIS = Pattern.compile("…|\\.{3}");
    /** Shorter parts of a secret before or behind an ellipsis may be common words. */
    private static final int MIN_CUT = 8;

    /** Encoded byte in a URL. */
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

    private final Set<String> secrets = new LinkedHashSet<>();
    /** Secrets of responses, oldest first. */
    private final Set<String> found = new LinkedHashSet<>();

    private final Deque<String> tokens = new ArrayDeque<>();
    private final Map<String, List<String>> encodings = new HashMap<>();
    /** Encodings of all secrets, longest first; null until the next use after a change. */
    private volatile List<String> encodedSecrets;

    /** Adds a secret: raw, each long line of it, in base64, URL-encoded, and escaped for JSON, Groovy, a shell and CSV. */
    public void add(Secret secret) {
        if (secret.reveal().length() < MIN_LENGTH) return;
        synchronized (this) {
            if (secrets.add(secret.reveal())) encodedSecrets = null;
        }
    }

    /** Adds a secret that a body of a server contains; the oldest one is dropped if there are too many. */
    public synchronized void addFound(String secret) {
        if (!Secret.isDecoded(secret)) return;
        String value = Secret.of(secret).reveal();
        if (value.length() < MIN_LENGTH || secrets.contains(value) || !found.add(value)) return;
        if (found.size() > MAX_FOUND) {
            String oldest = found.iterator().next();
            found.remove(oldest);
            encodings.remove(oldest);
        }
        encodedSecrets = null;
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
            String text = value.strip();
            // ConfiguredSecrets reads the secret of a reference.
            boolean isReference =
                    name.endsWith("_CREDENTIAL") && REFERENCE.matcher(text).matches();
            if (!name.startsWith("BAKSH_") || isReference || !SecretNames.isSecret(name)) return;
            add(Secret.of(text));
            add(Secret.of(text.substring(text.lastIndexOf(' ') + 1))); // A token after "Bearer".
        });
    }

    /** Adds a token; the oldest token is dropped if there are too many. */
    public synchronized void add(String token) {
        if (token.length() < MIN_LENGTH || tokens.contains(token)) return;
        tokens.add(token);
        if (tokens.size() > MAX_TOKENS) encodings.remove(tokens.remove());
        encodedSecrets = null;
    }

    /** Returns all encodings, longest first: one secret may be the start of another. */
    private List<String> encodedSecrets() {
        List<String> current = encodedSecrets;
        return current != null ? current : encodeSecrets();
    }

    private synchronized List<String> encodeSecrets() {
        if (encodedSecrets == null)
            encodedSecrets = Stream.of(secrets, found, tokens)
                    .flatMap(Collection::stream)
                    .flatMap(secret ->
                            encodings
                                    .computeIfAbsent(
                                            secret,
                                            value -> encodings(value).distinct().toList())
                                    .stream())
                    .distinct()
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .toList();
        return encodedSecrets;
    }

    private static Stream<String> encodings(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        String urlEncoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
        String inPath = urlEncoded.replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
        Stream<String> quoted = Stream.of(
                new String(JsonStringEncoder.getInstance().quoteAsString(value)),
                GroovyCode.escape(value, '\''),
                GroovyCode.escape(value, '"'),
                value.replace("'", "'\\''"),
                value.replace("\"", "\"\""));
        Stream<String> encoded = Stream.of(
                urlEncoded,
                inPath,
                RequestTarget.encode(value),
                ESCAPE.matcher(inPath).replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT)),
                Base64.getEncoder().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        return Stream.of(Stream.of(value), longLines(value), quoted, encoded, partsOfBase64(bytes))
                .flatMap(forms -> forms);
    }

    /** Returns the lines of a secret with several lines, since output and files are written line by line. */
    private static Stream<String> longLines(String value) {
        if (value.indexOf('\n') < 0) return Stream.empty();
        return value.lines()
                .limit(MAX_LINES)
                .map(String::strip)
                .filter(line -> line.length() >= MIN_LINE_LENGTH && !line.startsWith("-----")
                        || line.length() >= MIN_LENGTH && isUncommonWord(line));
    }

    private static boolean isUncommonWord(String line) {
        return line.indexOf(' ') < 0 && line.indexOf(':') < 0 && line.chars().anyMatch(Character::isDigit);
    }

    /** Returns the characters that the secret has in the base64 of a longer text, {@code user:SECRET} for example. */
    private static Stream<String> partsOfBase64(byte[] bytes) {
        return IntStream.range(0, 3).boxed().flatMap(offset -> {
            byte[] shifted = new byte[offset + bytes.length];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            int start = (offset * 8 + 5) / 6;
            int end = shifted.length * 8 / 6;
            return Stream.of(Base64.getEncoder(), Base64.getUrlEncoder())
                    .map(encoder -> encoder.encodeToString(shifted).substring(start, end));
        });
    }

    /** Returns the text with {@code ***} in place of each secret; null for null. */
    public String redact(String text) {
        if (text == null) return null;
        String redacted = text;
        for (String encodedSecret : encodedSecrets())
            if (redacted.contains(encodedSecret)) redacted = redacted.replace(encodedSecret, SecretNames.REDACTED);
        return redactUrls(redactCuts(redacted));
    }

    /** Redacts the start of a secret before an ellipsis and its end behind an ellipsis, where a text was shortened. */
    private String redactCuts(String text) {
        if (text.indexOf('…') < 0 && !text.contains("...")) return text;
        Matcher ellipsis = ELLIPSIS.matcher(text);
        StringBuilder redacted = new StringBuilder();
        int end = 0;
        while (ellipsis.find()) {
            if (ellipsis.start() < end) continue; // Inside of a redacted end.
            int start = 0;
            int rest = 0;
            for (String form : encodedSecrets()) {
                for (int n = Math.min(form.length(), ellipsis.start() - end); n >= Math.max(MIN_CUT, start + 1); n--)
                    if (text.regionMatches(ellipsis.start() - n, form, 0, n)) start = n;
                for (int n = Math.min(form.length(), text.length() - ellipsis.end());
                        n >= Math.max(MIN_CUT, rest + 1);
                        n--) if (text.regionMatches(ellipsis.end(), form, form.length() - n, n)) rest = n;
            }
            redacted.append(text, end, ellipsis.start() - start);
            if (start > 0) redacted.append(SecretNames.REDACTED);
            redacted.append(ellipsis.group());
            if (rest > 0) redacted.append(SecretNames.REDACTED);
            end = ellipsis.end() + rest;
        }
        return end == 0 ? text : redacted.append(text, end, text.length()).toString();
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
                            query -> Matcher.quoteReplacement(BodyRedactor.redactValues(query.group(), value -> {})));
        return redacted;
    }

    /** Returns true if the text contains a known secret. */
    public boolean containsSecret(String text) {
        return encodedSecrets().stream().anyMatch(text::contains);
    }
}
