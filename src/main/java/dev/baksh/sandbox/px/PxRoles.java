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

/** Roles of Portworx Backup (px-api 2 and 4). Each has a twin in Keycloak, whose id is its {@code role_id}. */
public final class PxRoles {
    static final String SUPER_ADMIN = "px-backup-super.admin";
    static final String INFRA_ADMIN = "px-backup-infra.admin";
    static final String APP_ADMIN = "px-backup-app.admin";
    static final String APP_USER = "px-backup-app.user";
    public static final Set<String> BUILT_IN = Set.of(SUPER_ADMIN, INFRA_ADMIN, APP_ADMIN, APP_USER);

    /** The naming rules as a pattern; that there be three alphanumerics is checked apart (px-api 4.3). */
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?");

    private final KeycloakRealm realm;
    private final PxEnvelope envelope;
    private final Clock clock;
    private final SeededRandom dice;
    private final Map<String, ObjectNode> roles = new LinkedHashMap<>();

    PxRoles(KeycloakRealm realm, PxEnvelope envelope, Clock clock, SeededRandom dice) {
        this.realm = realm;
        this.envelope = envelope;
        this.clock = clock;
        this.dice = dice;
    }

    ServerResponse list(ServerRequest ask, PxPrincipal caller) {
        must(caller, "enumerate");
        // Assumption: the search looks into the name and heeds case, as the console's box does.
        String part = ask.query().get("searchString", "");
        List<ObjectNode> rows = roles.values().stream()
                .filter(role -> name(role).contains(part))
                .toList();
        return PxEnvelope.page(ask, rows, "Fetched all roles");
    }

    ServerResponse create(ServerRequest ask, PxPrincipal caller) {
        must(caller, "create");
        JsonNode body = body(ask);
        String name = body.path("name").asText();
        checkName(name);
        checkRules(body.path("rules"));
        // Assumption: the words; other objects' say "already exists".
        if (roles.containsKey(name)) throw envelope.refusal(Failure.EXISTS, "role " + name + " already exists");
        ObjectNode role =
                add(name, body.path("description").asText(), caller.id(), clock.instant(), body.path("rules"));
        return PxEnvelope.success(role, "Role created successfully");
    }

    /** Replaces all rules; the name is the key, and a uid or role_id that is sent must fit. */
    ServerResponse update(ServerRequest ask, PxPrincipal caller) {
        must(caller, "update");
        JsonNode body = body(ask);
        ObjectNode old = owned(body.path("name").asText(), caller);
        boolean fits = fits(body.path("uid").asText(), old.path("metadata").path("uid"))
                && fits(body.path("role_id").asText(), old.path("role_id"));
        if (!fits) throw notFound(name(old));
        checkRules(body.path("rules"));
        ObjectNode role = old.deepCopy();
        ObjectNode metadata = (ObjectNode) role.path("metadata");
        if (body.has("description"))
            metadata.put("description", described(body.path("description").asText()));
        metadata.set("last_update_time", time(clock.instant()));
        role.set("rules", body.path("rules"));
        roles.put(name(role), role);
        return PxEnvelope.success(role, "Role updated successfully");
    }

    ServerResponse delete(ServerRequest ask, PxPrincipal caller) {
        must(caller, "delete");
        String name = ask.query().get("name");
        if (name == null) throw envelope.invalid("name", "The name field is required.");
        ObjectNode role = owned(name, caller);
        if (!fits(ask.query().get("role_id", ""), role.path("role_id"))) throw notFound(name);
        roles.remove(name);
        realm.removeRole(name);
        return PxEnvelope.success(JsonTrees.object(), "Role deleted successfully");
    }

    /** Adds a role and its twin in Keycloak. */
    ObjectNode add(String name, String description, String owner, Instant created, JsonNode rules) {
        return add(name, description, owner, created, rules, realm.addRole(name, "Portworx " + name + " user role"));
    }

