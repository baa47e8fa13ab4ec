package dev.baksh.client.px.gateway;

import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Detector of the access rights that a request to the gateway takes away: owner, groups, collaborators and public
 * access of an object, or the share of a backup. The gateway does not document whether a part that the request omits
 * stays unchanged, so only the parts in the request are compared.
 */
public final class AccessLoss {
    /** Text for a request whose previous access lists were not read. */
    public static final String UNKNOWN = "all access rights that the request does not list";

    /** Access types in ascending order, for ownerships and for shares (px-api 4.1). */
    private static final List<String> ACCESS_ORDER =
            List.of("Invalid", "Read", "View", "Write", "Restorable", "Admin", "FullAccess");

    private static final Map<String, Object> NO_ACCESS = Map.of("groups", List.of(), "collaborators", List.of());

    private AccessLoss() {}

    /** True for an operation that replaces or removes entries of an access list. */
    public static boolean isAccessChange(Operation operation) {
        return operation.body().containsKey("ownership")
                || operation.body().containsKey("backupshare")
                || operation.body().containsKey("del_backup_share");
    }

    /**
     * Returns the access that the changes take away, as {@code collaborator 'alice': Admin -> none}.
     *
     * @param changes fields of the request by server name
     */
    static List<String> losses(Row current, Map<String, Object> changes) {
        List<String> losses = new ArrayList<>();
        compare(losses, current.valueOrNull("ownership"), changes.get("ownership"));
        if (changes.get("metadata") instanceof Map<?, ?> metadata && metadata.containsKey("ownership"))
            compare(
                    losses,
                    current.valueOrNull("ownership"),
                    metadata.get("ownership") == null ? NO_ACCESS : metadata.get("ownership"));
        Object info = current.valueOrNull("backup_info");
        Object share = field(info, "backup_share");
        compare(losses, share != null ? share : current.valueOrNull("backup_share"), changes.get("backupshare"));
        if (changes.get("del_backup_share") != null)
            for (String list : List.of("groups", "collaborators"))
                for (Object entry : toList(field(changes.get("del_backup_share"), list)))
                    losses.add("the share of " + singular(list) + " '" + field(entry, "id") + "'");
        return losses;
    }

    private static void compare(List<String> losses, Object current, Object requested) {
        if (requested == null) return;
        for (String list : List.of("groups", "collaborators")) {
            if (!isPresent(requested, list)) continue;
            for (Object entry : toList(field(current, list))) {
                Object id = field(entry, "id");
                Object access = field(entry, "access");
                Object remaining = toList(field(requested, list)).stream()
                        .filter(other -> String.valueOf(field(other, "id")).equals(String.valueOf(id)))
                        .map(other -> field(other, "access"))
                        .findFirst()
                        .orElse("none");
                if (isLower(remaining, access))
                    losses.add(singular(list) + " '" + id + "': " + access + " -> " + remaining);
            }
        }
        Object owner = field(current, "owner");
        Object newOwner = field(requested, "owner");
        if (owner != null && newOwner != null && !owner.equals(newOwner))
            losses.add("owner '" + owner + "' -> '" + newOwner + "'");
        Object publicAccess = field(field(current, "public"), "type");
        Object newPublicAccess = field(field(requested, "public"), "type");
        if (publicAccess != null && newPublicAccess != null && isLower(newPublicAccess, publicAccess))
            losses.add("public access: " + publicAccess + " -> " + newPublicAccess);
    }

    /** An access type that is not known counts as lower than any other. */
    private static boolean isLower(Object access, Object previous) {
        if (String.valueOf(access).equals(String.valueOf(previous))) return false;
        return ACCESS_ORDER.indexOf(String.valueOf(access)) < ACCESS_ORDER.indexOf(String.valueOf(previous))
                || !ACCESS_ORDER.contains(String.valueOf(previous));
    }

    private static boolean isPresent(Object value, String name) {
        return value instanceof Row row ? row.has(name) : value instanceof Map<?, ?> map && map.containsKey(name);
    }

    private static Object field(Object value, String name) {
        if (value instanceof Row row) return row.has(name) ? row.get(name) : null;
        return value instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private static List<Object> toList(Object value) {
        List<Object> items = new ArrayList<>();
        if (value instanceof Iterable<?> iterable) iterable.forEach(items::add);
        return items;
    }

    private static String singular(String list) {
        return list.substring(0, list.length() - 1);
    }
}
