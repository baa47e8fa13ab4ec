package dev.baksh.cli.app;

import dev.baksh.client.auth.TokenStore;
import java.util.function.Supplier;

/** Keeps new tokens and does not look at old ones: who logs in wants those of now. */
record WriteOnlyTokenStore(TokenStore kept) implements TokenStore {
    @Override
    public Stored read() {
        return null;
    }

    @Override
    public void write(Stored tokens) {
        kept.write(tokens);
    }

    @Override
    public <T> T exclusively(Supplier<T> work) {
        return kept.exclusively(work);
    }
}
