package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * A place that holds a secret, as it is named in the configuration: {@code env:NAME}, {@code file:PATH},
 * {@code command:WORDS} or {@code keyring}.
 */
final class SecretReference {
    private final String location;
    private final String reference;
    private final Map<String, String> env;
    private final URI server;

    /**
     * What a place held.
     *
     * @param username as a credential helper gives it, or null
     */
    record ResolvedSecret(Secret secret, String username) {}

    private SecretReference(String location, String reference, Map<String, String> env, URI server) {
        this.location = location;
        this.reference = reference;
        this.env = env;
        this.server = server;
    }

    /**
     * Reads nothing yet.
     *
     * @param location  leads every complaint
     * @param server what a command is told that the secret is for
     * @throws BakshException it is no place; what stands there may be the secret itself and is not shown
     */
    static SecretReference parse(String location, String reference, Map<String, String> env, URI server) {
        boolean valid = reference.equals("keyring") || reference.matches("(?s)(env|file|command):.*\\S.*");
        if (valid) return new SecretReference(location, reference, env, server);
        throw BakshException.usageError(
                location + ": a credential is named, not written",
                "write env:NAME, file:PATH, command:WORDS or keyring");
    }

    /** Reading it runs no command. */
    boolean isNonInteractive() {
        return reference.startsWith("env:") || reference.startsWith("file:");
    }

    /** The secret that is there now. */
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
