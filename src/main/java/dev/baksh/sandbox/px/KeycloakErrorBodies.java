package dev.baksh.sandbox.px;

import dev.baksh.sandbox.server.HttpErrorException;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.ServerResponse;

/** Keycloak's error bodies, as measured on real ones (keycloak). */
final class KeycloakErrorBodies {
    private KeycloakErrorBodies() {}

    static HttpErrorException oauthError(int status, String error, String description) {
        return new HttpErrorException(ServerResponse.json(
                status, JsonTrees.object().put("error", error).put("error_description", description)));
    }

    static HttpErrorException invalidGrant(String description) {
        return oauthError(400, "invalid_grant", description);
    }

    /** The plain form that everything but the token endpoint uses. */
    static HttpErrorException httpError(int status, String reason) {
        return new HttpErrorException(
                ServerResponse.json(status, JsonTrees.object().put("error", "HTTP " + status + " " + reason)));
    }
}
