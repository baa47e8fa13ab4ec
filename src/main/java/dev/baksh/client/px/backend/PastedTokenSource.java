package dev.baksh.client.px.backend;

import dev.baksh.client.api.TimeSource;
import dev.baksh.client.auth.CredentialRejectedException;
import dev.baksh.client.auth.TokenResponse;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.text.ShellWord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * Token source for a token that the user has pasted. Nothing refreshes the token: after its expiry the user must paste
 * a new one.
 */
public final class PastedTokenSource implements TokenSource {
    private final ServerConfig server;
    private final String token;
    private final TimeSource time;
    private final Consumer<String> noticeConsumer;
    private boolean announced;

    public PastedTokenSource(ServerConfig server, TimeSource time, Consumer<String> noticeConsumer) {
        this.server = server;
        this.token = ((Credential.PastedToken) server.credential()).token().reveal();
        this.time = time;
        this.noticeConsumer = noticeConsumer;
    }

    @Override
    public TokenResponse obtain() {
        Duration lifetime = TokenResponse.remainingLifetime(token, null, time.now());
        if (lifetime != null && (lifetime.isNegative() || lifetime.isZero())) return refresh(token);
        if (!announced) announce(lifetime);
        return new TokenResponse(token, null, lifetime, null);
    }

    private void announce(Duration lifetime) {
        announced = true;
        Instant expiresAt = lifetime == null ? null : time.now().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
        noticeConsumer.accept("warning: " + server.label() + ": a pasted token cannot be refreshed"
                + (expiresAt == null ? "" : "; it expires at " + expiresAt + ", in " + lifetime.toMinutes() + " min"));
    }

    @Override
    public TokenResponse refresh(String rejectedToken) {
        throw new CredentialRejectedException(
                server.label() + ": the pasted token has expired or is not accepted",
                "paste a new token into " + server.settingName("TOKEN") + ", or remove it and run baksh login "
                        + ShellWord.quoteIfNeeded(server.name()) + ", or set " + server.settingName("CLIENT_ID")
                        + " and " + server.settingName("CLIENT_SECRET") + ", which refresh their tokens");
    }

    @Override
    public String messagePrefix() {
        return server.label() + ": ";
    }

    @Override
    public boolean isRenewable() {
        return false;
    }
}
