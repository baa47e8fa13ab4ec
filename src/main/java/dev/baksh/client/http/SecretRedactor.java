package dev.baksh.client.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
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
import java.util.stream.Stream;

/** The secrets that are alive in this process, and the one place that takes them out of a text. */
public final class SecretRedactor {
    /** Shorter values are words, and taking words out of every text would garble it. */
    private static final int MIN_LENGTH = 6;
    /** Tokens come for as long as the process lives; those before so many others have long ended. */
    private static final int MAX_TOKENS = 100;

    private final Set<String> secrets = new LinkedHashSet<>();
    private final Deque<String> tokens = new ArrayDeque<>();
    private volatile List<String> encodedSecrets = List.of();

    /** From now on this secret is taken out of every text: raw, base64, URL-encoded, and as it stands in JSON. */
    public void add(Secret secret) {
        if (secret.reveal().length() < MIN_LENGTH) return;
        synchronized (this) {
            if (secrets.add(secret.reveal())) updateEncodedSecrets();
        }
    }

    /** From now on the passwords of the proxies of this environment, too. */
    public void addProxyPasswords(Map<String, String> env) {
        ProxySettings.secrets(env).forEach(this::add);
    }

    /** A token, which others will follow. */
    public synchronized void add(String token) {
        if (token.length() < MIN_LENGTH || tokens.contains(token)) return;
        tokens.add(token);
        if (tokens.size() > MAX_TOKENS) tokens.remove();
        updateEncodedSecrets();
    }

    /** Longest first: a secret may begin with another. */
    private void updateEncodedSecrets() {
        encodedSecrets = Stream.of(secrets, tokens)
                .flatMap(Collection::stream)
                .flatMap(SecretRedactor::encodings)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
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

    /** The text with {@code ***} for every live secret; null for null. */
    public String redact(String text) {
        if (text == null) return null;
        String redacted = text;
        for (String encodedSecret : encodedSecrets)
            if (redacted.contains(encodedSecret)) redacted = redacted.replace(encodedSecret, "***");
        return redacted;
    }

    /** True when a live secret stands in the text. */
    public boolean containsSecret(String text) {
        return encodedSecrets.stream().anyMatch(text::contains);
    }
}
