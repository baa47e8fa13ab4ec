package dev.baksh.client.config;

import java.util.function.Supplier;

/** A credential that is read once. What failed is tried again: a person may have mended it meanwhile. */
final class LazyCredential implements CredentialSource {
    private final Supplier<Credential> reading;
    private final boolean quiet;
    private volatile Credential credential;

    /** @param quiet see {@link CredentialSource#quiet} */
    LazyCredential(boolean quiet, Supplier<Credential> reading) {
        this.quiet = quiet;
        this.reading = reading;
    }

    @Override
    public synchronized Credential get() {
        if (credential == null) credential = reading.get();
        return credential;
    }

    @Override
    public boolean quiet() {
        return quiet || credential != null;
    }

    @Override
    public String toString() {
        return "***";
    }
}
