package dev.baksh.client.n2ws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baksh.client.auth.TokenEndpoint;
import dev.baksh.client.auth.TokenEndpoint.Answer;
import dev.baksh.client.auth.TokenResponse;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.protocol.ApiError;
import java.util.Map;

/**
 * N2WS tokens (n2ws-api 1): the API key gives an access and a refresh token, the refresh token gives access tokens only,
 * and after its 24 hours the key is needed again.
 */
final class N2wsTokenSource implements TokenSource {
    private static final String OBTAIN = "/api/token/obtain/api_key/";
    private static final String REFRESH = "/api/token/refresh/";

    private final ServerConfig server;
    private final Credential.ApiKey credential;
    private final TokenEndpoint endpoint;

    N2wsTokenSource(ServerConfig server, TokenEndpoint endpoint) {
        this.server = server;
        this.credential = (Credential.ApiKey) server.credential();
        this.endpoint = endpoint;
    }

    @Override
    public TokenResponse obtain() {
        String hint = "generate a key in the user's settings, API Access, and give it as " + server.variable("API_KEY");
        Answer answer = post(OBTAIN, Map.of("api_key", credential.key().reveal()));
        if (tokenless(answer)) {
            throw endpoint.refused("the API key is not accepted", words(answer), OBTAIN, answer, hint);
        }
        return grant(answer);
    }

    @Override
    public TokenResponse refresh(String refreshToken) {
        Answer answer = post(REFRESH, Map.of("refresh", refreshToken));
        if (tokenless(answer)) throw endpoint.ended(REFRESH, answer);
        return grant(answer);
    }

    @Override
    public boolean renewable() {
        return true;
    }

    private Answer post(String target, Map<String, String> body) {
        try {
            return endpoint.post(target, new ObjectMapper().writeValueAsBytes(body), "application/json", true);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts is always JSON");
        }
    }

    private static boolean tokenless(Answer answer) {
        return !answer.good()
                || answer.text("access") == null
                || answer.text("access").isBlank();
    }

    private static String words(Answer answer) {
        ApiError problem = N2wsErrorParser.of(answer.body());
        if (problem == null) return null;
        return problem.fields().isEmpty() ? problem.words() : String.join("; ", problem.fields());
    }

    private TokenResponse grant(Answer answer) {
        String access = answer.text("access");
        String refresh = answer.text("refresh");
        return new TokenResponse(
                access,
                refresh,
                endpoint.life(access, answer),
                refresh == null ? null : endpoint.life(refresh, answer));
    }
}
