package dev.baksh.cli.app;

import dev.baksh.client.auth.TokenStore;
import java.util.function.Supplier;

/** Keeps new tokens and does not look at old ones: who logs in wants those of now. */
record WriteOnlyTokenStore(TokenStore delegate) implements TokenStore {
    @Override
    public StoredTokens read() {
        return null;
    }

    @Override
    public void write(StoredTokens tokens) {
        delegate.write(tokens);
    }

    @Override
    public <T> T withLock(Supplier<T> task) {
        return delegate.withLock(task);
    }
}
