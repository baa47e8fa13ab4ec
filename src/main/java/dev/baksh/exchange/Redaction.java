package dev.baksh.exchange;

import dev.baksh.config.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The secrets that are alive in this process, and the one place that takes them out of a text. */
public final class Redaction {
    /** Shorter values are words, and taking words out of every text would garble it. */
    private static final int SHORTEST = 6;

    private final List<String> forms = new CopyOnWriteArrayList<>();

    /** From now on this secret is taken out of every text: raw, base64 and URL-encoded. */
    public void add(Secret secret) {
        add(secret.reveal());
    }

    void add(String value) {
        if (value.length() < SHORTEST || forms.contains(value)) return;
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        forms.add(value);
        for (String form : List.of(
                URLEncoder.encode(value, StandardCharsets.UTF_8),
                Base64.getEncoder().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))) {
            if (!forms.contains(form)) forms.add(form);
        }
        forms.sort(Comparator.comparingInt(String::length).reversed());
    }

    /** The text with {@code ***} for every live secret; null for null. */
    public String apply(String text) {
        if (text == null) return null;
        String out = text;
        for (String form : forms) if (out.contains(form)) out = out.replace(form, "***");
        return out;
    }

    /** True when a live secret stands in the text. */
    public boolean finds(String text) {
        return forms.stream().anyMatch(text::contains);
    }
}
