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
 * Users and the roles they hold. Mapping adds to the roles that a user has; unmapping is one call a role (px-api 2). What is
 * so already is not sent, as far as the server shows it.
 */
public final class UserVerbs {
    private final ServerClient client;
    private final ProgressListener progress;

    public UserVerbs(ServerClient client, ProgressListener progress) {
        this.client = client;
        this.progress = progress;
    }

    public Object map(Invocation invocation) {
        return map(invocation.row(), referred(invocation.texts("the names of roles")));
    }

    /** Roles that the user holds are not sent. A row may be old: what it shows is looked at again before it is relied on. */
    Row map(Row user, List<Row> roles) {
        List<String> held = RoleAssignments.shown(user);
        boolean some = held != null
                && roles.stream()
                        .anyMatch(role -> held.contains(resource("roles").label(role)));
        return some ? mapLacking(users().named(users().label(user)), roles) : send(user, roles);
    }

    /** The roles that this row of the user does not show. */
    List<Row> lacking(Row user, List<Row> roles) {
        List<String> held = RoleAssignments.shown(user);
        if (held == null) return roles;
        return roles.stream()
                .filter(role -> !held.contains(resource("roles").label(role)))
                .toList();
    }

    private Row mapLacking(Row user, List<Row> roles) {
        List<Row> lacking = lacking(user, roles);
        if (!lacking.isEmpty()) return send(user, lacking);
        progress.note(client.server().label() + ": user \"" + users().label(user) + "\" holds " + names(roles)
                + " already; nothing was sent");
        return user;
    }

    private Row send(Row user, List<Row> roles) {
        return after(user, give(user, roles));
    }

    /**
     * Maps roles that the user is known to lack, and reads no row of the user afterwards: where there are many users, that
     * would be their whole list for each.
     *
     * @return the server's answer, or a planned row
     */
    Object give(Row user, List<Row> roles) {
        Operation apply = users().noun().operation("map");
        List<Map<String, Object>> items = new ArrayList<>();
        for (Row role : roles) {
            Map<String, Object> item = new LinkedHashMap<>();
            boolean planned = role instanceof DryRunRow;
            item.put("id", planned ? "NEW_ROLE_ID" : resource("roles").key(role));
            item.put("name", resource("roles").label(role));
            items.add(item);
        }
        ApiCall call = users().call(apply, user, Map.of("user_id", id(user)), Map.of("roles", items));
        ApiCall named = call.called(call.what() + " to " + names(roles));
        Object answer = client.exchange().send(named, holding(user, roles, true));
        if (!(answer instanceof DryRunRow)) renewed(user);
        return answer;
    }

    public Object unmap(Invocation invocation) {
        Row user = invocation.row();
        List<Row> roles = referred(invocation.texts("the names of roles"));
        Row now = lacking(user, roles).isEmpty() || RoleAssignments.shown(user) == null
                ? user
                : users().named(users().label(user)); // The row may be old.
        List<Row> lacking = RoleAssignments.shown(now) == null ? List.of() : lacking(now, roles);
        if (!lacking.isEmpty())
            progress.note(client.server().label() + ": user \"" + users().label(user) + "\" does not hold "
                    + names(lacking) + "; nothing was sent" + (lacking.size() < roles.size() ? " for that" : ""));
        if (lacking.size() == roles.size()) return now;
        Object answer = null;
        for (Row role : roles) {
            if (lacking.contains(role)) continue;
            Map<String, Object> query = new LinkedHashMap<>();
            query.put("user_id", id(user));
            query.put("role_id", resource("roles").key(role));
            query.put("role_name", resource("roles").label(role));
            ApiCall call = users().call(invocation.operation(), user, query, null);
            ApiCall named = call.called(call.what() + " from " + names(List.of(role)));
            answer = client.exchange().send(named, holding(user, List.of(role), false));
        }
        if (!(answer instanceof DryRunRow)) renewed(user);
        return after(user, answer);
    }

