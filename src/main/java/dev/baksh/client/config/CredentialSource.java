package dev.baksh.client.config;

/** Where the credential of a server comes from: it is read when the server is first used, and not before. */
public interface CredentialSource {

    /**
     * The credential; the same each time once it could be read.
     *
     * @throws dev.baksh.client.api.BakshException it is not there, or cannot be read; the message names the place and never its
     *     content
     */
    Credential get();

    /** True when {@link #get} neither runs a command nor asks a person: completion may then read it unasked. */
    default boolean isNonInteractive() {
        return true;
    }
}
