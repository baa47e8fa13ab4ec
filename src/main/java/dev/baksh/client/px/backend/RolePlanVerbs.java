package dev.baksh.client.px.backend;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.resource.Diff;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verbs that compare roles and users with a file, apply the file, or export the current state to a file. Objects that
 * the file does not name stay unchanged: a role is deleted only if the file lists the role below {@code absent:}. A
 * role is removed from a user only with {@code prune: true}, and only from users that the file names.
 */
public record RolePlanVerbs(ServerClient client, RoleVerbs roleVerbs, UserVerbs userVerbs) {
    /** Returns the changes: path, current value (left), desired value (right). A plan that is not empty is drift. */
    public Diff plan(Invocation invocation) {
        DesiredRoles desired = readDesired(invocation);
        return computeDiff(readCurrent(desired, isSet(invocation, "prune")), desired);
    }

    private Diff computeDiff(DesiredRoles current, DesiredRoles desired) {
        desired.roles().forEach((name, role) -> RbacServices.check(name, role.get("rules")));
        for (String name : desired.absent()) {
            if (RoleVerbs.BUILT_IN_ROLES.contains(name))
                throw client.refusal("\"" + name + "\" is a built-in role and cannot be absent", null);
        }
        Map<String, Object> left = current.flatten();
        current.absent().forEach(name -> left.put("roles." + name, "is there"));
        return Diff.drift(left, desired.flatten());
    }

    /** Shows the plan, asks once, and applies it; returns a row for each change. */
    public List<Row> apply(Invocation invocation) {
        DesiredRoles desired = readDesired(invocation);
        boolean prune = isSet(invocation, "prune");
        DesiredRoles current = readCurrent(desired, prune);
        Diff plan = computeDiff(current, desired);
        if (plan.isEmpty()) {
            client.showNotice("the server has this state already; nothing was sent");
            return new Rows.None(null);
        }
        plan.differences().forEach(client::showNotice);
        client.executor()
                .confirmBulkWrite(
                        () -> plan.size() + (plan.size() == 1 ? " change" : " changes") + " to roles and users on "
                                + client.server().label() + describeLosses(plan, current, desired, prune),
                        "; apply?");
        List<Row> results = new ArrayList<>();
        Map<String, Row> writtenRoles = new LinkedHashMap<>();
        desired.roles().forEach((name, role) -> {
            if (isSame(current.roles().get(name), role)) return;
            Row row = writeRole(name, role, current.roles().containsKey(name));
            writtenRoles.put(name, row);
            results.add(resultRow(
                    "role", name, dryRunPrefix(row) + (current.roles().containsKey(name) ? "updated" : "created")));
        });
        desired.users()
                .forEach((name, roleNames) -> results.addAll(
                        writeUser(name, roleNames, current.users().get(name), writtenRoles, prune)));
        // Deletes come last: with prune, the users in the file do not have these roles any more.
        current.absent().forEach(name -> {
            Operation deleteOperation = resource("roles").noun().operation("delete");
            Object response = roleVerbs.delete(
                    Invocation.of(deleteOperation, resource("roles").getByName(name)));
            results.add(resultRow("role", name, dryRunPrefix(response) + "deleted"));
        });
        return List.copyOf(results);
    }

    /** Returns the rights that the plan takes away, or an empty text. */
    private String describeLosses(Diff plan, DesiredRoles current, DesiredRoles desired, boolean prune) {
        List<String> losses = new ArrayList<>();
        desired.roles().forEach((name, role) -> {
            Map<String, Object> currentRole = current.roles().get(name);
            if (currentRole == null) return;
            List<String> roleLosses = RoleRules.losses(currentRole.get("rules"), role.get("rules"));
            if (!roleLosses.isEmpty()) losses.add(identify("roles", name) + ": " + String.join(", ", roleLosses));
        });
        desired.users().forEach((name, roleNames) -> {
            List<String> surplus = prune ? new ArrayList<>(current.users().get(name)) : new ArrayList<>();
            surplus.removeAll(roleNames);
            if (!surplus.isEmpty()) losses.add(identify("users", name) + ": " + UserVerbs.quoteAll(surplus));
        });
        current.absent().forEach(name -> losses.add(identify("roles", name) + " and all its users"));
        return losses.isEmpty()
                ? ""
                : (plan.size() == 1 ? ", which takes away " : ", which take away ") + String.join("; ", losses);
    }

    /** Returns {@code role 'viewer' (role_id 7, owner anna)}. */
    private String identify(String noun, String name) {
        Row row = resource(noun).getByName(name);
        return resource(noun).noun().singular() + " '" + name + "' ("
                + resource(noun).identify(row).details() + ")";
    }

    private static String dryRunPrefix(Object response) {
        return DryRunRow.isPlanned(response) ? "planned: " : "";
    }

    private static boolean isSame(Map<String, Object> current, Map<String, Object> desired) {
        return current != null
                && RoleVerbs.toComparable(current.get("description"), current.get("rules"))
                        .equals(RoleVerbs.toComparable(desired.get("description"), desired.get("rules")));
    }

    private Row writeRole(String name, Map<String, Object> role, boolean exists) {
        Noun noun = resource("roles").noun();
        Invocation invocation = exists
                ? new Invocation(
                        noun.operation("update"),
                        resource("roles").getByName(name),
                        List.of(),
                        Map.of("only", true), // The file describes all rules of the role.
                        role)
                : new Invocation(noun.operation("create"), null, List.of(name), Map.of(), role);
        return (Row) (exists ? roleVerbs.update(invocation) : roleVerbs.create(invocation));
    }

