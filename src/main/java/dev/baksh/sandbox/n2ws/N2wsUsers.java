package dev.baksh.sandbox.n2ws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.n2ws.protocol.N2wsCall;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser.Kind;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Store and lists of the emulated users and delegates, with their API keys. */
final class N2wsUsers {
    static final int ROOT = 1;
    static final int TENANT = 2;
    static final int BRANCH = 3;

    /** Length on servers of 2018 and 2019; newer servers have 144, so a client must not rely on the length. */
    private static final int KEY_LENGTH = 128;

    private final Map<Integer, N2wsUser> users = new LinkedHashMap<>();
    private final Map<String, Integer> userIdsByKey = new LinkedHashMap<>();

    N2wsUsers(SeededRandom random) {
        add(random, ROOT, "root", Kind.ROOT, ROOT, null);
        add(random, TENANT, "tenant", Kind.MANAGED, TENANT, null);
        add(random, BRANCH, "branch", Kind.INDEPENDENT, BRANCH, null);
        add(random, 4, "readonly", Kind.DELEGATE, ROOT, Set.of());
        add(random, 5, "operator", Kind.DELEGATE, ROOT, Set.of(N2wsUser.BACKUPS));
        add(random, 6, "drill", Kind.DELEGATE, ROOT, Set.of(N2wsUser.RECOVERY));
        add(random, 7, "tenant_readonly", Kind.DELEGATE, TENANT, Set.of());
    }

    private void add(SeededRandom random, int id, String name, Kind kind, int ownerId, Set<String> permissionFlags) {
        users.put(id, new N2wsUser(id, name, name + "@example.com", kind, ownerId, permissionFlags));
        userIdsByKey.put(random.nextHex(KEY_LENGTH), id);
    }

    /** Returns the user with this id, or null. */
    N2wsUser findById(int id) {
        return users.get(id);
    }

    /** Returns the user with this API key, or null. */
    N2wsUser findByApiKey(String key) {
        Integer id = userIdsByKey.get(key);
        return id == null ? null : users.get(id);
    }

    /**
     * Returns the API key of a user.
     *
     * @throws IllegalArgumentException for an unknown name or a disabled key
     */
    String apiKey(String name) {
        return userIdsByKey.entrySet().stream()
                .filter(entry -> users.get(entry.getValue()).name().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the sandbox has no API key of user " + name));
    }

    void disableApiKey(String name) {
        userIdsByKey.remove(apiKey(name));
    }

    /**
     * Returns the ids of the users whose objects are visible to a user. Root also sees the objects of managed users,
     * but not of independent users (n2ws-api 1, point 11).
     */
    Set<Integer> visibleOwnerIds(N2wsUser user) {
        if (user.ownerId() != ROOT) return Set.of(user.ownerId());
        return users.values().stream()
                .filter(other -> other.kind() == Kind.ROOT || other.kind() == Kind.MANAGED)
                .map(N2wsUser::id)
                .collect(Collectors.toSet());
    }

    /** Returns the list {@code users/}. Root sees all users, another user sees its own row (assumption). */
    ServerResponse listUsers(N2wsCall call) {
        int ownerId = call.caller().ownerId();
        return respond(call, user -> user.kind() != Kind.DELEGATE && (ownerId == ROOT || user.id() == ownerId));
    }

    /** Returns the list {@code delegates/}; {@code original_user} is a filter, not a field. */
    ServerResponse listDelegates(N2wsCall call) {
        String originalUser = call.query("original_user");
        return respond(
                call,
                user -> user.kind() == Kind.DELEGATE
                        && call.visibleOwnerIds().contains(user.ownerId())
                        && (originalUser == null || originalUser.equals(Integer.toString(user.ownerId()))));
    }

    private ServerResponse respond(N2wsCall call, Predicate<N2wsUser> isVisible) {
        List<ObjectNode> rows =
                users.values().stream().filter(isVisible).map(N2wsUser::toRow).toList();
        return call.respondList(RowTable.of(rows), Set.of(), "username");
    }
}
