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
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_ATTEMPTS = 3;
    /** Callers wait for the token meanwhile; a server that asks for more is reported. */
    private static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(20);
    /** With these a credential is refused; other errors speak of the server or the address. */
    private static final Set<Integer> CREDENTIAL_REJECTED = Set.of(400, 401, 403);

    private final ServerConfig server;
    private final HttpTransport transport;
    private final TimeSource time;
    private final Backoff backoff;
    private final SecretRedactor redactor;

    public TokenEndpoint(ServerConfig server, HttpTransport transport, TimeSource time, RandomGenerator random) {
        this.server = server;
        this.transport = transport;
        this.time = time;
        this.backoff = new Backoff(time, random);
        this.redactor = createRedactor(server.credential());
    }

    /**
     * What the endpoint answered.
     *
     * @param body a missing node when it was not JSON
     * @param date the server's clock now, at the latest, or null
     */
    public record JsonResponse(int status, JsonNode body, Instant date) {
        public boolean isSuccess() {
            return status / 100 == 2 && body.isObject();
        }

        /** A text of the body, or null. */
        public String textField(String name) {
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
    public JsonResponse post(String target, byte[] body, String contentType, boolean repeatable) {
        HttpRequest request = new HttpRequest(
                "POST", target, Map.of("Accept", "application/json"), body, contentType, REQUEST_TIMEOUT);
        for (int attempt = 1; ; attempt++) {
            long startNanos = time.nanos();
            try {
                HttpResponse response = transport.send(request);
                boolean shouldRetry = response.status() >= 500 || response.status() == 429;
                Duration retryAfter = shouldRetry ? backoff.retryAfter(response) : null;
                boolean retryAfterTooLong = retryAfter != null && retryAfter.compareTo(MAX_RETRY_AFTER) > 0;
                // The token's life began before its answer came; an answer that was slow is no skew of clocks.
                Duration age = Duration.ofNanos(time.nanos() - startNanos);
                if (!shouldRetry || !repeatable || attempt == MAX_ATTEMPTS || retryAfterTooLong)
                    return toJsonResponse(target, response, age);
                if (retryAfter != null) {
                    backoff.pauseRetryAfter(retryAfter);
                    continue;
                }
            } catch (TransportException e) {
                boolean shouldRetry = e.isRetryable() && (repeatable || !e.mayHaveBeenSent());
                if (!shouldRetry || attempt == MAX_ATTEMPTS) throw e;
            }
            backoff.pause(attempt);
        }
    }

    private JsonResponse toJsonResponse(String target, HttpResponse response, Duration age) {
        String requestLine = " (POST " + server.url() + target + " -> " + response.status() + ")";
        if (response.status() >= 500 || response.status() == 429) {
            String reason = response.status() == 429 ? "too many requests" : "the server failed";
            throw new BakshException(
                    ExitCode.UNREACHABLE,
                    server.label() + ": no token: " + reason + requestLine,
                    Backoff.retryAfterHint(response));
        }
        try {
            JsonNode body = response.isJson() ? JsonTreeReader.read(JsonCodec.createParser(response.body())) : null;
            Instant date = response.date() == null ? null : response.date().plus(age);
            if (body != null && body.isContainerNode()) return new JsonResponse(response.status(), body, date);
            throw notJsonException(requestLine, response, null);
        } catch (IOException e) {
            throw notJsonException(requestLine, response, e); // Jackson quotes no source, which may hold a token.
        }
    }

    private BakshException notJsonException(String requestLine, HttpResponse response, IOException cause) {
        return new BakshException(
                ExitCode.UNREACHABLE,
                server.label() + ": no token: the answer is "
                        + (response.isJson() && response.body().length > 0
                                ? "not the JSON it should be"
                                : response.describeContent() + " instead of JSON")
                        + requestLine,
                "this is not the API: check " + server.settingName("URL"),
                cause);
    }

    /** How long a token of this answer is good; see {@link TokenResponse#remainingLifetime}. */
    public Duration remainingLifetime(String jwt, JsonResponse response) {
        return TokenResponse.remainingLifetime(jwt, response.date(), time.now());
    }

    /**
     * What an answer without a token means when it was asked for with the credential: only a refusal of the credential
     * itself is final, anything else may pass.
     *
     * @param serverMessage the server's own, or null
     */
    public BakshException tokenRequestException(
            String summary, String serverMessage, String target, JsonResponse response, String hint) {
        String requestLine = " (POST " + server.url() + target + " -> " + response.status() + ")";
        if (response.status() / 100 == 2) {
            return new BakshException(
                    ExitCode.UNREACHABLE, server.label() + ": no token: the answer holds none" + requestLine, null);
        }
        String message = serverMessage == null ? "refused" : redactor.redact(serverMessage);
        if (CREDENTIAL_REJECTED.contains(response.status())) {
            return new CredentialRejectedException(
                    server.label() + ": " + summary + ": " + message + requestLine, hint);
        }
        return new BakshException(ExitCode.FAILED, server.label() + ": no token: " + message + requestLine, hint);
    }

    /** A refresh token that brought no token, for whatever reason: what is left is the credential. */
    public CredentialRejectedException refreshRejectedException(String target, JsonResponse response) {
        return new CredentialRejectedException(
                server.label() + ": the refresh token is not accepted (POST " + server.url() + target + " -> "
                        + response.status() + ")",
                null);
    }

    /** A server may echo what it was sent. */
    private static SecretRedactor createRedactor(Credential credential) {
        SecretRedactor redactor = new SecretRedactor();
        credential.secrets().forEach(redactor::add);
        return redactor;
    }
}
