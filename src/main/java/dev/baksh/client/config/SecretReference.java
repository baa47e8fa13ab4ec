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
    private final String where;
    private final String named;
    private final Map<String, String> env;
    private final URI server;

    /**
     * What a place held.
     *
     * @param username as a credential helper gives it, or null
     */
    record Found(Secret secret, String username) {}

    private SecretReference(String where, String named, Map<String, String> env, URI server) {
        this.where = where;
        this.named = named;
        this.env = env;
        this.server = server;
    }

    /**
     * Reads nothing yet.
     *
     * @param where  leads every complaint
     * @param server what a command is told that the secret is for
     * @throws BakshException it is no place; what stands there may be the secret itself and is not shown
     */
    static SecretReference of(String where, String named, Map<String, String> env, URI server) {
        boolean known = named.equals("keyring") || named.matches("(?s)(env|file|command):.*\\S.*");
        if (known) return new SecretReference(where, named, env, server);
        throw BakshException.usage(
                where + ": a credential is named, not written", "write env:NAME, file:PATH, command:WORDS or keyring");
    }

    /** Reading it runs no command. */
    boolean quiet() {
        return named.startsWith("env:") || named.startsWith("file:");
    }

    /** The secret that is there now. */
    Found read() {
        if (named.equals("keyring")) return new SecretCommand(where, SecretCommand.KEYRING).secret(server);
        String rest = named.substring(named.indexOf(':') + 1).strip();
        if (named.startsWith("file:")) return new Found(SecretFile.read(where, Path.of(rest)), null);
        if (named.startsWith("command:")) return new SecretCommand(where, rest).secret(server);
        String value = env.get(rest);
        if (value == null || value.isBlank()) {
            throw BakshException.usage(where + ": the variable " + rest + " is not set", null);
        }
        return new Found(Secret.of(value), null);
    }
}
