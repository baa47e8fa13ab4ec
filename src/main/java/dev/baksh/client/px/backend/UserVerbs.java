package dev.baksh.client.px.backend;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.ObjectIdentity;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.config.Credential;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.exchange.PlannedUpdate;
import dev.baksh.client.exchange.ReconciledResult;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.protocol.ResponseWrapper;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.client.resource.StateReconciler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Verbs that map a user to roles, unmap roles, and list the roles of a user. Mapping adds to the roles of a user;
 * unmapping takes one request for each role (px-api 2). A mapping that the user already has, or an unmapping of a role
 * that the user does not have, is not sent.
 */
public record UserVerbs(ServerClient client) {
    /** Maximum number of names in a question. */
    static final int MAX_NAMES = 12;

    /**
     * Gives roles to the user of the row, in one request for the roles that the user does not have; returns the user.
     *
     * @param invocation has the names of the roles as arguments
     */
    public Object map(Invocation invocation) {
        return map(invocation.row(), resolveRoles(invocation.requireTexts("the names of roles")));
    }

    /**
     * Maps roles that the user does not have. The row may be out of date, so the user is read again before a role is
     * skipped.
     */
    Row map(Row user, List<Row> roles) {
        boolean holdsSome = missingRoles(user, roles).size() < roles.size();
        Row current = holdsSome ? users().reread(user) : user;
        List<Row> missingRoles = missingRoles(current, roles);
        if (!missingRoles.isEmpty())
            return readWritten(
                    current,
                    sendMapping(current, missingRoles),
                    describeMapping("map", current, " to ", missingRoles),
                    held -> held.addAll(missingRoles));
        client.showNotice("user \"" + nameOf(current) + "\" holds " + quoteNames(roles) + " already; nothing was sent");
        return current;
    }

    /** Returns the roles that the row of the user does not contain. */
    List<Row> missingRoles(Row user, List<Row> roles) {
        List<String> assignedRoles = RoleAssignments.rolesInRow(user);
        if (assignedRoles == null) return roles;
        return roles.stream()
                .filter(role -> !assignedRoles.contains(roleResource().displayName(role)))
                .toList();
    }

    /**
     * Maps roles that the user does not have, without a read afterwards: with many users, such a read would fetch the
     * complete list of users for each user.
     *
     * @return the server's response, or a planned row
     */
    Object sendMapping(Row user, List<Row> roles) {
        Operation mapOperation = users().noun().operation("map");
        ApiCall call = users().buildCall(
                        mapOperation, user, Map.of("user_id", userId(user)), Map.of("roles", roleReferences(roles)));
        ApiCall describedCall = call.withDescription(call.description() + " to " + quoteNames(roles))
                .withNames(roleResource().displayNames(roles));
        Object response = client.executor().send(describedCall, mappingReconciler(user, roles, true));
        if (!(response instanceof DryRunRow)) renewTokenIfOwnUser(user);
        return response;
    }

    /** Returns ids and names of roles for a request body. */
    List<Map<String, Object>> roleReferences(List<Row> roles) {
        return roles.stream()
                .map(role -> {
                    Object id = roleResource().idOrPlaceholder(role);
                    return Row.of("id", id, "name", roleResource().displayName(role))
                            .toMap();
                })
                .toList();
    }

