package dev.baksh.client.px.backend;

import dev.baksh.client.api.TimeSource;
import dev.baksh.client.auth.CredentialRejectedException;
import dev.baksh.client.auth.TokenResponse;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.ServerConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** A token that was copied from elsewhere: good until it ends, and then a person is needed. */
public final class PastedTokenSource implements TokenSource {
    private final ServerConfig server;
    private final String token;
    private final TimeSource time;
    private final Consumer<String> notice;
    private boolean used;

    public PastedTokenSource(ServerConfig server, TimeSource time, Consumer<String> notice) {
        this.server = server;
        this.token = ((Credential.PastedToken) server.credential()).token().reveal();
        this.time = time;
        this.notice = notice;
    }

    @Override
    public TokenResponse obtain() {
        Duration life = TokenResponse.life(token, null, time.now());
        if (used || life != null && (life.isNegative() || life.isZero())) {
            throw new CredentialRejectedException(
                    server.label() + ": the pasted token has ended or is not accepted",
                    "paste a new one into " + server.variable("TOKEN") + ", or leave it out and say baksh login "
                            + server.name() + ", or set " + server.variable("CLIENT_ID")
                            + " and " + server.variable("CLIENT_SECRET") + ", which renew themselves");
        }
        used = true;
        Instant end = life == null ? null : time.now().plus(life).truncatedTo(ChronoUnit.SECONDS);
        notice.accept("warning: " + server.label() + ": a pasted token cannot be renewed"
                + (end == null ? "" : "; it ends at " + end + ", in " + life.toMinutes() + " min"));
        return new TokenResponse(token, null, life, null);
    }

    @Override
    public TokenResponse refresh(String refreshToken) {
        throw new IllegalStateException("a pasted token has no refresh token");
    }

    @Override
    public boolean renewable() {
        return false;
    }
}
