package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/**
 * The credential of one server, of the kind that is configured for it.
 *
 * @param label    how the person who is asked knows the server
 * @param isPortworx       Portworx; otherwise N2WS, which takes a key alone
 * @param client   client of Keycloak, or null
 * @param username user of Keycloak, or null
 */
record CredentialConfig(String label, boolean isPortworx, String client, String username) {
    private static final String DEFAULT_CLIENT = "pxcentral";

    /** @param resolved what a place held; the user that a credential helper names counts where none is configured */
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

    /** What {@code baksh login} obtains tokens for. */
    Credential.Session session() {
        return new Credential.Session(client == null ? DEFAULT_CLIENT : client);
    }

    /** What a person gives at the prompt. */
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