    private List<Row> writeUser(
            String name,
            Set<String> desiredRoles,
            Set<String> currentRoles,
            Map<String, Row> writtenRoles,
            boolean prune) {
        List<Row> results = new ArrayList<>();
        List<String> missing = new ArrayList<>(desiredRoles);
        missing.removeAll(currentRoles);
        List<String> surplus = prune ? new ArrayList<>(currentRoles) : new ArrayList<>();
        surplus.removeAll(desiredRoles);
        if (missing.isEmpty() && surplus.isEmpty()) return results;
        Row user = resource("users").getByName(name);
        if (!missing.isEmpty()) {
            List<Row> rows = new ArrayList<>();
            List<String> existingRoles = new ArrayList<>(missing);
            existingRoles.removeAll(writtenRoles.keySet());
            if (!existingRoles.isEmpty()) rows.addAll(userVerbs.roles(existingRoles));
            missing.stream().filter(writtenRoles::containsKey).forEach(role -> rows.add(writtenRoles.get(role)));
            Row result = userVerbs.map(user, rows);
            results.add(resultRow("user", name, dryRunPrefix(result) + "mapped to " + String.join(", ", missing)));
        }
        if (!surplus.isEmpty()) {
            Object result = userVerbs.unmap(new Invocation(
                    resource("users").noun().operation("unmap"), user, List.copyOf(surplus), Map.of(), Map.of()));
            results.add(resultRow("user", name, dryRunPrefix(result) + "unmapped from " + String.join(", ", surplus)));
        }
        return results;
    }

    private static Row resultRow(String kind, String name, String result) {
        return Row.of("kind", kind, "name", name, "result", result);
    }

    /**
     * Writes the current roles, except built-in roles, and the roles of users to a file. {@link #plan} finds no
     * difference to that file.
     */
    public String export(Invocation invocation) {
        Path file = Path.of(invocation.requireText("the name of a file"));
        if (Files.exists(file) && !isSet(invocation, "force"))
            throw BakshException.refusal(file + " exists already", "use force: true to overwrite it");
        Map<String, Map<String, Object>> customRoles = new LinkedHashMap<>();
        Map<String, Row> rolesByName = resource("roles").byDisplayName();
        rolesByName.forEach((name, role) -> {
            if (!RoleVerbs.BUILT_IN_ROLES.contains(name)) customRoles.put(name, comparableFields(role));
        });
        Map<String, Set<String>> rolesByUser = new LinkedHashMap<>();
        new RoleAssignments(client, userVerbs).readAll().forEach((user, names) -> {
            Set<String> knownRoles = new LinkedHashSet<>(names);
            knownRoles.retainAll(rolesByName.keySet());
            if (!knownRoles.isEmpty()) rolesByUser.put(user, knownRoles);
        });
        new DesiredRoles(customRoles, rolesByUser, Set.of()).write(file);
        client.showNotice(customRoles.size() + " roles and " + rolesByUser.size() + " users are in " + file);
        return file.toString();
    }

    /** Reads the current state of the objects in the file. */
    private DesiredRoles readCurrent(DesiredRoles desired, boolean prune) {
        Map<String, Row> roleRows = resource("roles").byDisplayName();
        Map<String, Map<String, Object>> current = new LinkedHashMap<>();
        desired.roles().forEach((name, role) -> {
            if (!roleRows.containsKey(name)) return;
            Map<String, Object> fields = comparableFields(roleRows.get(name));
            if (!role.containsKey("description")) fields.remove("description");
            current.put(name, fields);
        });
        Map<String, Row> userRows = new LinkedHashMap<>();
        if (!desired.users().isEmpty()) {
            Map<String, Row> usersByName = resource("users").byDisplayName();
            List<String> missing = new ArrayList<>(desired.users().keySet());
            missing.removeAll(usersByName.keySet());
            if (!missing.isEmpty())
                throw client.failure(
                        "no such users: " + String.join(", ", missing),
                        "create users in Keycloak; px.users lists the users");
            desired.users().keySet().forEach(name -> userRows.put(name, usersByName.get(name)));
        }
        Set<String> existingRoles = new LinkedHashSet<>(roleRows.keySet());
        existingRoles.addAll(desired.roles().keySet());
        desired.users()
                .forEach((user, roleNames) -> roleNames.forEach(role -> {
                    if (!existingRoles.contains(role))
                        throw client.failure(
                                "user \"" + user + "\": there is no role \"" + role + "\"",
                                "px.roles lists the roles; or add the role to the file, under roles:");
                }));
        Map<String, Set<String>> rolesByUser = new LinkedHashMap<>();
        new RoleAssignments(client, userVerbs).readFor(userRows).forEach((user, names) -> {
            Set<String> roleNames = new LinkedHashSet<>(names);
            roleNames.retainAll(prune ? existingRoles : desired.users().get(user));
            rolesByUser.put(user, roleNames);
        });
        Set<String> surplus = new LinkedHashSet<>(desired.absent());
        surplus.retainAll(roleRows.keySet());
        return new DesiredRoles(current, rolesByUser, surplus);
    }

    private static Map<String, Object> comparableFields(Row role) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Object description = role.get("description");
        if (description != null && !"NA".equals(description)) fields.put("description", description);
        fields.put("rules", RoleRules.toPlain(role.get("rules")));
        return fields;
    }

    private DesiredRoles readDesired(Invocation invocation) {
        return invocation.blockFields().isEmpty()
                ? DesiredRoles.read(invocation.requireText("the name of a file, or a block, or roles: and users:"))
                : DesiredRoles.parse(
                        invocation.requireNoArgs().blockFields(),
                        invocation.operation().id());
    }

    private static boolean isSet(Invocation invocation, String argument) {
        return Boolean.TRUE.equals(invocation.namedArgs().get(argument));
    }

    private Resource resource(String noun) {
        return client.resource(noun);
    }
}
