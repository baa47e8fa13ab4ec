package dev.baksh.client.px.backend;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ProgressListener;
import dev.baksh.client.resource.ServerClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who may what, and what of it looks wrong. Nothing is written. */
public final class AccessAudit {
    private final ServerClient client;
    private final RoleAssignments holdings;
    private final GroupVerbs groups;
    private final ProgressListener progress;

    public AccessAudit(ServerClient client, UserVerbs users, GroupVerbs groups, ProgressListener progress) {
        this.groups = groups;
        this.client = client;
        this.holdings = new RoleAssignments(client, users);
        this.progress = progress;
    }

    /** A row a user, a column a role: true where the user holds it. */
    public List<Row> access(Invocation said) {
        said.withoutArgs();
        List<String> roles = List.copyOf(roles().keySet());
        List<Row> rows = new ArrayList<>();
        holdings.all().forEach((user, held) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("user", user);
            for (String role : roles) row.put(role, held.contains(role));
            rows.add(new Row(null, row));
        });
        return List.copyOf(rows);
    }

    /**
     * Findings as rows of finding, role, user and detail: super admins, roles that nobody holds, and roles whose twin in
     * Keycloak is missing or has another id.
     */
    public List<Row> audit(Invocation said) {
        said.withoutArgs();
        Map<String, Row> roles = roles();
        Map<String, List<String>> held = holdings.all();
        List<Row> findings = new ArrayList<>();
        held.forEach((user, of) -> {
            if (of.contains(RoleVerbs.SUPER_ADMIN))
                findings.add(finding("super admin", RoleVerbs.SUPER_ADMIN, user, "may do everything"));
        });
        Map<String, List<String>> given = given();
        given.forEach((group, of) -> {
            if (of.contains(RoleVerbs.SUPER_ADMIN))
                findings.add(finding("super admin", RoleVerbs.SUPER_ADMIN, null, "given by the group " + group));
        });
        roles.forEach((name, role) -> {
            boolean unheld = held.values().stream().noneMatch(of -> of.contains(name))
                    && given.values().stream().noneMatch(of -> of.contains(name));
            if (unheld) findings.add(finding("held by nobody", name, null, "no user has it"));
        });
        Map<String, String> twins = twins();
        if (twins == null) return List.copyOf(findings);
        roles.forEach((name, role) -> {
            String id = String.valueOf(role.get("role_id"));
            if (!twins.containsKey(name))
                findings.add(
                        finding("no twin", name, null, "Keycloak has no role of this name, so nobody can hold it"));
            else if (!twins.get(name).equals(id))
                findings.add(finding("other id", name, null, "role_id " + id + ", in Keycloak " + twins.get(name)));
        });
        return List.copyOf(findings);
    }

    /** Names of the roles that groups give, by group; none where groups are off. */
    private Map<String, List<String>> given() {
        Map<String, List<String>> given = new LinkedHashMap<>();
        if (!groups.configured()) return given;
        client.resource("groups").byLabel().forEach((name, group) -> {
            List<String> of = new ArrayList<>();
            for (Row role : groups.read(client.resource("groups").noun().operation("roles"), group))
                of.add(String.valueOf(role.get("name")));
            given.put(name, of);
        });
        return given;
    }

    private Map<String, Row> roles() {
        return client.resource("roles").byLabel();
    }

    /** Ids by name of the realm's roles, or null when the caller may not read them. */
    private Map<String, String> twins() {
        String path =
                client.server().authPath() + "/admin/realms/" + client.server().realm() + "/roles";
        ApiCall call = new ApiCall(
                "px.audit: the roles of Keycloak",
                "GET",
                path,
                Map.of(),
                null,
                Effect.READ,
                "a Keycloak administrator",
                null);
        try {
            Map<String, String> twins = new LinkedHashMap<>();
            if (client.exchange().send(call) instanceof Iterable<?> all) {
                for (Object one : all)
                    if (one instanceof Row role)
                        twins.put(String.valueOf(role.get("name")), String.valueOf(role.get("id")));
            }
            return twins;
        } catch (BakshException e) {
            if (e.exit() != ExitCode.DENIED) throw e;
            progress.note(client.server().label()
                    + ": Keycloak's roles were not compared: that needs a Keycloak administrator");
            return null;
        }
    }

    private static Row finding(String finding, String role, String user, String detail) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("finding", finding);
        row.put("role", role);
        row.put("user", user);
        row.put("detail", detail);
        return new Row(null, row);
    }
}
