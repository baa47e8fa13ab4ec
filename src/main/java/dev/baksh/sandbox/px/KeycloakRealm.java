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

/** State of the emulated Keycloak realm {@code master}: users, clients, groups, realm roles and role mappings. */
public final class KeycloakRealm {
    static final String CONSOLE_CLIENT = "pxcentral";
    public static final String SERVICE_CLIENT = "baksh";
    public static final String ADMIN = "admin";
    /** Owner of the objects that the product created; lists do not show this user. */
    static final String HIDDEN_ADMIN = "px-central-admin";
    /** Keycloak role that opens the admin API. */
    static final String KEYCLOAK_ADMIN = "admin";

    private static final String DEFAULT_ROLE = "default-roles-master";

    private final SeededRandom random;
    private final Map<String, KeycloakUser> users = new LinkedHashMap<>();
    private final Map<String, KeycloakClient> clients = new LinkedHashMap<>();
    private final Map<String, ObjectNode> roles = new LinkedHashMap<>();
    private final Map<String, Set<String>> roleNamesByUserId = new LinkedHashMap<>();
    private final Map<String, KeycloakGroup> groups = new LinkedHashMap<>();

    KeycloakRealm(SeededRandom random, Instant installedAt) {
        this.random = random;
        addRole(DEFAULT_ROLE, "${role_default-roles}");
        addRole(KEYCLOAK_ADMIN, "${role_admin}");
        addUser(HIDDEN_ADMIN, "Px", "Central", installedAt);
        addUser(ADMIN, "Portworx", "Administrator", installedAt);
        addUser("alice", "Alice", "Abt", installedAt);
        addUser("bob", "Bob", "Berg", installedAt);
        addUser("carol", "Carol", "Castro", installedAt);
        addUser("dave", "Dave", "Dorn", installedAt);
        addUser("erin", "Erin", "Ek", installedAt);
        KeycloakUser serviceUser = new KeycloakUser(
                random.nextUuid(), "service-account-" + SERVICE_CLIENT, null, null, null, true, installedAt);
        add(serviceUser);
        clients.put(CONSOLE_CLIENT, new KeycloakClient(CONSOLE_CLIENT, null, true, null, true));
        clients.put(
                SERVICE_CLIENT, new KeycloakClient(SERVICE_CLIENT, random.nextHex(32), false, serviceUser.id(), true));
        clients.put("portal", new KeycloakClient("portal", random.nextHex(32), true, null, true));
        KeycloakGroup ops = addGroup("ops");
        ops.members().add(user("dave").id());
        assignRole(user(ADMIN).id(), KEYCLOAK_ADMIN);
        assignRole(serviceUser.id(), KEYCLOAK_ADMIN);
    }

    void addUser(String username) {
        addUser(username, "Extra", "User", users.get(ADMIN).createdAt());
    }

    private void addUser(String username, String firstName, String lastName, Instant createdAt) {
        add(new KeycloakUser(random.nextUuid(), username, firstName, lastName, random.nextHex(16), true, createdAt));
    }

    private void add(KeycloakUser user) {
        users.put(user.username(), user);
        roleNamesByUserId.put(user.id(), new LinkedHashSet<>(List.of(DEFAULT_ROLE)));
    }

    /** Returns the user with this username, or null. */
    KeycloakUser user(String username) {
        return users.get(username);
    }

    KeycloakUser userById(String id) {
        return users.values().stream()
                .filter(user -> user.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** Returns the users that lists show: no service accounts and no hidden administrator. */
    List<KeycloakUser> visibleUsers() {
        return users.values().stream()
                .filter(user -> !user.isServiceAccount() && !user.username().equals(HIDDEN_ADMIN))
                .toList();
    }

    KeycloakClient client(String id) {
        return clients.get(id);
    }

    void disableUser(String username) {
        users.computeIfPresent(username, (name, user) -> user.asDisabled());
    }

    void disableClient(String id) {
        clients.computeIfPresent(id, (name, client) -> client.asDisabled());
    }

    /** Adds a realm role if it does not exist; returns the id of the role. */
    String addRole(String name, String description) {
        return roles.computeIfAbsent(
                        name,
                        key -> JsonTrees.object()
                                .put("id", random.nextUuid())
                                .put("name", name)
                                .put("description", description)
                                .put("composite", name.equals(DEFAULT_ROLE))
                                .put("clientRole", false)
                                .put("containerId", "master"))
                .path("id")
                .asText();
    }

    /** Removes a role and all its mappings. */
    void removeRole(String name) {
        roles.remove(name);
        roleNamesByUserId.values().forEach(names -> names.remove(name));
        groups.values().forEach(group -> group.roles().remove(name));
    }

    ObjectNode role(String name) {
        return roles.get(name);
    }

    Collection<ObjectNode> roles() {
        return new ArrayList<>(roles.values());
    }

    /** Assigns a role; assigning twice has no further effect. */
    void assignRole(String userId, String role) {
        roleNamesByUserId.get(userId).add(role);
    }

    void unassignRole(String userId, String role) {
        roleNamesByUserId.get(userId).remove(role);
    }

    /** Adds a group; returns null if the name exists already. */
    KeycloakGroup addGroup(String name) {
        if (groups.values().stream().anyMatch(group -> group.name().equals(name))) return null;
        KeycloakGroup group = new KeycloakGroup(random.nextUuid(), name, new LinkedHashSet<>(), new LinkedHashSet<>());
        groups.put(group.id(), group);
        return group;
    }

    /** Returns the group with this id, or null. */
    KeycloakGroup group(String id) {
        return groups.get(id);
    }

    void removeGroup(String id) {
        groups.remove(id);
    }

    List<KeycloakGroup> groups() {
        return List.copyOf(groups.values());
    }

    /** Returns the roles that a user has directly or through a group; tokens contain these roles. */
    Set<String> effectiveRolesOf(String userId) {
        Set<String> roleNames = rolesOf(userId);
        groups.values().stream()
                .filter(group -> group.members().contains(userId))
                .forEach(group -> roleNames.addAll(group.roles()));
        return roleNames;
    }

    /** Returns the names of the realm roles that a user has directly, in order of assignment. */
    Set<String> rolesOf(String userId) {
        return new LinkedHashSet<>(roleNamesByUserId.get(userId));
    }
}
