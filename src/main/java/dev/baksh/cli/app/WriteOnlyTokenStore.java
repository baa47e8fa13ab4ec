package dev.baksh.cli.app;

import dev.baksh.client.auth.TokenStore;
import java.util.function.Supplier;

/** Token store that writes tokens and reads none, because a login must obtain new tokens. */
record WriteOnlyTokenStore(TokenStore delegate) implements TokenStore {
    @Override
    public void write(StoredTokens tokens) {
        delegate.write(tokens);
    }

    @Override
    public <T> T withLock(Supplier<T> task) {
        return delegate.withLock(task);
    }
}
