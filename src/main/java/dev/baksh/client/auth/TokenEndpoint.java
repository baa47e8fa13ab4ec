package dev.baksh.client.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.JsonTreeReader;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.http.HttpRequest;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.HttpTransport;
import dev.baksh.client.http.NonApiResponse;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.http.TransportException;
import dev.baksh.client.protocol.JsonCodec;
import dev.baksh.client.retry.AttemptPolicy;
import dev.baksh.client.retry.AttemptPolicy.NextStep;
import dev.baksh.client.retry.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Client of the token endpoint of a server: sends the requests for tokens, and repeats a request only if no one-time
 * token can be lost. Error messages never quote a request or a successful response: both contain secrets.
 */
public final class TokenEndpoint {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    /** Callers wait for the token, so a Retry-After of more than 20 seconds is reported as an error. */
    private static final AttemptPolicy POLICY = new AttemptPolicy(3, Duration.ofSeconds(20));
    /** Status codes that reject a credential or a refresh token. */
    private static final Set<Integer> CREDENTIAL_REJECTED = Set.of(400, 401, 403);

    private final ServerConfig server;
    private final HttpTransport transport;
    private final TimeSource time;
    private final Backoff backoff;
    /** Redacts the secrets of the credential: a server may echo its request. */
    private final SecretRedactor redactor = new SecretRedactor();

    public TokenEndpoint(ServerConfig server, HttpTransport transport, TimeSource time, RandomGenerator random) {
        this.server = server;
        this.transport = transport;
        this.time = time;
        this.backoff = new Backoff(time, random);
        server.credential().secrets().forEach(redactor::add);
    }

    /**
     * JSON response of the endpoint.
     *
     * @param body the JSON object or array
     * @param date upper bound of the current time of the server, or null
     */
    public record JsonResponse(int status, JsonNode body, Instant date) {
        public boolean isSuccess() {
            return status / 100 == 2 && body.isObject();
        }

        /** A string field of the body, or null. */
        public String textField(String name) {
            JsonNode value = body.get(name);
            return value == null || !value.isTextual() ? null : value.asText();
        }
    }

    /**
     * Sends a POST. Retries if the request did not reach the server, or if the request is repeatable.
     *
     * @param repeatable false for a refresh token that may be valid for one use
     * @throws BakshException if no response arrives, or the response is not JSON (exit code 5)
     */
    public JsonResponse post(String target, byte[] body, String contentType, boolean repeatable) {
        HttpRequest request = new HttpRequest(
                "POST", target, Map.of("Accept", "application/json"), body, contentType, REQUEST_TIMEOUT);
        for (int attempt = 1; ; attempt++) {
            AttemptPolicy.State state = new AttemptPolicy.State(attempt, true, false, false, false);
            long startNanos = time.nanos();
            try {
                HttpResponse response = transport.send(request);
                boolean temporaryError = response.isTemporaryError();
                Duration retryAfter = temporaryError ? backoff.retryAfter(response) : null;
                boolean mayRepeat = repeatable || response.status() == 429; // A busy server has not used the token.
                // The lifetime of the token began before its response arrived; a slow response is not a clock skew.
                Duration age = Duration.ofNanos(time.nanos() - startNanos);
                NextStep step = POLICY.decide(
                        new AttemptPolicy.Response(
                                !temporaryError, true, false, false, false, mayRepeat, false, false, retryAfter),
                        state);
                if (!step.isRetry()) return toJsonResponse(target, response, age);
                if (step == NextStep.RETRY_AFTER_DELAY) {
                    backoff.pauseRetryAfter(retryAfter);
                    continue;
                }
            } catch (TransportException e) {
                boolean retryable = e.isRetryable() && (repeatable || !e.mayHaveBeenSent());
                if (!POLICY.decideAfterError(false, retryable, state).isRetry()) throw e;
            }
            backoff.pause(attempt);
        }
    }

    private JsonResponse toJsonResponse(String target, HttpResponse response, Duration age) {
        String requestLine = requestLine(target, response.status());
        NonApiResponse other = NonApiResponse.of(server, target, response, transport.forwardProxy());
        if (other != null)
            throw new BakshException(
                    ExitCode.UNREACHABLE,
                    server.label() + ": no token: " + other.message() + requestLine,
                    other.hint());
        if (response.isTemporaryError()) {
            String reason = response.status() == 429
                    ? "too many requests"
                    : response.status() == 408 ? "timeout" : "the server failed";
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
            throw notJsonException(
                    requestLine, response, e); // Jackson does not quote the source, which may contain a token.
        }
    }

    private BakshException notJsonException(String requestLine, HttpResponse response, IOException cause) {
        boolean isInvalid = response.isJson() && response.body().length > 0;
        String content = isInvalid ? "not valid JSON" : response.describeContent() + " instead of JSON";
        String message = server.label() + ": no token: the response is " + content + requestLine;
        String hint = "this is not the API: check " + server.settingName("URL") + server.basePathHint();
        return new BakshException(ExitCode.UNREACHABLE, message, hint, cause);
    }

    /** Returns the remaining lifetime of a token of this response; see {@link TokenResponse#remainingLifetime}. */
    public Duration remainingLifetime(String jwt, JsonResponse response) {
        return TokenResponse.remainingLifetime(jwt, response.date(), time.now());
    }

    /**
     * Creates the exception for a response without a token. The server has rejected the credential or the refresh token only
     * with some status codes; other errors concern the server or the URL.
     *
     * @param serverMessage the message of the server, or null
     */
    public BakshException tokenRequestException(
            String summary, String serverMessage, String target, JsonResponse response, String hint) {
        String requestLine = requestLine(target, response.status());
        boolean isSuccess = response.status() / 100 == 2;
        if (isSuccess && serverMessage == null) {
            String contents = server.label() + ": no token: the response contains no token" + requestLine;
            return new BakshException(ExitCode.UNREACHABLE, contents, null);
        }
        String message = serverMessage == null ? "refused" : redactor.redact(serverMessage);
        if (isSuccess || CREDENTIAL_REJECTED.contains(response.status())) {
            return new CredentialRejectedException(
                    server.label() + ": " + summary + ": " + message + requestLine, hint);
        }
        return new BakshException(ExitCode.FAILED, server.label() + ": no token: " + message + requestLine, hint);
    }

    private String requestLine(String target, int status) {
        return " (POST " + server.url() + target + " -> " + status + ")";
    }
}
