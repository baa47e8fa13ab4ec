package dev.baksh.client.config;

import java.util.function.Supplier;

/**
 * Credential source that loads the credential once. After a failure the next call loads again, since the user may have
 * corrected the cause.
 */
final class LazyCredential implements CredentialSource {
    private final Supplier<Credential> loader;
    private final boolean nonInteractive;
    private volatile Credential credential;

    /** @param nonInteractive see {@link CredentialSource#isNonInteractive} */
    LazyCredential(boolean nonInteractive, Supplier<Credential> loader) {
        this.nonInteractive = nonInteractive;
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
    public String toString() {
        return "***";
    }
}