    /** Adds a role as the gateway does: without a twin, by whatever id the caller says (px-api, table of the surfaces). */
    public ObjectNode add(
            String name, String description, String owner, Instant created, JsonNode rules, String roleId) {
        ObjectNode metadata =
                JsonTrees.object().put("name", name).put("uid", dice.uuid()).put("org_id", "default");
        metadata.set("create_time", time(created));
        metadata.set("last_update_time", time(created));
        metadata.put("create_time_in_sec", created.getEpochSecond());
        metadata.putObject("ownership").put("owner", owner).putObject("public").put("type", 1);
        metadata.put("description", described(description));
        ObjectNode role = JsonTrees.object();
        role.set("metadata", metadata);
        role.set("rules", rules);
        role.put("role_id", roleId);
        roles.put(name, role);
        return role;
    }

    public void put(ObjectNode role) {
        roles.put(name(role), role);
    }

    /** The role goes, and its twin stays: the gateway does not know of Keycloak. */
    public void drop(String name) {
        roles.remove(name);
    }

    /** In order of creation. */
    public List<ObjectNode> all() {
        return List.copyOf(roles.values());
    }

    /** By name, or null. */
    public ObjectNode get(String name) {
        return roles.get(name);
    }

    public List<String> names() {
        return List.copyOf(roles.keySet());
    }

    /** {@code {seconds, nanos}}, as the backend writes times. */
    public static ObjectNode time(Instant instant) {
        return JsonTrees.object().put("seconds", instant.getEpochSecond()).put("nanos", instant.getNano());
    }

    /** @throws HttpErrorException unless a role that rides in the caller's token allows the api on roles */
    void must(PxPrincipal caller, String api) {
        if (!allow(caller, "role", api)) throw envelope.refusal(Failure.DENIED, "Access denied for [Resource: role]");
    }

    /** True when a role that rides in the caller's token allows the api of the service. */
    public boolean allow(PxPrincipal caller, String service, String api) {
        return caller.roles().stream()
                .map(roles::get)
                .anyMatch(role -> role != null && RbacRules.allow(role.path("rules"), service, api));
    }

    private ObjectNode owned(String name, PxPrincipal caller) {
        ObjectNode role = roles.get(name);
        if (role == null) throw notFound(name);
        // Assumption: built-in roles are refused, as they are in the product's elder sister.
        if (BUILT_IN.contains(name))
            throw envelope.refusal(Failure.BUILT_IN, "built-in role " + name + " cannot be changed");
        String owner = role.path("metadata").path("ownership").path("owner").asText();
        boolean may = caller.has(SUPER_ADMIN) || owner.equals(caller.id());
        if (!may) throw envelope.refusal(Failure.DENIED, "Access denied for [Resource: role]");
        return role;
    }

    private HttpErrorException notFound(String name) {
        return envelope.refusal(Failure.NOT_FOUND, "role " + name + ": object not found");
    }

    private static boolean fits(String sent, JsonNode kept) {
        return sent.isEmpty() || sent.equals(kept.asText());
    }

    private static String described(String description) {
        return description.isBlank() ? "NA" : description;
    }

    private static String name(ObjectNode role) {
        return role.path("metadata").path("name").asText();
    }

    private void checkName(String name) {
        if (name.isEmpty()) throw envelope.invalid("name", "The name field is required.");
        boolean good =
                NAME.matcher(name).matches() && name.replaceAll("[^a-z0-9]", "").length() >= 3;
        if (!good) throw envelope.invalid("name", "The name format is invalid.");
    }

    private void checkRules(JsonNode rules) {
        if (!rules.isArray() || rules.isEmpty()) throw envelope.invalid("rules", "The rules field is required.");
        for (JsonNode rule : rules) {
            if (!texts(rule.path("services")) || !texts(rule.path("apis"))) {
                throw envelope.invalid("rules", "The rules format is invalid.");
            }
        }
    }

    private static boolean texts(JsonNode list) {
        if (!list.isArray() || list.isEmpty()) return false;
        for (JsonNode one : list) if (!one.isTextual()) return false;
        return true;
    }

    JsonNode body(ServerRequest ask) {
        try {
            JsonNode body = JsonTrees.read(ask.body());
            if (body != null && body.isObject()) return body;
        } catch (IOException notJson) {
            // Laravel reads what is no JSON as no input at all: the required fields are then missing.
            return JsonTrees.object();
        }
        return JsonTrees.object();
    }
}
