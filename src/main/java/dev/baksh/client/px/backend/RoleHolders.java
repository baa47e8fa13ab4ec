package dev.baksh.client.px.backend;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lookup of the users and groups that have a role, for the confirmation prompt of a change of the role. */
record RoleHolders(ServerClient client, UserVerbs userVerbs, GroupVerbs groupVerbs) {
    /** Maximum number of users whose roles are read one by one. */
    private static final int MAX_READS = 500;

    /**
     * Returns the loss of these rights in words: {@code view from the users 'alice', 'bob'}; if the users cannot be read, a text that
     * says so.
     */
    String describeLoss(String rights, String role) {
        try {
            List<String> parts = new ArrayList<>();
            addNames(parts, "user", users(role));
            if (groupVerbs.isConfigured()) addNames(parts, "group", groups(role));
            return parts.isEmpty()
                    ? "nothing, because no user has the role"
                    : rights + " from " + String.join(" and ", parts);
        } catch (BakshException e) {
            if (e.exit() == ExitCode.INTERRUPTED) throw e;
            return rights + " from users that could not be read";
        }
    }

    private List<String> users(String role) {
        Map<String, Row> users = new LinkedHashMap<>();
        boolean needsReads = false;
        Resource resource = client.resource("users");
        for (Row user : resource.list(Map.of())) {
            users.put(String.valueOf(resource.displayName(user)), user);
            needsReads |= RoleAssignments.rolesInRow(user) == null;
        }
        if (needsReads && users.size() > MAX_READS)
            throw client.failure(
                    "the roles of " + users.size() + " users are not read for a confirmation prompt", null);
        List<String> holders = new ArrayList<>();
        new RoleAssignments(client, userVerbs).readFor(users).forEach((name, roles) -> {
            if (roles.contains(role)) holders.add(name);
        });
        return holders;
    }

    private List<String> groups(String role) {
        List<String> holders = new ArrayList<>();
        Resource groups = client.resource("groups");
        for (Row group : groups.list(Map.of())) {
            List<Row> roles = groupVerbs.readRows("roles", group);
            if (client.resource("roles").displayNames(roles).contains(role)) holders.add(groups.displayName(group));
        }
        return holders;
    }

    private static void addNames(List<String> parts, String kind, List<String> names) {
        if (!names.isEmpty()) parts.add(GroupVerbs.describe(kind, names));
    }
}
