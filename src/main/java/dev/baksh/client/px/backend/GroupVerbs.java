package dev.baksh.client.px.backend;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.ObjectIdentity;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.exchange.ReconciledResult;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.resource.CreateReconciler;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.client.resource.StateReconciler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * Verbs for Keycloak groups, their members and their roles. The console of Portworx has groups, but the public API has
 * none. The verbs therefore use Keycloak's admin API (px-api 1.5), and only if groups are configured.
 */
public record GroupVerbs(ServerClient client, UserVerbs userVerbs) {
    /** Runs a verb of the catalogue. */
    public Object invoke(Invocation invocation) {
        String verb = invocation.operation().verb();
        return switch (verb) {
            case "list" -> groups().list(invocation.requireNoArgs().namedArgs());
            case "create" -> create(invocation);
            case "delete" -> delete(invocation);
            case "members", "roles" -> readRows(verb, invocation.requireNoArgs().row());
            case "map", "unmap" -> changeRoles(invocation);
            case "add", "remove" -> changeMembers(invocation);
            default -> throw new IllegalArgumentException("no behaviour for groups." + verb);
        };
    }

    /** Returns the rows of a list of Keycloak's admin API. */
    public Rows listRows(ApiCall call) {
        requireEnabled();
        return client.executor().list(call, KeycloakPaging.INSTANCE);
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
        CreateReconciler reconciler = new CreateReconciler(groups(), name, call);
        Object response = client.executor().send(call, reconciler);
        if (response instanceof DryRunRow) return response;
        return groups().readWritten(
                        call.description(), reconciler::findCreated, row -> false, "px.groups shows the groups");
    }

    private Object delete(Invocation invocation) {
        Row group = invocation.requireNoArgs().row();
        requireEnabled();
        ApiCall call = groups().buildCall(invocation.operation(), group, Map.of(), null);
        if (group instanceof DryRunRow) return client.executor().send(call);
        call = call.withLoss(() -> describeLoss(group));
        Object response = client.executor().send(call, groups().deleteReconciler(group, () -> previousState(group)));
        return response instanceof DryRunRow ? response : null;
    }

    /** Returns the roles that the members lose with the group: {@code the role 'viewer' from the users 'alice', 'bob'}. */
    private String describeLoss(Row group) {
        try {
            return describe("role", readNames("roles", group)) + " from "
                    + describe("user", readNames("members", group));
        } catch (BakshException e) {
            if (e.exit() == ExitCode.INTERRUPTED) throw e;
            return "the roles of the group, which could not be read, from its users";
        }
    }

    /** Returns {@code the users 'alice', 'bob'}, or {@code no user}. */
    static String describe(String kind, List<String> names) {
        if (names.isEmpty()) return "no " + kind;
        return "the " + kind + (names.size() == 1 ? " " : "s ") + UserVerbs.quoteFirst(names);
    }

    /** Returns the roles and members of a group, for the journal. */
    private Map<String, Object> previousState(Row group) {
        Map<String, Object> previousState = new LinkedHashMap<>();
        previousState.put("roles", readNames("roles", group));
        previousState.put("members", readNames("members", group));
        return previousState;
    }

    /**
     * Returns the names of the roles or members.
     *
     * @param list verb that lists the roles or the members
     * @throws BakshException one of them has no name, so that a name may be missing
     */
    private List<String> readNames(String list, Row group) {
        List<String> names =
                client.resource(list.equals("roles") ? "roles" : "users").displayNames(readRows(list, group));
        if (names.stream().allMatch(Objects::nonNull)) return names;
        throw client.failure("the " + list + " of group \"" + groups().displayName(group) + "\" have no names", null);
    }

    /**
     * Returns the roles or members of a group as rows.
     *
     * @param list verb that lists the roles or the members
     */
    List<Row> readRows(String list, Row group) {
        requireEnabled();
        return Resource.readAll(listRows(groups().buildCall(groups().noun().operation(list), group, Map.of(), null)));
    }

