package dev.baksh.client.px.backend;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.auth.TokenEndpoint;
import dev.baksh.client.auth.TokenEndpoint.Answer;
import dev.baksh.client.auth.TokenResponse;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.ServerConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tokens of the Keycloak behind Portworx (facts: keycloak). Client credentials bring no refresh token and are simply asked
 * for again; a password brings one, which is used up where the realm rotates them.
 */
public final class KeycloakTokenSource implements TokenSource {
    private final ServerConfig server;
    private final TokenEndpoint endpoint;
    private final String target;

    public KeycloakTokenSource(ServerConfig server, TokenEndpoint endpoint) {
        this.server = server;
        this.endpoint = endpoint;
        this.target = server.authPath() + "/realms/" + server.realm() + "/protocol/openid-connect/token";
    }

    @Override
    public TokenResponse obtain() {
        if (server.credential() instanceof Credential.Session) {
            String ended = server.label() + ": nobody is logged in, or the login has ended";
            String login = "baksh login " + server.name();
            // Not final, as a refused password is: the person may log in beside the shell, which then goes on.
            if (!server.name().equals(server.kind())) throw new BakshException(ExitCode.DENIED, ended, login);
            // Of a server that the environment names, the credential is just as likely to have been forgotten.
            throw BakshException.usage(
                    ended + ", and no credential is set",
                    login + ", or set one of BAKSH_PX_CLIENT_ID + BAKSH_PX_CLIENT_SECRET, "
                            + "BAKSH_PX_USERNAME + BAKSH_PX_PASSWORD, BAKSH_PX_TOKEN");
        }
        Map<String, String> form = new LinkedHashMap<>();
        if (server.credential() instanceof Credential.ClientCredentials client) {
            form.put("grant_type", "client_credentials");
            form.put("client_id", client.clientId());
            form.put("client_secret", client.secret().reveal());
        } else {
            Credential.Password user = (Credential.Password) server.credential();
            form.put("grant_type", "password");
            form.put("client_id", user.clientId());
            if (user.clientSecret() != null)
                form.put("client_secret", user.clientSecret().reveal());
            form.put("username", user.username());
            form.put("password", user.password().reveal());
            form.put("scope", "openid");
        }
        Answer answer = post(form, true);
        if (tokenless(answer)) throw refused(answer);
        return grant(answer);
    }

    @Override
    public TokenResponse refresh(String refreshToken) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        if (server.credential() instanceof Credential.Password user) {
            form.put("client_id", user.clientId());
            if (user.clientSecret() != null)
                form.put("client_secret", user.clientSecret().reveal());
        } else if (server.credential() instanceof Credential.ClientCredentials client) {
            form.put("client_id", client.clientId());
            form.put("client_secret", client.secret().reveal());
        } else if (server.credential() instanceof Credential.Session session) {
            form.put("client_id", session.clientId());
        }
        Answer answer = post(form, false);
        if (tokenless(answer)) throw endpoint.ended(target, answer);
        return grant(answer);
    }

    @Override
    public boolean renewable() {
        return true;
    }

    private Answer post(Map<String, String> form, boolean repeatable) {
        StringBuilder body = new StringBuilder();
        form.forEach((name, value) -> body.append(body.length() == 0 ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return endpoint.post(target, bytes, "application/x-www-form-urlencoded", repeatable);
    }

    private static boolean tokenless(Answer answer) {
        return !answer.good()
                || answer.text("access_token") == null
                || answer.text("access_token").isBlank();
    }

    private TokenResponse grant(Answer answer) {
        String access = answer.text("access_token");
        String refresh = answer.text("refresh_token");
        return new TokenResponse(
                access, refresh, life(access, "expires_in", answer), refresh == null ? null : refreshLife(answer));
    }

    private Duration life(String jwt, String name, Answer answer) {
        Duration life = endpoint.life(jwt, answer);
        if (life != null) return life;
        long seconds = answer.body().path(name).asLong(0);
        return seconds > 0 ? Duration.ofSeconds(seconds) : null;
    }

    /** 0 beside a refresh token means that it does not end (an offline token). */
    private static Duration refreshLife(Answer answer) {
        long seconds = answer.body().path("refresh_expires_in").asLong(0);
        return seconds > 0 ? Duration.ofSeconds(seconds) : null;
    }

    private BakshException refused(Answer answer) {
        String words = answer.text("error_description");
        if (words == null) words = answer.text("error");
        String hint = answer.status() == 404
                ? "check " + server.variable("REALM") + ", now " + server.realm() + ", and "
                        + server.variable("AUTH_PATH") + ", now " + server.authPath()
                : server.credential() instanceof Credential.Password
                        ? "check " + server.variable("USERNAME") + ", " + server.variable("PASSWORD")
                                + " and that the client allows direct access grants"
                        : "check " + server.variable("CLIENT_ID") + ", " + server.variable("CLIENT_SECRET")
                                + " and that the client has a service account";
        return endpoint.refused("the credential is not accepted", words, target, answer, hint);
    }
}
