package dev.baksh.client.config;

import java.util.function.Supplier;

/** A credential that is read once. What failed is tried again: a person may have mended it meanwhile. */
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
