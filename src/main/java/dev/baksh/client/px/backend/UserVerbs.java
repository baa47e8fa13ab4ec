package dev.baksh.client.px.backend;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.config.Credential;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ProgressListener;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Verbs for users and their roles. Mapping adds to the roles of a user; unmapping takes one request for each role
 * (px-api 2). A change that the server already shows is not sent.
 */
public final class UserVerbs {
    private final ServerClient client;
    private final ProgressListener progress;

    public UserVerbs(ServerClient client, ProgressListener progress) {
        this.client = client;
        this.progress = progress;
    }

    public Object map(Invocation invocation) {
        return map(invocation.row(), resolveRoles(invocation.requireTexts("the names of roles")));
    }

    /**
     * Maps roles that the user does not have. The row may be old, so the user is read again before a role is skipped.
     */
    Row map(Row user, List<Row> roles) {
        List<String> assignedRoles = RoleAssignments.rolesInRow(user);
        boolean holdsSome = assignedRoles != null
                && roles.stream()
                        .anyMatch(
                                role -> assignedRoles.contains(resource("roles").displayName(role)));
        return holdsSome
                ? mapMissingRoles(users().getByName(users().displayName(user)), roles)
                : mapAndReread(user, roles);
    }

    /** Returns the roles that the row of the user does not contain. */
    List<Row> missingRoles(Row user, List<Row> roles) {
        List<String> assignedRoles = RoleAssignments.rolesInRow(user);
        if (assignedRoles == null) return roles;
        return roles.stream()
                .filter(role -> !assignedRoles.contains(resource("roles").displayName(role)))
                .toList();
    }

    private Row mapMissingRoles(Row user, List<Row> roles) {
        List<Row> missingRoles = missingRoles(user, roles);
        if (!missingRoles.isEmpty()) return mapAndReread(user, missingRoles);
        progress.showNotice(client.server().label() + ": user \"" + users().displayName(user) + "\" holds "
                + quoteNames(roles) + " already; nothing was sent");
        return user;
    }

    private Row mapAndReread(Row user, List<Row> roles) {
        return rereadUnlessDryRun(user, sendMapping(user, roles));
    }

    /**
     * Maps roles that the user does not have, without a read afterwards: for many users that would be a full list for
     * each user.
     *
     * @return the server's response, or a planned row
     */
    Object sendMapping(Row user, List<Row> roles) {
        Operation mapOperation = users().noun().operation("map");
        List<Map<String, Object>> items = new ArrayList<>();
        for (Row role : roles) {
            Map<String, Object> item = new LinkedHashMap<>();
            boolean isPlanned = role instanceof DryRunRow;
            item.put("id", isPlanned ? "NEW_ROLE_ID" : resource("roles").id(role));
            item.put("name", resource("roles").displayName(role));
            items.add(item);
        }
        ApiCall call = users().buildCall(mapOperation, user, Map.of("user_id", userId(user)), Map.of("roles", items));
        ApiCall describedCall = call.withDescription(call.description() + " to " + quoteNames(roles));
        Object response = client.executor().send(describedCall, mappingReconciler(user, roles, true));
        if (!(response instanceof DryRunRow)) renewTokenIfOwnUser(user);
        return response;
    }

    public Object unmap(Invocation invocation) {
        Row user = invocation.row();
        List<Row> roles = resolveRoles(invocation.requireTexts("the names of roles"));
        Row current = missingRoles(user, roles).isEmpty() || RoleAssignments.rolesInRow(user) == null
                ? user
                : users().getByName(users().displayName(user)); // The row may be old.
        List<Row> missingRoles = RoleAssignments.rolesInRow(current) == null ? List.of() : missingRoles(current, roles);
        if (!missingRoles.isEmpty())
            progress.showNotice(client.server().label() + ": user \"" + users().displayName(user) + "\" does not hold "
                    + quoteNames(missingRoles) + "; nothing was sent"
                    + (missingRoles.size() < roles.size() ? " for that" : ""));
        if (missingRoles.size() == roles.size()) return current;
        Object response = null;
        for (Row role : roles) {
            if (missingRoles.contains(role)) continue;
            Map<String, Object> query = new LinkedHashMap<>();
            query.put("user_id", userId(user));
            query.put("role_id", resource("roles").id(role));
            query.put("role_name", resource("roles").displayName(role));
            ApiCall call = users().buildCall(invocation.operation(), user, query, null);
            ApiCall describedCall = call.withDescription(call.description() + " from " + quoteNames(List.of(role)));
            response = client.executor().send(describedCall, mappingReconciler(user, List.of(role), false));
        }
        if (!(response instanceof DryRunRow)) renewTokenIfOwnUser(user);
        return rereadUnlessDryRun(user, response);
    }

