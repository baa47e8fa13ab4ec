package dev.baksh.client.config;

/** The person who is asked for what is configured nowhere. */
public interface SecretPrompt {
    /** Nobody is there. */
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

    /** True when somebody can be asked now, on this thread. */
    boolean isAvailable();

    /** What is typed, stripped; empty when nothing was. */
    String readLine(String question);

    /** The same, without being shown on the screen. */
    Secret readSecret(String question);
}