    /**
     * The roles of a user as rows with a {@code name}: from the user's row where the server put them there, else from
     * Keycloak's admin API, which needs an administrator's token (px-api 1.5).
     */
    public List<Object> roles(Invocation invocation) {
        Row user = invocation.row();
        if (user.has("roles") && user.get("roles") instanceof Iterable<?> held) return rows(held);
        ApiCall call = users().call(invocation.operation(), user, Map.of(), null, Map.of("id", id(user)));
        return client.exchange().send(call) instanceof Iterable<?> held ? rows(held) : List.of();
    }

    private static List<Object> rows(Iterable<?> held) {
        List<Object> rows = new ArrayList<>();
        for (Object role : held) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", RoleAssignments.name(role));
            boolean named = role instanceof Row row && row.has("name");
            if (!named && role instanceof Row row) row.names().forEach(field -> fields.put(field, row.get(field)));
            rows.add(named ? role : new Row(null, fields));
        }
        return rows;
    }

    /** Roles by name and key alone, asked of the server once while one statement runs, as all references in calls are. */
    private List<Row> referred(List<String> names) {
        Noun noun = resource("roles").noun();
        List<Object> keys = resource("roles").keys(names);
        List<Row> roles = new ArrayList<>();
        for (int i = 0; i < names.size(); i++)
            roles.add(new Row(noun, Map.of(noun.key(), keys.get(i), noun.label(), names.get(i))));
        return roles;
    }

    /** The roles of these names, by one listing. */
    List<Row> roles(List<String> names) {
        Noun noun = resource("roles").noun();
        Map<String, Row> byName = resource("roles").byLabel();
        List<Row> roles = new ArrayList<>();
        for (String name : names) {
            Row role = byName.get(name);
            if (role == null) {
                throw BakshException.failed(
                        client.server().label() + ": " + noun.one() + " \"" + name + "\" not found",
                        NameSuggestions.suggest(name, byName.keySet(), "there are"));
            }
            roles.add(role);
        }
        return roles;
    }

    private String names(List<Row> roles) {
        return String.join(
                ", ",
                roles.stream()
                        .map(role -> "'" + resource("roles").label(role) + "'")
                        .toList());
    }

    private Row after(Row user, Object answer) {
        return answer instanceof DryRunRow planned ? planned : users().named(users().label(user));
    }

    /** Roles ride in the token: after a change to oneself the old one tells the old story. */
    private void renewed(Row user) {
        String own = client.server().credential() instanceof Credential.Password password
                ? password.username()
                : client.server().credential() instanceof Credential.ClientCredentials credentials
                        ? "service-account-" + credentials.clientId()
                        : null;
        if (users().label(user) != null && users().label(user).equals(own)) {
            client.exchange().renewToken();
            progress.note(client.server().label() + ": these are the roles of your own user; the token was renewed");
        }
    }

    /** A mapping whose answer was lost has happened when the user holds the roles; an unmapping when not. */
    private Reconciler holding(Row user, List<Row> roles, boolean held) {
        if (user instanceof DryRunRow) return Reconciler.NONE;
        return new StateReconciler(
                Map.of("user", String.valueOf(users().key(user))),
                () -> Map.of("roles", held(users().named(users().label(user)))),
                () -> {
                    Row now = users().named(users().label(user));
                    List<Object> names = held(now);
                    for (Row role : roles) if (names.contains(resource("roles").label(role)) != held) return null;
                    return now;
                });
    }

    private List<Object> held(Row user) {
        Operation asked = users().noun().operation("roles");
        List<Object> names = new ArrayList<>();
        for (Object role : roles(new Invocation(asked, user, List.of(), Map.of(), Map.of())))
            names.add(((Row) role).get("name"));
        return names;
    }

    /** What the calls name {@code user_id}: a field of that name before any other id, since there are several (px-api 2). */
    private Object id(Row user) {
        boolean said = user.has("user_id") && user.get("user_id") != null;
        return said && !(user instanceof DryRunRow) ? user.get("user_id") : users().key(user);
    }

    private Resource users() {
        return resource("users");
    }

    private Resource resource(String noun) {
        return client.resource(noun);
    }
}
