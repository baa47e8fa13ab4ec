package dev.baksh.client.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.JsonTreeReader;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.http.HttpRequest;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.HttpTransport;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.http.TransportException;
import dev.baksh.client.protocol.JsonCodec;
import dev.baksh.client.retry.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A server's address for tokens. Its requests carry secrets, so nothing of them or of a good answer is ever quoted. */
public final class TokenEndpoint {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 3;
    /** Callers wait for the token meanwhile; a server that asks for more is reported. */
    private static final Duration LONGEST_ASKED = Duration.ofSeconds(20);
    /** With these a credential is refused; other errors speak of the server or the address. */
    private static final Set<Integer> CREDENTIAL = Set.of(400, 401, 403);

    private final ServerConfig server;
    private final HttpTransport wire;
    private final TimeSource time;
    private final Backoff backoff;
    private final SecretRedactor secrets;

    public TokenEndpoint(ServerConfig server, HttpTransport wire, TimeSource time, RandomGenerator random) {
        this.server = server;
        this.wire = wire;
        this.time = time;
        this.backoff = new Backoff(time, random);
        this.secrets = secrets(server.credential());
    }

    /**
     * What the endpoint answered.
     *
     * @param body a missing node when it was not JSON
     * @param date the server's clock now, at the latest, or null
     */
    public record Answer(int status, JsonNode body, Instant date) {
        public boolean good() {
            return status / 100 == 2 && body.isObject();
        }

        /** A text of the body, or null. */
        public String text(String name) {
            JsonNode value = body.get(name);
            return value == null || !value.isTextual() ? null : value.asText();
        }
    }

    /**
     * Posts, again only when the request did not reach the server, or when repeating it uses nothing up.
     *
     * @param repeatable false for a refresh token that may be good for one use
     * @throws BakshException no answer, or one that does not come from a token endpoint
     */
    public Answer post(String target, byte[] body, String contentType, boolean repeatable) {
        HttpRequest request =
                new HttpRequest("POST", target, Map.of("Accept", "application/json"), body, contentType, DEADLINE);
        for (int attempt = 1; ; attempt++) {
            long begin = time.nanos();
            try {
                HttpResponse answer = wire.send(request);
                boolean again = answer.status() >= 500 || answer.status() == 429;
                Duration asked = again ? backoff.asked(answer) : null;
                boolean tooLong = asked != null && asked.compareTo(LONGEST_ASKED) > 0;
                // The token's life began before its answer came; an answer that was slow is no skew of clocks.
                Duration old = Duration.ofNanos(time.nanos() - begin);
                if (!again || !repeatable || attempt == ATTEMPTS || tooLong) return answer(target, answer, old);
                if (asked != null) {
                    backoff.pauseAsked(asked);
                    continue;
                }
            } catch (TransportException e) {
                boolean again = e.passing() && (repeatable || !e.sent());
                if (!again || attempt == ATTEMPTS) throw e;
            }
            backoff.pause(attempt);
        }
    }

    private Answer answer(String target, HttpResponse answer, Duration old) {
        String tried = " (POST " + server.url() + target + " -> " + answer.status() + ")";
        if (answer.status() >= 500 || answer.status() == 429) {
            String what = answer.status() == 429 ? "too many requests" : "the server failed";
            throw new BakshException(
                    ExitCode.UNREACHABLE, server.label() + ": no token: " + what + tried, Backoff.hint(answer));
        }
        try {
            JsonNode body = answer.json() ? JsonTreeReader.read(JsonCodec.parser(answer.body())) : null;
            Instant date = answer.date() == null ? null : answer.date().plus(old);
            if (body != null && body.isContainerNode()) return new Answer(answer.status(), body, date);
            throw notJson(tried, answer, null);
        } catch (IOException e) {
            throw notJson(tried, answer, e); // Jackson quotes no source, which may hold a token.
        }
    }

    private BakshException notJson(String tried, HttpResponse answer, IOException cause) {
        return new BakshException(
                ExitCode.UNREACHABLE,
                server.label() + ": no token: the answer is "
                        + (answer.json() && answer.body().length > 0
                                ? "not the JSON it should be"
                                : answer.kind() + " instead of JSON")
                        + tried,
                "this is not the API: check " + server.variable("URL"),
                cause);
    }

    /** How long a token of this answer is good; see {@link TokenResponse#life}. */
    public Duration life(String jwt, Answer answer) {
        return TokenResponse.life(jwt, answer.date(), time.now());
    }

    /**
     * What an answer without a token means when it was asked for with the credential: only a refusal of the credential
     * itself is final, anything else may pass.
     *
     * @param words the server's own, or null
     */
    public BakshException refused(String what, String words, String target, Answer answer, String hint) {
        String tried = " (POST " + server.url() + target + " -> " + answer.status() + ")";
        if (answer.status() / 100 == 2) {
            return new BakshException(
                    ExitCode.UNREACHABLE, server.label() + ": no token: the answer holds none" + tried, null);
        }
        String said = words == null ? "refused" : secrets.apply(words);
        if (CREDENTIAL.contains(answer.status())) {
            return new CredentialRejectedException(server.label() + ": " + what + ": " + said + tried, hint);
        }
        return new BakshException(ExitCode.FAILED, server.label() + ": no token: " + said + tried, hint);
    }

    /** A refresh token that brought no token, for whatever reason: what is left is the credential. */
    public CredentialRejectedException ended(String target, Answer answer) {
        return new CredentialRejectedException(
                server.label() + ": the refresh token is not accepted (POST " + server.url() + target + " -> "
                        + answer.status() + ")",
                null);
    }

    /** A server may echo what it was sent. */
    private static SecretRedactor secrets(Credential credential) {
        SecretRedactor secrets = new SecretRedactor();
        if (credential instanceof Credential.ApiKey key) secrets.add(key.key());
        else if (credential instanceof Credential.ClientCredentials client) secrets.add(client.secret());
        else if (credential instanceof Credential.Password user) {
            secrets.add(user.password());
            if (user.clientSecret() != null) secrets.add(user.clientSecret());
        }
        return secrets;
    }
}
