package dev.baksh.client.api;

import java.util.Locale;

/** Kind of a server. {@link #toString} returns the name in scripts, in the configuration and in messages. */
public enum ServerKind {
    N2WS,
    PX;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Returns the kind with this name, {@code n2ws} or {@code px}; null for any other text. */
    public static ServerKind of(String text) {
        for (ServerKind kind : values()) if (kind.text.equals(text)) return kind;
        return null;
    }

    @Override
    public String toString() {
        return text;
    }
}
