package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/**
 * Factory for the credential of one server, of the type that the configuration selects.
 *
 * @param label name of the server in prompts
 * @param isPortworx true for Portworx, false for N2WS (N2WS has API keys only)
 * @param client Keycloak client, or null
 * @param username Keycloak user, or null
 */
record CredentialConfig(String label, boolean isPortworx, String client, String username) {
    private static final String DEFAULT_CLIENT = "pxcentral";

    /**
     * Returns the credential for a resolved secret.
     *
     * @param resolved its user name applies only if no user and no client are configured
     */
    Credential createCredential(SecretReference.ResolvedSecret resolved) {
        return createCredential(resolved.secret(), username == null && client == null ? resolved.username() : username);
    }

    private Credential createCredential(Secret secret, String user) {
        if (!isPortworx) return new Credential.ApiKey(secret);
        if (user != null) {
            return new Credential.Password(client == null ? DEFAULT_CLIENT : client, null, user, secret);
        }
        if (client != null) return new Credential.ClientCredentials(client, secret);
        return new Credential.PastedToken(Secret.of(EnvironmentServers.stripBearerPrefix(secret.reveal())));
    }

    /** Returns the credential of a server whose tokens come from {@code baksh login}. */
    Credential.Session session() {
        return new Credential.Session(client == null ? DEFAULT_CLIENT : client);
    }

    /** Prompts the user for the credential. */
    Credential promptForCredential(SecretPrompt prompt) {
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
}
