package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;

/** Key, password or token. {@link #toString()} returns {@code ***}; only {@link #reveal()} returns the value. */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * Returns a secret without surrounding white space and without a byte order mark: a key from {@code $(cat key)} or from the
     * clipboard often ends with a line end.
     */
    public static Secret of(String value) {
        if (!isDecoded(value))
            throw BakshException.usageError(
                    "a secret is not UTF-8 text, so it cannot be sent as it is",
                    "store the secret in UTF-8; nothing was sent");
        return new Secret(value.replaceFirst("^\ufeff", "").strip());
    }

    /** False for a text with U+FFFD, which replaces bytes that could not be decoded. */
    public static boolean isDecoded(String text) {
        return text.indexOf('\ufffd') < 0;
    }

    /** Returns the secret itself, for sending and for redaction. */
    public String reveal() {
        return value;
    }

    /** Returns true for a secret without characters. */
    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return "***";
    }
}
