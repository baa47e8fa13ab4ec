package dev.baksh.sandbox.px;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.JsonTrees;
import dev.baksh.sandbox.server.SeededRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keycloak's realm {@code master}: users, clients, realm roles, and who has which. */
public final class KeycloakRealm {
    static final String CONSOLE_CLIENT = "pxcentral";
    public static final String SERVICE_CLIENT = "baksh";
    public static final String ADMIN = "admin";
    /** Owns what the product itself made; nobody sees it in lists. */
    static final String HIDDEN_ADMIN = "px-central-admin";
    /** Keycloak's own role that opens its admin API. */
    static final String KEYCLOAK_ADMIN = "admin";

    private static final String EVERYBODY = "default-roles-master";

    private final SeededRandom dice;
    private final Map<String, KeycloakUser> users = new LinkedHashMap<>();
    private final Map<String, KeycloakClient> clients = new LinkedHashMap<>();
    private final Map<String, ObjectNode> roles = new LinkedHashMap<>();
    private final Map<String, Set<String>> mappings = new LinkedHashMap<>();
    private final Map<String, KeycloakGroup> groups = new LinkedHashMap<>();

    KeycloakRealm(SeededRandom dice, Instant installed) {
        this.dice = dice;
        addRole(EVERYBODY, "${role_default-roles}");
        addRole(KEYCLOAK_ADMIN, "${role_admin}");
        addUser(HIDDEN_ADMIN, "Px", "Central", installed);
        addUser(ADMIN, "Portworx", "Administrator", installed);
        addUser("alice", "Alice", "Abt", installed);
        addUser("bob", "Bob", "Berg", installed);
        addUser("carol", "Carol", "Castro", installed);
        addUser("dave", "Dave", "Dorn", installed);
        addUser("erin", "Erin", "Ek", installed);
        KeycloakUser service =
                new KeycloakUser(dice.uuid(), "service-account-" + SERVICE_CLIENT, null, null, null, true, installed);
        add(service);
        clients.put(CONSOLE_CLIENT, new KeycloakClient(CONSOLE_CLIENT, null, true, null, true));
        clients.put(SERVICE_CLIENT, new KeycloakClient(SERVICE_CLIENT, dice.hex(32), false, service.id(), true));
        clients.put("portal", new KeycloakClient("portal", dice.hex(32), true, null, true));
        KeycloakGroup ops = addGroup("ops");
        ops.members().add(user("dave").id());
        map(user(ADMIN).id(), KEYCLOAK_ADMIN);
        map(service.id(), KEYCLOAK_ADMIN);
    }

    public void addUser(String username) {
        addUser(username, "Extra", "User", users.get(ADMIN).created());
    }

    private void addUser(String username, String first, String last, Instant created) {
        add(new KeycloakUser(dice.uuid(), username, first, last, dice.hex(16), true, created));
    }

    private void add(KeycloakUser user) {
        users.put(user.username(), user);
        mappings.put(user.id(), new LinkedHashSet<>(List.of(EVERYBODY)));
    }

    /** By username, or null. */
    public KeycloakUser user(String username) {
        return users.get(username);
    }

    KeycloakUser userById(String id) {
        return users.values().stream()
                .filter(user -> user.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** Those whom lists show: neither service accounts nor the hidden administrator. */
    List<KeycloakUser> people() {
        return users.values().stream()
                .filter(user -> !user.isServiceAccount() && !user.username().equals(HIDDEN_ADMIN))
                .toList();
    }

    public KeycloakClient client(String id) {
        return clients.get(id);
    }

    public void disableUser(String username) {
        users.computeIfPresent(username, (name, user) -> user.disabled());
    }

    public void disableClient(String id) {
        clients.computeIfPresent(id, (name, client) -> client.disabled());
    }

    /** Adds a realm role, or finds the one of that name; gives its id. */
    String addRole(String name, String description) {
        return roles.computeIfAbsent(
                        name,
                        key -> JsonTrees.object()
                                .put("id", dice.uuid())
                                .put("name", name)
                                .put("description", description)
                                .put("composite", name.equals(EVERYBODY))
                                .put("clientRole", false)
                                .put("containerId", "master"))
                .path("id")
                .asText();
    }

    /** The role goes, and with it all its mappings. */
    public void removeRole(String name) {
        roles.remove(name);
        mappings.values().forEach(names -> names.remove(name));
        groups.values().forEach(group -> group.roles().remove(name));
    }

    ObjectNode role(String name) {
        return roles.get(name);
    }

    Collection<ObjectNode> roles() {
        return new ArrayList<>(roles.values());
    }

    /** Mapping twice is mapping once. */
    void map(String userId, String role) {
        mappings.get(userId).add(role);
    }

    void unmap(String userId, String role) {
        mappings.get(userId).remove(role);
    }

    /** A group of that name, which must be free; null when it is taken. */
    KeycloakGroup addGroup(String name) {
        if (groups.values().stream().anyMatch(group -> group.name().equals(name))) return null;
        KeycloakGroup group = new KeycloakGroup(dice.uuid(), name, new LinkedHashSet<>(), new LinkedHashSet<>());
        groups.put(group.id(), group);
        return group;
    }

    /** By id, or null. */
    KeycloakGroup group(String id) {
        return groups.get(id);
    }

    void removeGroup(String id) {
        groups.remove(id);
    }

    List<KeycloakGroup> groups() {
        return List.copyOf(groups.values());
    }

    /** The roles that the user has by itself or by a group: what its tokens say. */
    Set<String> effectiveRolesOf(String userId) {
        Set<String> all = rolesOf(userId);
        groups.values().stream()
                .filter(group -> group.members().contains(userId))
                .forEach(group -> all.addAll(group.roles()));
        return all;
    }

    /** Names of the realm roles that the user has now, in the order they were given. */
    public Set<String> rolesOf(String userId) {
        return new LinkedHashSet<>(mappings.get(userId));
    }
}
