package dev.baksh.client.config;

/** The person who is asked for what is configured nowhere. */
public interface SecretPrompt {
    /** Nobody is there. */
    SecretPrompt NOBODY = new SecretPrompt() {
        @Override
        public boolean present() {
            return false;
        }

        @Override
        public String line(String question) {
            throw new IllegalStateException(question);
        }

        @Override
        public Secret secret(String question) {
            throw new IllegalStateException(question);
        }
    };

    /** True when somebody can be asked now, on this thread. */
    boolean present();

    /** What is typed, stripped; empty when nothing was. */
    String line(String question);

    /** The same, without being shown on the screen. */
    Secret secret(String question);
}
