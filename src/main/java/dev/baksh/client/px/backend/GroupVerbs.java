package dev.baksh.client.px.backend;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.resource.CreateReconciler;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ProgressListener;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.client.resource.VerbHandler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Verbs for Keycloak groups, their members and their roles. Portworx' public API has no groups, although its console
 * does; the verbs use Keycloak's admin API (px-api 1.5), and only if groups are configured.
 */
public final class GroupVerbs {
    private final ServerClient client;
    private final UserVerbs userVerbs;
    private final ProgressListener progress;

    public GroupVerbs(ServerClient client, UserVerbs userVerbs, ProgressListener progress) {
        this.client = client;
        this.userVerbs = userVerbs;
        this.progress = progress;
    }

    /** Returns the handler of a verb of the catalogue. */
    public VerbHandler handlerFor(String verb) {
        return switch (verb) {
            case "list" ->
                invocation -> groups().list(invocation.requireNoArgs().namedArgs());
            case "create" -> this::create;
            case "delete" -> this::delete;
            case "members", "roles" -> invocation -> readRows(invocation.operation(), invocation.row());
            case "map", "unmap" -> this::changeRoles;
            case "add", "remove" -> this::changeMembers;
            default -> throw new IllegalArgumentException("no behaviour for groups." + verb);
        };
    }

    /** Returns the rows of a list of groups. */
    public Rows listRows(ApiCall call) {
        requireEnabled();
        return new KeycloakRows(client.executor(), call);
    }

    /** True if groups are configured. */
    boolean isConfigured() {
        return client.server().groupsEnabled();
    }

    private void requireEnabled() {
        if (isConfigured()) return;
        throw BakshException.usageError(
                client.server().label() + ": groups are off, because Portworx' public API has no groups",
                "BAKSH_PX_GROUPS=keycloak, or groups: keycloak in servers.yaml, turns them on; groups use "
                        + "Keycloak's admin API, which needs a Keycloak administrator");
    }

    private Object create(Invocation invocation) {
        String name = invocation.requireText("the name of the new group");
        requireEnabled();
        ApiCall call = groups().buildCall(invocation.operation(), null, Map.of(), Map.of("name", name));
        Object response = client.executor().send(call, new CreateReconciler(groups(), name, row -> null));
        return response instanceof DryRunRow ? response : groups().getByName(name);
    }

    private Object delete(Invocation invocation) {
        Row group = invocation.requireNoArgs().row();
        if (group instanceof DryRunRow) return group;
        requireEnabled();
        ApiCall call = groups().buildCall(invocation.operation(), group, Map.of(), null);
        Object response = client.executor().send(call, groups().deleteReconciler(group, () -> previousState(group)));
        return response instanceof DryRunRow ? response : null;
    }

    /** Returns the roles and members of a group, for the journal. */
    private Map<String, Object> previousState(Row group) {
        Map<String, Object> previousState = new LinkedHashMap<>();
        for (String verb : List.of("roles", "members")) {
            List<String> names = displayNames(
                    verb.equals("roles") ? verb : "users",
                    readRows(groups().noun().operation(verb), group));
            previousState.put(verb, names);
        }
        return previousState;
    }

    /** Returns the roles or members of a group as rows. */
    List<Row> readRows(Operation operation, Row group) {
        requireEnabled();
        List<Row> rows = new ArrayList<>();
        ApiCall call = groups().buildCall(operation, group, Map.of(), null);
        for (Row row : new KeycloakRows(client.executor(), call)) rows.add(row);
        return List.copyOf(rows);
    }

