package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.px.PxEnvelope.Failure;
import dev.baksh.sandbox.server.HttpErrorException;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Store and routes of the emulated roles of Portworx Backup (px-api 2 and 4). Each role has a twin in Keycloak; the id
 * of the twin is the {@code role_id}.
 */
public final class PxRoles {
    static final String SUPER_ADMIN = "px-backup-super.admin";
    static final String INFRA_ADMIN = "px-backup-infra.admin";
    static final String APP_ADMIN = "px-backup-app.admin";
    static final String APP_USER = "px-backup-app.user";
    public static final Set<String> BUILT_IN = Set.of(SUPER_ADMIN, INFRA_ADMIN, APP_ADMIN, APP_USER);

    /** Pattern of the naming rules. {@link #checkName} also checks for three alphanumeric characters (px-api 4.3). */
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?");

    private final KeycloakRealm realm;
    private final PxEnvelope envelope;
    private final Clock clock;
    private final SeededRandom random;
    private final Map<String, ObjectNode> roles = new LinkedHashMap<>();

    PxRoles(KeycloakRealm realm, PxEnvelope envelope, Clock clock, SeededRandom random) {
        this.realm = realm;
        this.envelope = envelope;
        this.clock = clock;
        this.random = random;
    }

    ServerResponse list(ServerRequest request, PxPrincipal caller) {
        requirePermission(caller, "enumerate");
        // Assumption: the search examines the name and is case-sensitive, like the search of the console.
        String searchText = request.query().get("searchString", "");
        List<ObjectNode> rows = roles.values().stream()
                .filter(role -> nameOf(role).contains(searchText))
                .toList();
        return PxEnvelope.page(request, rows, "Fetched all roles");
    }

    ServerResponse create(ServerRequest request, PxPrincipal caller) {
        requirePermission(caller, "create");
        JsonNode body = parseBody(request);
        String name = body.path("name").asText();
        checkName(name);
        checkRules(body.path("rules"));
        // Assumption: the wording; messages of other objects contain "already exists".
        if (roles.containsKey(name))
            throw envelope.exception(Failure.ALREADY_EXISTS, "role " + name + " already exists");
        ObjectNode role =
                add(name, body.path("description").asText(), caller.id(), clock.instant(), body.path("rules"));
        return PxEnvelope.success(role, "Role created successfully");
    }

    /** Replaces all rules of a role. The name is the key; uid and role_id must match if they are sent. */
    ServerResponse update(ServerRequest request, PxPrincipal caller) {
        requirePermission(caller, "update");
        JsonNode body = parseBody(request);
        ObjectNode current = requireChangeable(body.path("name").asText(), caller);
        boolean matches = matchesIfSent(
                        body.path("uid").asText(), current.path("metadata").path("uid"))
                && matchesIfSent(body.path("role_id").asText(), current.path("role_id"));
        if (!matches) throw notFound(nameOf(current));
        checkRules(body.path("rules"));
        ObjectNode role = current.deepCopy();
        ObjectNode metadata = (ObjectNode) role.path("metadata");
        if (body.has("description"))
            metadata.put(
                    "description", descriptionOrDefault(body.path("description").asText()));
        metadata.set("last_update_time", toTimestamp(clock.instant()));
        role.set("rules", body.path("rules"));
        put(role);
        return PxEnvelope.success(role, "Role updated successfully");
    }

    ServerResponse delete(ServerRequest request, PxPrincipal caller) {
        requirePermission(caller, "delete");
        String name = request.query().get("name");
        if (name == null) throw envelope.invalidField("name", "The name field is required.");
        ObjectNode role = requireChangeable(name, caller);
        if (!matchesIfSent(request.query().get("role_id", ""), role.path("role_id"))) throw notFound(name);
        roles.remove(name);
        realm.removeRole(name);
        return PxEnvelope.success(JsonTrees.object(), "Role deleted successfully");
    }

    /** Adds a role and its twin in Keycloak. */
    ObjectNode add(String name, String description, String ownerId, Instant createdAt, JsonNode rules) {
        return add(
                name, description, ownerId, createdAt, rules, realm.addRole(name, "Portworx " + name + " user role"));
    }

