package dev.baksh.client.px.backend;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.GroovyCode;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.resource.CreateReconciler;
import dev.baksh.client.resource.Diff;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.client.resource.StateReconciler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verbs that create, change and delete roles by name. The responses of writes are not public (px-api 2), so the role
 * is read after each write, and that row is returned.
 */
public record RoleVerbs(ServerClient client) {
    /**
     * px-api 4.3: lower case, starts and ends with a letter or digit, parts joined by . or -; 3 letters or digits at
     * least.
     */
    private static final String NAME_PATTERN = "[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?";

    private static final String DEFAULT_ORGANISATION = "default";

    static final String SUPER_ADMIN = "px-backup-super.admin";
    /** Roles of the product. The product restores them at each start (px-api 4.4). */
    static final Set<String> BUILT_IN_ROLES =
            Set.of(SUPER_ADMIN, "px-backup-infra.admin", "px-backup-app.admin", "px-backup-app.user");

    public Object create(Invocation invocation) {
        String name = invocation.requireText("the name of the new role");
        boolean isForced = isForced(invocation);
        if (!name.matches(NAME_PATTERN) || name.replaceAll("[^a-z0-9]", "").length() < 3) {
            throw client.failure(
                    "\"" + name + "\" cannot be the name of a role",
                    "lower case letters and digits, at least three, parts joined by . or -, no blank");
        }
        if (!isForced) RbacServices.check(name, invocation.blockFields().get("rules"));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", 0);
        body.put("org_id", DEFAULT_ORGANISATION);
        body.put("name", name);
        body.put("description", invocation.blockFields().getOrDefault("description", ""));
        body.put("rules", RoleRules.toPlain(invocation.blockFields().get("rules")));
        ApiCall call = roles().buildCall(invocation.operation(), null, Map.of(), body);
        Map<String, Object> desired = toComparable(body.get("description"), body.get("rules"));
        Object response = client.executor().send(call, new CreateReconciler(roles(), name, found -> {
            Diff diff = new Diff(desired, toComparable(found));
            return diff.isEmpty() ? null : "differs: " + diff;
        }));
        return response instanceof DryRunRow ? response : roles().getByName(name);
    }

    /** Reads the role, sends only changed values, reads the role again, and reports the changes. */
    public Object update(Invocation invocation) {
        Row requestedRole = invocation.requireNoArgs().row();
        if (requestedRole instanceof DryRunRow) return requestedRole;
        Map<String, Object> block = invocation.blockFields();
        boolean isForced = requireChangeable(invocation, roles().displayName(requestedRole));
        if (!isForced) RbacServices.check(roles().displayName(requestedRole), block.get("rules"));
        Row current = roles().getByName(roles().displayName(requestedRole));
        String name = roles().displayName(current);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", 0);
        body.put("org_id", organisation(current));
        body.put("name", name);
        body.put("description", block.getOrDefault("description", current.get("description")));
        body.put("rules", RoleRules.toPlain(block.getOrDefault("rules", current.get("rules"))));
        body.put("uid", current.get("uid"));
        body.put("role_id", roles().id(current));
        Map<String, Object> desired = toComparable(body.get("description"), body.get("rules"));
        Diff change = new Diff(toComparable(current), desired);
        if (change.isEmpty()) {
            client.showNotice("role \"" + name + "\" has these values already; nothing was sent");
            return current;
        }
        ApiCall call = roles().buildCall(invocation.operation(), current, Map.of(), body);
        // An update with a lost response is done when the role has the desired values.
        Object response = client.executor()
                .send(call, new StateReconciler(Map.of("name", name), () -> previousState(current), () -> {
                    Row found = roles().getByName(name);
                    return toComparable(found).equals(desired) ? found : null;
                }));
        if (response instanceof DryRunRow) return response;
        Row updatedRole = roles().getByName(name);
        if (!toComparable(updatedRole).equals(desired)) {
            throw client.failure(
                    "role \"" + name + "\" was written, but has other values now: "
                            + new Diff(desired, toComparable(updatedRole)),
                    "another user may have changed it at the same time; check the role before you write again");
        }
        for (Row row : change)
            client.showNotice(
                    "role \"" + name + "\": " + row.get("path") + ": " + row.get("left") + " -> " + row.get("right"));
        return updatedRole;
    }

