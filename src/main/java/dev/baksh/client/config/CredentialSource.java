package dev.baksh.client.config;

/** Supplier of the credential of a server. The credential is read when the server is first used. */
public interface CredentialSource {

    /**
     * Returns the credential; after the first success every call returns the same credential.
     *
     * @throws dev.baksh.client.api.BakshException the credential is missing or cannot be read; the message names the
     *     location and never the content
     */
    Credential get();

    /**
     * Returns true when {@link #get} neither runs a command nor prompts the user, so that completion may call
     * {@link #get}.
     */
    default boolean isNonInteractive() {
        return true;
    }

    /** Returns true when {@link #get} runs a command or a credential helper, which need the environment of the caller. */
    default boolean runsCommand() {
        return false;
    }
}
