package dev.baksh.sandbox.px;

import dev.baksh.sandbox.server.HttpErrorException;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.ServerResponse;

/** Factory of the exceptions for Keycloak's error responses; their formats were observed on real servers (keycloak). */
final class KeycloakErrors {
    private KeycloakErrors() {}

    static HttpErrorException oauthError(int status, String error, String description) {
        return new HttpErrorException(ServerResponse.json(
                status, JsonTrees.object().put("error", error).put("error_description", description)));
    }

    static HttpErrorException invalidGrant(String description) {
        return oauthError(400, "invalid_grant", description);
    }

    /** Returns the short form that all endpoints except the token endpoint use. */
    static HttpErrorException httpError(int status, String reason) {
        return new HttpErrorException(
                ServerResponse.json(status, JsonTrees.object().put("error", "HTTP " + status + " " + reason)));
    }
}
