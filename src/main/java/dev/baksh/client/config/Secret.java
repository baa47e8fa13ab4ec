package dev.baksh.client.config;

/** A key, a password or a token. It shows itself only to {@link #reveal()}; in texts it is {@code ***}. */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** Surrounding white space is cut: a key read by {@code $(cat key)} or pasted often brings a line end. */
    public static Secret of(String value) {
        return new Secret(value.strip());
    }

    /** The secret itself, for the one who sends it and the one who redacts it. */
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
