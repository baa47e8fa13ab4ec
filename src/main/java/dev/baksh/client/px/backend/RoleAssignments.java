package dev.baksh.client.px.backend;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Row;
import dev.baksh.client.resource.ParallelReads;
import dev.baksh.client.resource.ServerClient;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reader of the roles that users have: from the list of users if its rows contain the roles, else user by user. */
record RoleAssignments(ServerClient client, UserVerbs userVerbs) {
    private static final List<String> NAME_FIELDS = List.of("name", "role_name", "roleName");

    /** Names of the roles in the row, or null if the row contains no roles. */
    static List<String> rolesInRow(Row user) {
        return user.valueOrNull("roles") instanceof Iterable<?> roles ? roleNames(roles) : null;
    }

    /** Returns role names by user name, in the server's order. */
    Map<String, List<String>> readAll() {
        return readFor(client.resource("users").byDisplayName());
    }

    Map<String, List<String>> readFor(Map<String, Row> usersByName) {
        Iterator<List<String>> roles = ParallelReads.readAll(List.copyOf(usersByName.values()), this::read)
                .iterator();
        Map<String, List<String>> rolesByUser = new LinkedHashMap<>();
        usersByName.keySet().forEach(name -> rolesByUser.put(name, roles.next()));
        return rolesByUser;
    }

    private List<String> read(Row user) {
        List<String> rolesInRow = rolesInRow(user);
        return rolesInRow != null ? rolesInRow : roleNames(userVerbs.roles(user));
    }

    private static List<String> roleNames(Iterable<?> roles) {
        List<String> names = new ArrayList<>();
        for (Object role : roles) names.add(roleName(role));
        return names;
    }

    /**
     * Returns the name of a role of a user. The shape of user rows is not public (px-api 2).
     *
     * @throws BakshException the role has an unknown format, so that a result "no roles" would be wrong
     */
    static String roleName(Object role) {
        if (role instanceof CharSequence text) return text.toString();
        if (role instanceof Row row) {
            for (String field : NAME_FIELDS)
                if (row.has(field) && row.get(field) instanceof CharSequence text) return text.toString();
            if (row.valueOrNull("metadata") instanceof Row metadata) return roleName(metadata);
        }
        throw BakshException.failure(
                "px: the roles of users have an unknown shape: "
                        + (role instanceof Row row ? "fields " + String.join(", ", row.names()) : role),
                "the roles of the users are unknown; px.get shows the server's response");
    }
}