    /** Adds roles to the group, or removes them. */
    private Object changeRoles(Invocation invocation) {
        Row group = invocation.row();
        requireEnabled();
        boolean isAdding = invocation.operation().verb().equals("map");
        List<Row> requested = userVerbs.roles(invocation.requireTexts("the names of roles"));
        List<String> existing = group instanceof DryRunRow ? null : readNames("roles", group);
        List<Row> pending = findPending(client.resource("roles"), requested, existing, isAdding);
        if (pending.isEmpty())
            return noteUnchanged(invocation, client.resource("roles").displayNames(requested));
        List<String> names = client.resource("roles").displayNames(pending);
        ApiCall call = groups().buildCall(invocation.operation(), group, Map.of(), userVerbs.roleReferences(pending));
        String description = call.description() + (isAdding ? " to " : " from ") + UserVerbs.quoteAll(names);
        Map<String, Object> previousState = existing == null ? Map.of() : Map.of("roles", existing);
        client.executor()
                .send(
                        call.withDescription(description)
                                .withNames(names)
                                .withIdentity(identify(group, client.resource("roles"), pending)),
                        membershipReconciler(group, "roles", names, isAdding, previousState));
        return group;
    }

    /** Adds users to the group, or removes them: one request for each user. */
    private Object changeMembers(Invocation invocation) {
        Row group = invocation.row();
        requireEnabled();
        Resource users = client.resource("users");
        boolean isAdding = invocation.operation().verb().equals("add");
        List<Row> requested = invocation.requireTexts("the names of users").stream()
                .map(users::getByName)
                .toList();
        List<String> existing = group instanceof DryRunRow ? null : readNames("members", group);
        List<Row> pending = findPending(users, requested, existing, isAdding);
        if (pending.isEmpty()) return noteUnchanged(invocation, users.displayNames(requested));
        for (Row user : pending) {
            List<String> name = List.of(users.displayName(user));
            Map<String, Object> pathParameters = Map.of("user_id", users.id(user));
            ApiCall call = groups().buildCall(invocation.operation(), group, pathParameters, null);
            String description = call.description() + " " + UserVerbs.quoteAll(name);
            Map<String, Object> previousState = Map.of("members", isAdding ? List.of() : name);
            client.executor()
                    .send(
                            call.withDescription(description)
                                    .withNames(name)
                                    .withIdentity(identify(group, users, List.of(user))),
                            membershipReconciler(group, "members", name, isAdding, previousState));
        }
        return group;
    }

    /** Returns the identity of a group and of the rows that are added to the group or removed from it. */
    private ObjectIdentity identify(Row group, Resource resource, List<Row> rows) {
        return new ObjectIdentity("membership", () -> {
            StringJoiner parts = new StringJoiner("; ");
            parts.add(groups().describe(group));
            rows.forEach(row -> parts.add(resource.describe(row)));
            return parts.toString();
        });
    }

    /**
     * Returns the rows that do not have the desired state yet.
     *
     * @param existing names in the group, or null for the planned group of a dry run
     */
    private static List<Row> findPending(
            Resource resource, List<Row> requested, List<String> existing, boolean shouldContain) {
        if (existing == null) return requested;
        return requested.stream()
                .filter(row -> existing.contains(resource.displayName(row)) != shouldContain)
                .toList();
    }

    private Object noteUnchanged(Invocation invocation, List<String> names) {
        client.showNotice("group \"" + groups().displayName(invocation.row()) + "\": "
                + invocation.operation().verb() + " " + UserVerbs.quoteAll(names)
                + " is done already; nothing was sent");
        return invocation.row();
    }

    /** @param previousState previous state of the changed roles or members */
    private Reconciler membershipReconciler(
            Row group, String list, List<String> names, boolean shouldContain, Map<String, Object> previousState) {
        if (group instanceof DryRunRow) return Reconciler.NONE;
        return new StateReconciler(Map.of("group", String.valueOf(groups().id(group))), () -> previousState, () -> {
            List<String> current = readNames(list, group);
            return names.stream().allMatch(name -> current.contains(name) == shouldContain)
                    ? new ReconciledResult(group)
                    : null;
        });
    }

    private Resource groups() {
        return client.resource("groups");
    }
}