    /**
     * Takes roles from the user of the row, in one request for each role.
     *
     * @param invocation has the names of the roles as arguments
     */
    public Object unmap(Invocation invocation) {
        Row user = invocation.row();
        List<Row> roles = resolveRoles(invocation.requireTexts("the names of roles"));
        Row current = missingRoles(user, roles).isEmpty() || RoleAssignments.rolesInRow(user) == null
                ? user
                : users().reread(user); // The row may be old.
        List<Row> missingRoles = RoleAssignments.rolesInRow(current) == null ? List.of() : missingRoles(current, roles);
        if (!missingRoles.isEmpty())
            client.showNotice("user \"" + nameOf(user) + "\" does not hold " + quoteNames(missingRoles)
                    + "; nothing was sent" + (missingRoles.size() < roles.size() ? " for that" : ""));
        if (missingRoles.size() == roles.size()) return current;
        Object response = null;
        for (Row role : roles) {
            if (missingRoles.contains(role)) continue;
            Map<String, Object> query = new LinkedHashMap<>();
            query.put("user_id", userId(user));
            query.put("role_id", roleResource().idOrPlaceholder(role));
            query.put("role_name", roleResource().displayName(role));
            ApiCall call = users().buildCall(invocation.operation(), user, query, null);
            ApiCall describedCall = call.withDescription(call.description() + " from " + quoteNames(List.of(role)))
                    .withNames(List.of(roleResource().displayName(role)))
                    .withIdentity(new ObjectIdentity(
                            "mapping",
                            () -> users().describe(user) + "; " + roleResource().describe(role)));
            response = client.executor().send(describedCall, mappingReconciler(user, List.of(role), false));
        }
        if (!(response instanceof DryRunRow)) renewTokenIfOwnUser(user);
        List<Row> removedRoles = new ArrayList<>(roles);
        removedRoles.removeAll(missingRoles);
        List<String> removedNames = roleResource().displayNames(removedRoles);
        return readWritten(
                current,
                response,
                describeMapping("unmap", user, " from ", removedRoles),
                held -> held.removeIf(role -> removedNames.contains(RoleAssignments.roleName(role))));
    }

    /**
     * Returns the roles of a user as rows with a {@code name}: from the user's row if it contains roles, else from
     * Keycloak's admin API, which needs an administrator's token (px-api 1.5).
     */
    public List<Object> roles(Row user) {
        if (user.valueOrNull("roles") instanceof Iterable<?> assignedRoles) return toRows(assignedRoles);
        Operation rolesOperation = users().noun().operation("roles");
        ApiCall call = users().buildCall(rolesOperation, user, Map.of(), null, Map.of("id", userId(user)));
        Object response = client.executor().send(call);
        List<?> assignedRoles = ResponseWrapper.findList(response);
        if (assignedRoles == null)
            throw client.failure(
                    "the roles of user \"" + nameOf(user) + "\": a list was expected, but the response is "
                            + (response instanceof Row row
                                    ? "an object with " + row.names()
                                    : response == null ? "empty" : "a single value"),
                    "the roles of the users are unknown; px.get shows the server's response");
        return toRows(assignedRoles);
    }

