package dev.baksh.sandbox.n2ws;

import dev.baksh.sandbox.n2ws.protocol.N2wsPrincipal;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser;
import dev.baksh.sandbox.n2ws.protocol.N2wsUser.Kind;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.SeededRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Users and delegates, and their API keys. */
public final class N2wsUsers {
    static final int ROOT = 1;
    static final int TENANT = 2;
    static final int BRANCH = 3;

    /** As on 2018-19 servers; newer ones have 144, so nobody may rely on a length. */
    private static final int KEY_LENGTH = 128;

    private final Map<Integer, N2wsUser> users = new LinkedHashMap<>();
    private final Map<String, Integer> keys = new LinkedHashMap<>();

    N2wsUsers(SeededRandom dice) {
        add(dice, ROOT, "root", Kind.ROOT, ROOT, null);
        add(dice, TENANT, "tenant", Kind.MANAGED, TENANT, null);
        add(dice, BRANCH, "branch", Kind.INDEPENDENT, BRANCH, null);
        add(dice, 4, "readonly", Kind.DELEGATE, ROOT, Set.of());
        add(dice, 5, "operator", Kind.DELEGATE, ROOT, Set.of(N2wsUser.BACKUPS));
        add(dice, 6, "drill", Kind.DELEGATE, ROOT, Set.of(N2wsUser.RECOVERY));
        add(dice, 7, "tenant_readonly", Kind.DELEGATE, TENANT, Set.of());
    }

    private void add(SeededRandom dice, int id, String name, Kind kind, int owner, Set<String> flags) {
        users.put(id, new N2wsUser(id, name, name + "@example.com", kind, owner, flags));
        keys.put(dice.hex(KEY_LENGTH), id);
    }

    /** The user with that id, or null. */
    N2wsUser byId(int id) {
        return users.get(id);
    }

    /** The user whose key it is, or null. */
    synchronized N2wsUser byKey(String key) {
        Integer id = keys.get(key);
        return id == null ? null : users.get(id);
    }

    /** @throws IllegalArgumentException for an unknown name, or one whose key was taken away */
    public synchronized String key(String name) {
        return keys.entrySet().stream()
                .filter(entry -> users.get(entry.getValue()).name().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no API key of user " + name + " in the sandbox"));
    }

    public synchronized void disable(String name) {
        keys.remove(key(name));
    }

    /** root also sees managed users' objects, not those of independent ones (n2ws-api 1, point 11). */
    N2wsPrincipal caller(N2wsUser user) {
        if (user.owner() != ROOT) return new N2wsPrincipal(user, Set.of(user.owner()));
        return new N2wsPrincipal(
                user,
                all().filter(one -> one.kind() == Kind.ROOT || one.kind() == Kind.MANAGED)
                        .map(N2wsUser::id)
                        .collect(Collectors.toSet()));
    }

    /** Rows of {@code users/}: root lists all, another user itself (assumption). */
    RowTable usersFor(N2wsPrincipal caller) {
        return table(all().filter(one -> one.kind() != Kind.DELEGATE)
                .filter(one -> caller.user().owner() == ROOT
                        || one.id() == caller.user().owner())
                .toList());
    }

    /** Rows of {@code delegates/}; {@code original_user} is a filter, not a field. */
    RowTable delegatesFor(N2wsPrincipal caller, String originalUser) {
        return table(all().filter(one -> one.kind() == Kind.DELEGATE)
                .filter(one -> caller.seenOwners().contains(one.owner()))
                .filter(one -> originalUser == null || originalUser.equals(Integer.toString(one.owner())))
                .toList());
    }

    private static RowTable table(List<N2wsUser> users) {
        RowTable table = new RowTable();
        users.forEach(user -> table.put(user.row()));
        return table;
    }

    private Stream<N2wsUser> all() {
        return users.values().stream();
    }
}
