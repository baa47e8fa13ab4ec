package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;

/**
 * The credential of one server, of the kind that is configured for it.
 *
 * @param label    how the person who is asked knows the server
 * @param px       Portworx; otherwise N2WS, which takes a key alone
 * @param client   client of Keycloak, or null
 * @param username user of Keycloak, or null
 */
record CredentialConfig(String label, boolean px, String client, String username) {
    private static final String CLIENT = "pxcentral";

    /** @param read what a place held; the user that a credential helper names counts where none is configured */
    Credential with(SecretReference.Found read) {
        return with(read.secret(), username == null && client == null ? read.username() : username);
    }

    private Credential with(Secret secret, String user) {
        if (!px) return new Credential.ApiKey(secret);
        if (user != null) {
            return new Credential.Password(client == null ? CLIENT : client, null, user, secret);
        }
        if (client != null) return new Credential.ClientCredentials(client, secret);
        return new Credential.PastedToken(Secret.of(EnvironmentServers.bare(secret.reveal())));
    }

    /** What {@code baksh login} obtains tokens for. */
    Credential.Session session() {
        return new Credential.Session(client == null ? CLIENT : client);
    }

    /** What a person gives at the prompt. */
    Credential ask(SecretPrompt prompt) {
        if (!px) return with(secret(prompt, "API key of " + label + ": "), null);
        if (username == null && client != null) {
            return with(secret(prompt, "Secret of client '" + client + "' at " + label + ": "), null);
        }
        String user = username != null ? username : prompt.line("User at " + label + ", or Enter to paste a token: ");
        if (user.isEmpty()) return with(secret(prompt, "Token of " + label + ": "), null);
        return with(secret(prompt, "Password of '" + user + "' at " + label + ": "), user);
    }

    private Secret secret(SecretPrompt prompt, String question) {
        Secret secret = prompt.secret(question);
        if (!secret.isEmpty()) return secret;
        throw new BakshException(ExitCode.DENIED, label + ": no credential was given", "nothing was sent");
    }
}
