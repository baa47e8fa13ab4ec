package dev.baksh.sandbox;

/** Keycloak's error bodies, as measured on real ones (keycloak). */
final class KeycloakErrors {
    private KeycloakErrors() {}

    static Refusal oauth(int status, String error, String description) {
        return new Refusal(
                Answer.json(status, Json.object().put("error", error).put("error_description", description)));
    }

    static Refusal invalidGrant(String description) {
        return oauth(400, "invalid_grant", description);
    }

    /** The plain form that everything but the token endpoint uses. */
    static Refusal http(int status, String reason) {
        return new Refusal(Answer.json(status, Json.object().put("error", "HTTP " + status + " " + reason)));
    }
}
