package dev.baksh.client.config;

/** Prompt for credentials that are not configured. */
public interface SecretPrompt {
    /** Prompt of a process without a terminal: never available. */
    SecretPrompt UNATTENDED = new SecretPrompt() {};

    /** Returns true when the user can be prompted now, on this thread. */
    default boolean isAvailable() {
        return false;
    }

    /**
     * Reads a line, stripped; empty when the user typed nothing.
     *
     * @throws IllegalStateException if the prompt is not available
     */
    default String readLine(String question) {
        throw new IllegalStateException(question);
    }

    /**
     * Reads a line without echo on the screen.
     *
     * @throws IllegalStateException if the prompt is not available
     */
    default Secret readSecret(String question) {
        throw new IllegalStateException(question);
    }
}
