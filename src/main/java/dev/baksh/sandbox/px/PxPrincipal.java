package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Authenticated caller of the emulated backend: the user and the roles of the token.
 *
 * @param roles role names in the token; the roles may have changed since
 */
public record PxPrincipal(String id, Set<String> roles) {
    public static PxPrincipal of(JsonNode claims) {
        Set<String> roles = new LinkedHashSet<>();
        claims.path("realm_access").path("roles").forEach(role -> roles.add(role.asText()));
        return new PxPrincipal(claims.path("sub").asText(), roles);
    }

    boolean hasRole(String role) {
        return roles.contains(role);
    }
}