    /**
     * Returns the roles of a user as rows with a {@code name}: from the user's row if it contains roles, else from
     * Keycloak's admin API, which needs an administrator's token (px-api 1.5).
     */
    public List<Object> roles(Invocation invocation) {
        Row user = invocation.row();
        if (user.has("roles") && user.get("roles") instanceof Iterable<?> assignedRoles) return toRows(assignedRoles);
        ApiCall call = users().buildCall(invocation.operation(), user, Map.of(), null, Map.of("id", userId(user)));
        return client.executor().send(call) instanceof Iterable<?> assignedRoles ? toRows(assignedRoles) : List.of();
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
        Noun noun = resource("roles").noun();
        List<Object> ids = resource("roles").ids(names);
        List<Row> roles = new ArrayList<>();
        for (int i = 0; i < names.size(); i++)
            roles.add(new Row(noun, Map.of(noun.key(), ids.get(i), noun.label(), names.get(i))));
        return roles;
    }

    /** Returns the roles with these names, from one listing. */
    List<Row> roles(List<String> names) {
        Noun noun = resource("roles").noun();
        Map<String, Row> byName = resource("roles").byDisplayName();
        List<Row> roles = new ArrayList<>();
        for (String name : names) {
            Row role = byName.get(name);
            if (role == null) {
                throw BakshException.failure(
                        client.server().label() + ": " + noun.singular() + " \"" + name + "\" not found",
                        NameSuggestions.suggest(name, byName.keySet(), "there are"));
            }
            roles.add(role);
        }
        return roles;
    }

    private String quoteNames(List<Row> roles) {
        return String.join(
                ", ",
                roles.stream()
                        .map(role -> "'" + resource("roles").displayName(role) + "'")
                        .toList());
    }

    private Row rereadUnlessDryRun(Row user, Object response) {
        return response instanceof DryRunRow dryRunRow ? dryRunRow : users().getByName(users().displayName(user));
    }

    /** Refreshes the token after a change of the own user, because the token contains the old roles. */
    private void renewTokenIfOwnUser(Row user) {
        String ownName = client.server().credential() instanceof Credential.Password password
                ? password.username()
                : client.server().credential() instanceof Credential.ClientCredentials credentials
                        ? "service-account-" + credentials.clientId()
                        : null;
        if (users().displayName(user) != null && users().displayName(user).equals(ownName)) {
            client.executor().invalidateToken();
            progress.showNotice(
                    client.server().label() + ": the roles of your own user have changed; the token was refreshed");
        }
    }

    /** Reconciler for mappings: a mapping is done when the user has the roles, an unmapping when the user has not. */
    private Reconciler mappingReconciler(Row user, List<Row> roles, boolean shouldHold) {
        if (user instanceof DryRunRow) return Reconciler.NONE;
        return new StateReconciler(
                Map.of("user", String.valueOf(users().id(user))),
                () -> Map.of("roles", readRoleNames(users().getByName(users().displayName(user)))),
                () -> {
                    Row current = users().getByName(users().displayName(user));
                    List<Object> names = readRoleNames(current);
                    for (Row role : roles)
                        if (names.contains(resource("roles").displayName(role)) != shouldHold) return null;
                    return current;
                });
    }

    private List<Object> readRoleNames(Row user) {
        Operation rolesOperation = users().noun().operation("roles");
        List<Object> names = new ArrayList<>();
        for (Object role : roles(new Invocation(rolesOperation, user, List.of(), Map.of(), Map.of())))
            names.add(((Row) role).get("name"));
        return names;
    }

    /**
     * Value of {@code user_id} in requests: the field of that name before any other id, because rows have several ids
     * (px-api 2).
     */
    private Object userId(Row user) {
        boolean hasUserId = user.has("user_id") && user.get("user_id") != null;
        return hasUserId && !(user instanceof DryRunRow) ? user.get("user_id") : users().id(user);
    }

    private Resource users() {
        return resource("users");
    }

    private Resource resource(String noun) {
        return client.resource(noun);
    }
}