    /** Adds roles to the group, or removes them. */
    private Object changeRoles(Invocation invocation) {
        Row group = invocation.row();
        requireEnabled();
        boolean isAdding = invocation.operation().verb().equals("map");
        List<Row> requested = userVerbs.roles(invocation.requireTexts("the names of roles"));
        List<String> names = displayNames("roles", requested);
        Operation listOperation = groups().noun().operation("roles");
        List<Row> existing = group instanceof DryRunRow ? List.of() : readRows(listOperation, group);
        List<Row> pending =
                group instanceof DryRunRow ? requested : findDiffering("roles", requested, existing, isAdding);
        if (pending.isEmpty()) return noteUnchanged(group, invocation, names);
        List<Map<String, Object>> items = new ArrayList<>();
        for (Row role : pending) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("id", client.resource("roles").id(role));
            item.put("name", client.resource("roles").displayName(role));
            items.add(item);
        }
        ApiCall call = groups().buildCall(invocation.operation(), group, Map.of(), items);
        ApiCall describedCall = call.withDescription(
                call.description() + (isAdding ? " to " : " from ") + quoteAll(displayNames("roles", pending)));
        Reconciler reconciler = group instanceof DryRunRow
                ? Reconciler.NONE
                : membershipReconciler(
                        group,
                        Map.of("roles", displayNames("roles", existing)),
                        () -> displayNames("roles", readRows(listOperation, group)),
                        displayNames("roles", pending),
                        isAdding);
        client.executor().send(describedCall, reconciler);
        return group;
    }

    /** Adds users to the group, or removes them: one request for each user. */
    private Object changeMembers(Invocation invocation) {
        Row group = invocation.row();
        requireEnabled();
        boolean isAdding = invocation.operation().verb().equals("add");
        List<Row> requested = new ArrayList<>();
        for (String name : invocation.requireTexts("the names of users"))
            requested.add(client.resource("users").getByName(name));
        Operation listOperation = groups().noun().operation("members");
        List<Row> pending = group instanceof DryRunRow
                ? requested
                : findDiffering("users", requested, readRows(listOperation, group), isAdding);
        if (pending.isEmpty()) return noteUnchanged(group, invocation, displayNames("users", requested));
        for (Row user : pending) {
            String name = client.resource("users").displayName(user);
            Map<String, Object> pathParameters =
                    Map.of("user_id", client.resource("users").id(user));
            ApiCall call = groups().buildCall(invocation.operation(), group, pathParameters, null);
            Reconciler reconciler = group instanceof DryRunRow
                    ? Reconciler.NONE
                    : membershipReconciler(
                            group,
                            Map.of("members", isAdding ? List.of() : List.of(name)),
                            () -> displayNames("users", readRows(listOperation, group)),
                            List.of(name),
                            isAdding);
            client.executor().send(call.withDescription(call.description() + " '" + name + "'"), reconciler);
        }
        return group;
    }

    /** Returns the rows that do not have the desired state yet. */
    private List<Row> findDiffering(String noun, List<Row> requested, List<Row> existing, boolean shouldContain) {
        List<String> names = displayNames(noun, existing);
        return requested.stream()
                .filter(row -> names.contains(client.resource(noun).displayName(row)) != shouldContain)
                .toList();
    }

    private Object noteUnchanged(Row group, Invocation invocation, List<String> names) {
        progress.showNotice(client.server().label() + ": group \"" + groups().displayName(group) + "\": "
                + invocation.operation().verb() + " " + quoteAll(names) + " is done already; nothing was sent");
        return group;
    }

    /** @param previousState returns the previous state of the changed rows */
    private Reconciler membershipReconciler(
            Row group,
            Map<String, Object> previousState,
            Supplier<List<String>> namesSupplier,
            List<String> names,
            boolean shouldContain) {
        return new StateReconciler(Map.of("group", String.valueOf(groups().id(group))), () -> previousState, () -> {
            List<String> currentNames = namesSupplier.get();
            return names.stream().allMatch(name -> currentNames.contains(name) == shouldContain) ? group : null;
        });
    }

    private List<String> displayNames(String noun, List<Row> rows) {
        return rows.stream().map(row -> client.resource(noun).displayName(row)).toList();
    }

    private static String quoteAll(List<String> names) {
        return "'" + String.join("', '", names) + "'";
    }

    private Resource groups() {
        return client.resource("groups");
    }
}