    private static List<Object> toRows(Iterable<?> roles) {
        List<Object> rows = new ArrayList<>();
        for (Object role : roles) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", RoleAssignments.roleName(role));
            boolean hasName = role instanceof Row row && row.has("name");
            if (!hasName && role instanceof Row row) row.names().forEach(field -> fields.put(field, row.get(field)));
            rows.add(hasName ? role : new Row(null, fields));
        }
        return rows;
    }

    /**
     * Returns roles with name and id only. Each name is looked up once during a statement, as all references in
     * requests.
     */
    private List<Row> resolveRoles(List<String> names) {
        Noun noun = roleResource().noun();
        List<Object> ids = roleResource().ids(names);
        List<Row> roles = new ArrayList<>();
        for (int i = 0; i < names.size(); i++)
            roles.add(new Row(noun, Map.of(noun.key(), ids.get(i), noun.label(), names.get(i))));
        return roles;
    }

    /** Returns the roles with these names, from one listing. */
    List<Row> roles(List<String> names) {
        return roles(names, "");
    }

    /**
     * Returns the roles with these names, from one listing.
     *
     * @param hint addition to the hint of an unknown role
     */
    List<Row> roles(List<String> names, String hint) {
        Noun noun = roleResource().noun();
        Map<String, Row> byName = roleResource().byDisplayName();
        List<Row> roles = new ArrayList<>();
        for (String name : names) {
            Row role = byName.get(name);
            if (role == null) {
                throw client.failure(
                        noun.singular() + " \"" + name + "\" not found",
                        NameSuggestions.suggest(name, byName.keySet(), "there are") + hint);
            }
            roles.add(role);
        }
        return roles;
    }

    private String quoteNames(List<Row> roles) {
        return quoteAll(roleResource().displayNames(roles));
    }

    /** Returns {@code 'a', 'b'}. */
    static String quoteAll(List<String> names) {
        return "'" + String.join("', '", names) + "'";
    }

    /** Returns {@code 'a', 'b' and 3 more}. */
    static String quoteFirst(List<String> names) {
        List<String> shown = names.subList(0, Math.min(MAX_NAMES, names.size()));
        return quoteAll(shown) + (shown.size() < names.size() ? " and " + (names.size() - shown.size()) + " more" : "");
    }

    /**
     * Reads the user after a change of the roles; returns the planned state in a dry run.
     *
     * @param user the row with the state before the write
     * @param change applies the write to the roles that the row contains
     */
    private Row readWritten(Row user, Object response, String description, Consumer<List<Object>> change) {
        Object previousRoles = user.valueOrNull("roles");
        if (response instanceof DryRunRow) {
            if (!(previousRoles instanceof List<?> held)) return new PlannedUpdate(user, Map.of(), description);
            List<Object> plannedRoles = new ArrayList<>(held);
            change.accept(plannedRoles);
            return new PlannedUpdate(user, Map.of("roles", plannedRoles), description);
        }
        return users().readWritten(
                        description,
                        () -> users().reread(user),
                        found -> previousRoles != null && previousRoles.equals(found.valueOrNull("roles")),
                        "px.users shows the users");
    }

    private String describeMapping(String verb, Row user, String preposition, List<Row> roles) {
        return "px.users." + verb + " '" + nameOf(user) + "'" + preposition + quoteNames(roles);
    }

    /** Returns the name of a user for messages, or the id of a user without a name. */
    private String nameOf(Row user) {
        String name = users().displayName(user);
        return name == null ? String.valueOf(users().idOrPlaceholder(user)) : name;
    }

    /** Discards the access token after a change of the own user, because the token contains the old roles. */
    private void renewTokenIfOwnUser(Row user) {
        String ownName = client.server().credential() instanceof Credential.Password password
                ? password.username()
                : client.server().credential() instanceof Credential.ClientCredentials credentials
                        ? "service-account-" + credentials.clientId()
                        : null;
        if (users().displayName(user) != null && users().displayName(user).equals(ownName)) {
            client.executor().invalidateToken();
            client.showNotice("the roles of your own user have changed; the next request gets a new token");
        }
    }

    /**
     * Reconciler for mappings: a mapping is done if the user has the roles, an unmapping if the user does not have the
     * roles.
     */
    private Reconciler mappingReconciler(Row user, List<Row> roles, boolean shouldHold) {
        if (user instanceof DryRunRow) return Reconciler.NONE;
        return new StateReconciler(
                Map.of("user", String.valueOf(users().id(user))),
                () -> Map.of("roles", readRoleNames(users().reread(user))),
                () -> {
                    Row current = users().reread(user);
                    List<Object> names = readRoleNames(current);
                    for (String name : roleResource().displayNames(roles))
                        if (names.contains(name) != shouldHold) return null;
                    return new ReconciledResult(current);
                });
    }

    private List<Object> readRoleNames(Row user) {
        List<Object> names = new ArrayList<>();
        for (Object role : roles(user)) names.add(((Row) role).get("name"));
        return names;
    }

    /**
     * Returns the value of {@code user_id} in requests: the field with this name if the row has the field, else the id
     * of the row. A row has several ids (px-api 2).
     */
    private Object userId(Row user) {
        boolean hasUserId = user.has("user_id") && user.get("user_id") != null;
        return hasUserId && !(user instanceof DryRunRow) ? user.get("user_id") : users().idOrPlaceholder(user);
    }

    private Resource users() {
        return client.resource("users");
    }

    private Resource roleResource() {
        return client.resource("roles");
    }
}
