package dev.baksh.client.config;

/** Prompt for credentials that are not configured. */
public interface SecretPrompt {
    /** Prompt of a process without a terminal: never available. */
    SecretPrompt UNATTENDED = new SecretPrompt() {
        @Override
        public boolean isAvailable() {
            return false;
        }

        @Override
        public String readLine(String question) {
            throw new IllegalStateException(question);
        }

        @Override
        public Secret readSecret(String question) {
            throw new IllegalStateException(question);
        }
    };

    /** Returns true when the user can be prompted now, on this thread. */
    boolean isAvailable();

    /** Reads a line, stripped; empty when the user typed nothing. */
    String readLine(String question);

    /** Reads a line without echo on the screen. */
    Secret readSecret(String question);
}
