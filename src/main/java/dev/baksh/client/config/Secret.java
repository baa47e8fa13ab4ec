package dev.baksh.client.config;

/** Key, password or token. {@link #toString()} returns {@code ***}; only {@link #reveal()} returns the value. */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * Returns a secret without surrounding white space: a key from {@code $(cat key)} or from the clipboard often ends
     * with a line end.
     */
    public static Secret of(String value) {
        return new Secret(value.strip());
    }

    /** Returns the secret itself, for sending and for redaction. */
    public String reveal() {
        return value;
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return "***";
    }
}
