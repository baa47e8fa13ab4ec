package dev.baksh.client.px.backend;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.PathTemplate;
import dev.baksh.client.auth.TokenEndpoint;
import dev.baksh.client.auth.TokenEndpoint.JsonResponse;
import dev.baksh.client.auth.TokenResponse;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.text.ShellWord;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Token source that gets tokens from the Keycloak of Portworx with client credentials, a password or a refresh token
 * (facts: keycloak). Client credentials return no refresh token, so they are sent again for each new token; a password
 * returns a refresh token, which is valid once if the realm rotates refresh tokens.
 */
public record KeycloakTokenSource(ServerConfig server, TokenEndpoint endpoint) implements TokenSource {
    /** Errors that concern the client, not the login of the user. */
    private static final Set<String> CLIENT_ERRORS = Set.of("invalid_client", "unauthorized_client");

    @Override
    public TokenResponse obtain() {
        if (server.credential() instanceof Credential.Session) {
            String message = server.label() + ": no user is logged in, or the login has expired";
            if (!server.isFromEnvironment()) throw new BakshException(ExitCode.DENIED, message, loginHint());
            throw BakshException.usageError(message + ", and no credential is set", loginHint());
        }
        Map<String, String> form = new LinkedHashMap<>();
        boolean isPassword = server.credential() instanceof Credential.Password;
        form.put("grant_type", isPassword ? "password" : "client_credentials");
        putClient(form);
        if (server.credential() instanceof Credential.Password passwordCredential) {
            form.put("username", passwordCredential.username());
            form.put("password", passwordCredential.password().reveal());
            form.put("scope", "openid");
        }
        JsonResponse response = post(form, true);
        if (isTokenMissing(response)) throw rejectedError("the credential is not accepted", response);
        return toTokenResponse(response);
    }

    private String loginHint() {
        String loginCommand = "baksh login " + ShellWord.quoteIfNeeded(server.name());
        // For a server that is configured in the environment, the credential may be missing there.
        return !server.isFromEnvironment()
                ? loginCommand
                : loginCommand + ", or set one of BAKSH_PX_CLIENT_ID + BAKSH_PX_CLIENT_SECRET, "
                        + "BAKSH_PX_USERNAME + BAKSH_PX_PASSWORD, BAKSH_PX_TOKEN";
    }

    @Override
    public TokenResponse refresh(String refreshToken) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        putClient(form);
        JsonResponse response = post(form, false);
        if (isTokenMissing(response))
            throw rejectedError(
                    hasCredential() ? "the refresh token is not accepted" : "the login has expired or is not accepted",
                    response);
        return toTokenResponse(response);
    }

    private String tokenPath() {
        return server.authPath() + "/realms/" + PathTemplate.encodeName("realm", server.realm())
                + "/protocol/openid-connect/token";
    }

    private void putClient(Map<String, String> form) {
        if (server.credential() instanceof Credential.Password passwordCredential) {
            form.put("client_id", passwordCredential.clientId());
            if (passwordCredential.clientSecret() != null)
                form.put("client_secret", passwordCredential.clientSecret().reveal());
        } else if (server.credential() instanceof Credential.ClientCredentials clientCredentials) {
            form.put("client_id", clientCredentials.clientId());
            form.put("client_secret", clientCredentials.secret().reveal());
        } else if (server.credential() instanceof Credential.Session session) {
            form.put("client_id", session.clientId());
        }
    }

    @Override
    public String messagePrefix() {
        return server.label() + ": ";
    }

    @Override
    public boolean hasCredential() {
        return !(server.credential() instanceof Credential.Session);
    }

    private JsonResponse post(Map<String, String> form, boolean retryable) {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return endpoint.post(tokenPath(), bytes, "application/x-www-form-urlencoded", retryable);
    }

    private static boolean isTokenMissing(JsonResponse response) {
        return !response.isSuccess()
                || response.textField("access_token") == null
                || response.textField("access_token").isBlank();
    }

    private TokenResponse toTokenResponse(JsonResponse response) {
        String accessToken = response.textField("access_token");
        String refreshToken = response.textField("refresh_token");
        Duration jwtLifetime = endpoint.remainingLifetime(accessToken, response);
        Duration lifetime = lifetimeField("expires_in", response);
        // A new token that has expired shows that a clock is wrong, and expires_in needs no clock.
        boolean isCredible = jwtLifetime != null && !jwtLifetime.isNegative() && !jwtLifetime.isZero();
        return new TokenResponse(
                accessToken,
                refreshToken,
                isCredible || lifetime == null ? jwtLifetime : lifetime,
                refreshToken == null ? null : lifetimeField("refresh_expires_in", response));
    }

    /** Returns a lifetime; 0 beside a refresh token means that it does not expire (an offline token). */
    private static Duration lifetimeField(String name, JsonResponse response) {
        long seconds = response.body().path(name).asLong(0);
        return seconds > 0 ? Duration.ofSeconds(seconds) : null;
    }

    private static String describeError(JsonResponse response) {
        String detail = response.textField("error_description");
        return detail == null ? response.textField("error") : detail;
    }

    private BakshException rejectedError(String summary, JsonResponse response) {
        return endpoint.tokenRequestException(
                summary, describeError(response), tokenPath(), response, rejectionHint(response));
    }

    private String rejectionHint(JsonResponse response) {
        if (response.status() == 404)
            return "check " + server.settingName("REALM") + ", now " + server.realm() + ", and "
                    + server.settingName("AUTH_PATH") + ", now " + server.authPath();
        if (server.credential() instanceof Credential.Session session)
            return CLIENT_ERRORS.contains(String.valueOf(response.textField("error")))
                    ? "check " + server.settingName("CLIENT_ID") + ", now " + session.clientId()
                            + ", and that the client is enabled"
                    : loginHint();
        return server.credential() instanceof Credential.Password
                ? "check " + server.settingName("USERNAME") + ", " + server.settingName("PASSWORD")
                        + " and that the client allows direct access grants"
                : "check " + server.settingName("CLIENT_ID") + ", " + server.settingName("CLIENT_SECRET")
                        + " and that the client has a service account";
    }
}
