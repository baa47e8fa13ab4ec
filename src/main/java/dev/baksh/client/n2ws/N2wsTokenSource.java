package dev.baksh.client.n2ws;

import dev.baksh.client.auth.TokenEndpoint;
import dev.baksh.client.auth.TokenEndpoint.JsonResponse;
import dev.baksh.client.auth.TokenResponse;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.protocol.ApiError;
import dev.baksh.client.protocol.JsonCodec;
import java.util.Map;

/**
 * Token source for N2WS (n2ws-api 1): the API key returns an access token and a refresh token; the refresh token
 * returns access tokens only, and after its 24 hours the API key is needed again.
 */
final class N2wsTokenSource implements TokenSource {
    private static final String OBTAIN_PATH = "/api/token/obtain/api_key/";
    private static final String REFRESH_PATH = "/api/token/refresh/";

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
        String hint = "generate a key in the user's settings, API Access, and set " + server.settingName("API_KEY");
        JsonResponse response =
                post(OBTAIN_PATH, Map.of("api_key", credential.key().reveal()));
        if (isTokenMissing(response)) {
            throw endpoint.tokenRequestException(
                    "the API key is not accepted", describeError(response), OBTAIN_PATH, response, hint);
        }
        return toTokenResponse(response);
    }

    @Override
    public TokenResponse refresh(String refreshToken) {
        JsonResponse response = post(REFRESH_PATH, Map.of("refresh", refreshToken));
        if (isTokenMissing(response))
            throw endpoint.tokenRequestException(
                    "the refresh token is not accepted", describeError(response), REFRESH_PATH, response, null);
        return toTokenResponse(response);
    }

    @Override
    public String messagePrefix() {
        return server.label() + ": ";
    }

    private JsonResponse post(String path, Map<String, String> body) {
        return endpoint.post(path, JsonCodec.write(body), "application/json", true);
    }

    private static boolean isTokenMissing(JsonResponse response) {
        return !response.isSuccess()
                || response.textField("access") == null
                || response.textField("access").isBlank();
    }

    private static String describeError(JsonResponse response) {
        // Any other body of a success may contain a token.
        if (response.status() / 100 == 2 && !response.body().has("errors")) return null;
        ApiError error = N2wsErrorParser.parseBody(response.body());
        if (error == null) return null;
        return error.fieldErrors().isEmpty() ? error.message() : String.join("; ", error.fieldErrors());
    }

    private TokenResponse toTokenResponse(JsonResponse response) {
        String accessToken = response.textField("access");
        String refreshToken = response.textField("refresh");
        return new TokenResponse(
                accessToken,
                refreshToken,
                endpoint.remainingLifetime(accessToken, response),
                refreshToken == null ? null : endpoint.remainingLifetime(refreshToken, response));
    }
}