    public Object delete(Invocation invocation) {
        Row role = invocation.requireNoArgs().row();
        if (role instanceof DryRunRow) return role;
        requireChangeable(invocation, roles().displayName(role));
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("org_id", organisation(role));
        query.put("name", roles().displayName(role));
        query.put("role_id", roles().id(role));
        ApiCall call = roles().buildCall(invocation.operation(), role, query, null);
        Object response = client.executor().send(call, roles().deleteReconciler(role));
        return response instanceof DryRunRow ? response : null;
    }

    /** Creates a role with another name and the same rules. */
    public Object copy(Invocation invocation) {
        Row role = invocation.row();
        Map<String, Object> block = new LinkedHashMap<>();
        if (!"NA".equals(role.get("description"))) block.put("description", role.get("description"));
        block.put("rules", role.get("rules"));
        // The rules come from the server, so their names are not checked.
        return create(new Invocation(
                roles().noun().operation("create"), null, invocation.args(), Map.of("force", true), block));
    }

    /** Returns the permissions of the role as rows of service, access and apis. */
    public List<Row> permissions(Invocation invocation) {
        List<Row> rows = new ArrayList<>();
        RbacServices.allowedApis(invocation.row().get("rules")).forEach((service, apis) -> {
            String access = RbacServices.hasAllApis(service, apis) ? "full" : "part";
            rows.add(Row.of("service", service, "access", access, "apis", apis));
        });
        return List.copyOf(rows);
    }

    private static boolean isForced(Invocation invocation) {
        for (String name : invocation.namedArgs().keySet()) {
            if (name.equals("force")) continue;
            throw BakshException.failure(
                    invocation.operation().id() + " has no argument '" + name + "'", "it takes: force");
        }
        return Boolean.TRUE.equals(invocation.namedArgs().get("force"));
    }

    /** @throws BakshException the role is built in, and {@code force: true} is missing */
    private boolean requireChangeable(Invocation invocation, String name) {
        boolean isForced = isForced(invocation);
        if (!isForced && BUILT_IN_ROLES.contains(name)) {
            throw client.refusal(
                    "\"" + name
                            + "\" is a built-in role, which every user of the product relies on; it was not changed",
                    "copy it: px.roles[" + GroovyCode.quote(name) + "].copy('my-role'), or use force: true");
        }
        return isForced;
    }

    /** Compares descriptions and rules; ids, times and owners differ between servers. */
    public Diff diff(Invocation invocation) {
        if (invocation.args().size() != 1 || !(invocation.args().get(0) instanceof Row other)) {
            throw BakshException.failure(
                    "px.roles.diff takes another role",
                    "for example: " + invocation.operation().example());
        }
        return new Diff(toComparable(invocation.row()), toComparable(other));
    }

    private Resource roles() {
        return client.resource("roles");
    }

    private static Object organisation(Row role) {
        Object organisation = role.get("org_id");
        return organisation == null ? DEFAULT_ORGANISATION : organisation;
    }

    static Map<String, Object> toComparable(Row role) {
        return toComparable(role.get("description"), role.get("rules"));
    }

    /** Returns the comparable values; a role without a description has "NA" on the server (px-api 2). */
    static Map<String, Object> toComparable(Object description, Object rules) {
        Map<String, Object> comparable = new LinkedHashMap<>();
        String text = description == null ? "" : description.toString();
        if (!text.isBlank() && !text.equals("NA")) comparable.put("description", text);
        comparable.putAll(RoleRules.byService(rules));
        return comparable;
    }

    private static Map<String, Object> previousState(Row role) {
        return Row.of("description", role.get("description"), "rules", role.get("rules"))
                .toMap();
    }
}
