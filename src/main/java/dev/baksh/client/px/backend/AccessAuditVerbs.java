package dev.baksh.client.px.backend;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.PathTemplate;
import dev.baksh.client.api.Row;
import dev.baksh.client.protocol.ResponseWrapper;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ServerClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Verbs that report which user has which role ({@code px.access}), and problems with roles ({@code px.audit}). The
 * verbs send no writes.
 */
public record AccessAuditVerbs(ServerClient client, UserVerbs userVerbs, GroupVerbs groupVerbs) {
    /** Returns a row for each user with a column for each role: true if the user has the role. */
    public List<Row> access(Invocation invocation) {
        invocation.requireNoArgs();
        List<String> roles = List.copyOf(rolesByName().keySet());
        List<Row> rows = new ArrayList<>();
        new RoleAssignments(client, userVerbs).readAll().forEach((user, assignedRoles) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("user", user);
            for (String role : roles) row.put(role, assignedRoles.contains(role));
            rows.add(new Row(null, row));
        });
        return List.copyOf(rows);
    }

    /**
     * Returns findings as rows of finding, role, user and detail: super admins, roles without users, and roles that
     * are missing in Keycloak or have another id there.
     */
    public List<Row> audit(Invocation invocation) {
        invocation.requireNoArgs();
        Map<String, Row> roles = rolesByName();
        Map<String, List<String>> rolesByUser = new RoleAssignments(client, userVerbs).readAll();
        List<Row> findings = new ArrayList<>();
        rolesByUser.forEach((user, roleNames) -> {
            if (roleNames.contains(RoleVerbs.SUPER_ADMIN))
                findings.add(findingRow("super admin", RoleVerbs.SUPER_ADMIN, user, "may do everything"));
        });
        Map<String, List<String>> rolesByGroup = rolesByGroup();
        rolesByGroup.forEach((group, roleNames) -> {
            if (roleNames.contains(RoleVerbs.SUPER_ADMIN))
                findings.add(findingRow("super admin", RoleVerbs.SUPER_ADMIN, null, "given by the group " + group));
        });
        roles.forEach((name, role) -> {
            boolean isUnassigned = rolesByUser.values().stream().noneMatch(roleNames -> roleNames.contains(name))
                    && rolesByGroup.values().stream().noneMatch(roleNames -> roleNames.contains(name));
            if (isUnassigned) findings.add(findingRow("without users", name, null, "no user has the role"));
        });
        Map<String, String> keycloakRoleIds = keycloakRoleIds();
        if (keycloakRoleIds == null) return List.copyOf(findings);
        roles.forEach((name, role) -> {
            String id = String.valueOf(role.get("role_id"));
            if (!keycloakRoleIds.containsKey(name))
                findings.add(findingRow(
                        "not in Keycloak", name, null, "Keycloak has no role of this name, so no user can have it"));
            else if (!keycloakRoleIds.get(name).equals(id))
                findings.add(findingRow(
                        "other id", name, null, "role_id " + id + ", in Keycloak " + keycloakRoleIds.get(name)));
        });
        return List.copyOf(findings);
    }

    /** Returns the role names of each group; empty if groups are off. */
    private Map<String, List<String>> rolesByGroup() {
        Map<String, List<String>> rolesByGroup = new LinkedHashMap<>();
        if (!groupVerbs.isConfigured()) return rolesByGroup;
        client.resource("groups").byDisplayName().forEach((name, group) -> {
            List<Row> roles = groupVerbs.readRows("roles", group);
            rolesByGroup.put(
                    name,
                    roles.stream().map(role -> String.valueOf(role.get("name"))).toList());
        });
        return rolesByGroup;
    }

    private Map<String, Row> rolesByName() {
        return client.resource("roles").byDisplayName();
    }

    /** Returns the ids of the realm's roles by name, or null if the user may not read them. */
    private Map<String, String> keycloakRoleIds() {
        String path = client.server().authPath() + "/admin/realms/"
                + PathTemplate.encodeName("realm", client.server().realm()) + "/roles";
        String description = "px.audit: the roles of Keycloak";
        String permission = "a Keycloak administrator";
        ApiCall call = new ApiCall(description, "GET", path, Map.of(), null, Effect.READ, permission, null);
        try {
            Map<String, String> keycloakRoleIds = new LinkedHashMap<>();
            List<?> items = ResponseWrapper.findList(client.executor().send(call));
            if (items == null)
                throw client.failure(description + ": a list was expected, but the response has another form", null);
            for (Object item : items)
                if (item instanceof Row role)
                    keycloakRoleIds.put(String.valueOf(role.get("name")), String.valueOf(role.get("id")));
            return keycloakRoleIds;
        } catch (BakshException e) {
            if (e.exit() != ExitCode.DENIED) throw e;
            client.showNotice("Keycloak's roles were not compared: the comparison needs a Keycloak administrator");
            return null;
        }
    }

    private static Row findingRow(String finding, String role, String user, String detail) {
        return Row.of("finding", finding, "role", role, "user", user, "detail", detail);
    }
}
