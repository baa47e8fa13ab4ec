package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reference to a secret in the configuration: {@code env:NAME}, {@code file:PATH}, {@code command:WORDS} or
 * {@code keyring}.
 */
final class SecretReference {
    private final String location;
    private final String reference;
    private final Map<String, String> env;
    private final URI server;

    /**
     * Secret that a reference resolved to.
     *
     * @param username user name from a credential helper, or null
     */
    record ResolvedSecret(Secret secret, String username) {}

    private SecretReference(String location, String reference, Map<String, String> env, URI server) {
        this.location = location;
        this.reference = reference;
        this.env = env;
        this.server = server;
    }

    /**
     * Parses a reference; reads no secret.
     *
     * @param location prefix of the error messages
     * @param server URL that is passed to a command
     * @throws BakshException (exit 2) the text is not a reference; the message does not show the text, since the text
     *     may be the secret itself
     */
    static SecretReference parse(String location, String reference, Map<String, String> env, URI server) {
        boolean valid = reference.equals("keyring") || reference.matches("(?s)(env|file|command):.*\\S.*");
        if (valid) return new SecretReference(location, reference, env, server);
        throw BakshException.usageError(
                location + ": a credential must be a reference, not the secret itself",
                "write env:NAME, file:PATH, command:WORDS or keyring");
    }

    /** Returns true when resolving the reference runs no command. */
    boolean isNonInteractive() {
        return reference.startsWith("env:") || reference.startsWith("file:");
    }

    /** Reads the current secret. */
    ResolvedSecret resolve() {
        if (reference.equals("keyring"))
            return new SecretCommand(location, SecretCommand.KEYRING_HELPER).readSecret(server);
        String argument = reference.substring(reference.indexOf(':') + 1).strip();
        if (reference.startsWith("file:"))
            return new ResolvedSecret(SecretFile.read(location, Path.of(argument)), null);
        if (reference.startsWith("command:")) return new SecretCommand(location, argument).readSecret(server);
        String value = env.get(argument);
        if (value == null || value.isBlank()) {
            throw BakshException.usageError(location + ": the variable " + argument + " is not set", null);
        }
        return new ResolvedSecret(Secret.of(value), null);
    }
}