    /**
     * Adds a role as the gateway does: without a twin in Keycloak, and with the role id from the request (px-api, table
     * of the surfaces).
     */
    public ObjectNode add(
            String name, String description, String ownerId, Instant createdAt, JsonNode rules, String roleId) {
        ObjectNode role = JsonTrees.object();
        ObjectNode metadata = role.putObject("metadata")
                .put("name", name)
                .put("uid", random.nextUuid())
                .put("org_id", "default");
        metadata.set("create_time", toTimestamp(createdAt));
        metadata.set("last_update_time", toTimestamp(createdAt));
        metadata.put("create_time_in_sec", createdAt.getEpochSecond());
        ObjectNode ownership = metadata.putObject("ownership").put("owner", ownerId);
        ownership.putObject("public").put("type", 1);
        metadata.put("description", descriptionOrDefault(description));
        role.set("rules", rules);
        put(role.put("role_id", roleId));
        return role;
    }

    public void put(ObjectNode role) {
        roles.put(nameOf(role), role);
    }

    /** Removes a role. The twin stays, because the gateway has no access to Keycloak. */
    public void remove(String name) {
        roles.remove(name);
    }

    /** Returns all roles in order of creation. */
    public List<ObjectNode> all() {
        return List.copyOf(roles.values());
    }

    /** Returns the role with this name, or null. */
    public ObjectNode get(String name) {
        return roles.get(name);
    }

    public List<String> names() {
        return List.copyOf(roles.keySet());
    }

    /** Returns a time in the format of the backend: {@code {seconds, nanos}}. */
    public static ObjectNode toTimestamp(Instant instant) {
        return JsonTrees.object().put("seconds", instant.getEpochSecond()).put("nanos", instant.getNano());
    }

    /**
     * Checks the permission of the caller.
     *
     * @throws HttpErrorException 403 unless a role in the caller's token allows the API on roles
     */
    void requirePermission(PxPrincipal caller, String api) {
        if (!isAllowed(caller, "role", api))
            throw envelope.exception(Failure.PERMISSION_DENIED, "Access denied for [Resource: role]");
    }

    /** Returns true if a role in the caller's token allows the API of the service. */
    public boolean isAllowed(PxPrincipal caller, String service, String api) {
        return caller.roles().stream()
                .map(roles::get)
                .anyMatch(role -> role != null && RbacRules.isAllowed(role.path("rules"), service, api));
    }

    private ObjectNode requireChangeable(String name, PxPrincipal caller) {
        ObjectNode role = roles.get(name);
        if (role == null) throw notFound(name);
        // Assumption: built-in roles cannot be changed, as in a related product of the vendor.
        if (BUILT_IN.contains(name))
            throw envelope.exception(Failure.FAILED_PRECONDITION, "built-in role " + name + " cannot be changed");
        String ownerId = role.path("metadata").path("ownership").path("owner").asText();
        boolean isPermitted = caller.hasRole(SUPER_ADMIN) || ownerId.equals(caller.id());
        if (!isPermitted) throw envelope.exception(Failure.PERMISSION_DENIED, "Access denied for [Resource: role]");
        return role;
    }

    private HttpErrorException notFound(String name) {
        return envelope.exception(Failure.NOT_FOUND, "role " + name + ": object not found");
    }

    private static boolean matchesIfSent(String sent, JsonNode stored) {
        return sent.isEmpty() || sent.equals(stored.asText());
    }

    private static String descriptionOrDefault(String description) {
        return description.isBlank() ? "NA" : description;
    }

    private static String nameOf(ObjectNode role) {
        return role.path("metadata").path("name").asText();
    }

    private void checkName(String name) {
        if (name.isEmpty()) throw envelope.invalidField("name", "The name field is required.");
        boolean isValid =
                NAME.matcher(name).matches() && name.replaceAll("[^a-z0-9]", "").length() >= 3;
        if (!isValid) throw envelope.invalidField("name", "The name format is invalid.");
    }

    private void checkRules(JsonNode rules) {
        if (!rules.isArray() || rules.isEmpty()) throw envelope.invalidField("rules", "The rules field is required.");
        for (JsonNode rule : rules) {
            if (!isStringArray(rule.path("services")) || !isStringArray(rule.path("apis"))) {
                throw envelope.invalidField("rules", "The rules format is invalid.");
            }
        }
    }

    private static boolean isStringArray(JsonNode list) {
        if (!list.isArray() || list.isEmpty()) return false;
        for (JsonNode element : list) if (!element.isTextual()) return false;
        return true;
    }

    /** Parses a body like Laravel: an invalid body counts as an empty object, so the required fields are missing. */
    static JsonNode parseBody(ServerRequest request) {
        try {
            JsonNode body = JsonTrees.parse(request.body());
            return body.isObject() ? body : JsonTrees.object();
        } catch (IOException notJson) {
            return JsonTrees.object();
        }
    }
}
