package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import java.util.function.Supplier;

/**
 * Factory for the credential of one server; the configured settings select the type of the credential.
 *
 * @param label name of the server in prompts
 * @param isPortworx true for Portworx, false for N2WS (N2WS has API keys only)
 * @param client Keycloak client, or null
 * @param username Keycloak user, or null
 */
record CredentialFactory(String label, boolean isPortworx, String client, String username) {
    private static final String DEFAULT_CLIENT = "pxcentral";

    /**
     * Returns the source of the credential. The secret is read, or the user is prompted, when the server is first used.
     *
     * @param reference reference to the secret; null to prompt the user
     * @param problem message of the exception if the user cannot be prompted
     */
    CredentialSource source(SecretReference reference, SecretPrompt prompt, String problem, String hint) {
        if (reference != null)
            return new LazySource(
                    !reference.runsCommand(), reference.runsCommand(), () -> createCredential(reference.resolve()));
        return new LazySource(false, false, () -> {
            if (prompt.isAvailable()) return promptForCredential(prompt);
            throw BakshException.usageError(problem, hint);
        });
    }

    /** @param resolved resolved secret; its user name is used only if neither a user nor a client is configured */
    private Credential createCredential(SecretReference.ResolvedSecret resolved) {
        return createCredential(resolved.secret(), username == null && client == null ? resolved.username() : username);
    }

    private Credential createCredential(Secret secret, String user) {
        if (!isPortworx) return new Credential.ApiKey(secret);
        if (user != null) {
            return new Credential.Password(client == null ? DEFAULT_CLIENT : client, null, user, secret);
        }
        if (client != null) return new Credential.ClientCredentials(client, secret);
        return Credential.PastedToken.of(secret);
    }

    /** Returns the credential of a server whose tokens come from {@code baksh login}. */
    Credential.Session session() {
        return new Credential.Session(client == null ? DEFAULT_CLIENT : client);
    }

    private Credential promptForCredential(SecretPrompt prompt) {
        if (!isPortworx) return createCredential(promptForSecret(prompt, "API key of " + label + ": "), null);
        if (username == null && client != null) {
            return createCredential(
                    promptForSecret(prompt, "Secret of client '" + client + "' at " + label + ": "), null);
        }
        String user =
                username != null ? username : prompt.readLine("User at " + label + ", or Enter to paste a token: ");
        if (user.isEmpty()) return createCredential(promptForSecret(prompt, "Token of " + label + ": "), null);
        return createCredential(promptForSecret(prompt, "Password of '" + user + "' at " + label + ": "), user);
    }

    private Secret promptForSecret(SecretPrompt prompt, String question) {
        Secret secret = prompt.readSecret(question);
        if (!secret.isEmpty()) return secret;
        throw new BakshException(ExitCode.DENIED, label + ": no credential was given", "nothing was sent");
    }

    /**
     * Source that loads the credential once. After a failure the next call loads again, since the user may have
     * corrected the cause.
     */
    private static final class LazySource implements CredentialSource {
        private final boolean nonInteractive;
        private final boolean runsCommand;
        private final Supplier<Credential> loader;
        private volatile Credential credential;

        LazySource(boolean nonInteractive, boolean runsCommand, Supplier<Credential> loader) {
            this.nonInteractive = nonInteractive;
            this.runsCommand = runsCommand;
            this.loader = loader;
        }

        @Override
        public synchronized Credential get() {
            if (credential == null) credential = loader.get();
            return credential;
        }

        @Override
        public boolean isNonInteractive() {
            return nonInteractive || credential != null;
        }

        @Override
        public boolean runsCommand() {
            return runsCommand;
        }

        @Override
        public String toString() {
            return "***";
        }
    }
}
