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
 * Groups of Keycloak: who is in them, and which roles they give. Portworx' public API does not know them, though its
 * console does; so they go by Keycloak's admin API (px-api 1.5), and only where that is configured.
 */
public final class GroupVerbs {
    private final ServerClient client;
    private final UserVerbs users;
    private final ProgressListener progress;

    public GroupVerbs(ServerClient client, UserVerbs users, ProgressListener progress) {
        this.client = client;
        this.users = users;
        this.progress = progress;
    }

    /** The behaviour of a verb of the catalogue. */
    public VerbHandler verb(String verb) {
        return switch (verb) {
            case "list" -> said -> groups().list(said.withoutArgs().named());
            case "create" -> this::create;
            case "delete" -> this::delete;
            case "members", "roles" -> said -> read(said.operation(), said.row());
            case "map", "unmap" -> this::roles;
            case "add", "remove" -> this::members;
            default -> throw new IllegalArgumentException("no behaviour for groups." + verb);
        };
    }

    /** The rows of a listing of groups. */
    public Rows rows(ApiCall call) {
        on();
        return new KeycloakRows(client.exchange(), call);
    }

    /** Groups are to be looked at. */
    boolean configured() {
        return client.server().groups();
    }

    private void on() {
        if (configured()) return;
        throw BakshException.usage(
                client.server().label() + ": groups are off, since they are no part of Portworx' public API",
                "BAKSH_PX_GROUPS=keycloak, or groups: keycloak in servers.yaml, turns them on: by Keycloak's admin API, "
                        + "which takes a Keycloak administrator");
    }

    private Object create(Invocation said) {
        String name = said.text("the name of the new group");
        on();
        ApiCall call = groups().call(said.operation(), null, Map.of(), Map.of("name", name));
        Object answer = client.exchange().send(call, new CreateReconciler(groups(), name, row -> null));
        return answer instanceof DryRunRow ? answer : groups().named(name);
    }

    private Object delete(Invocation said) {
        Row group = said.withoutArgs().row();
        if (group instanceof DryRunRow) return group;
        on();
        ApiCall call = groups().call(said.operation(), group, Map.of(), null);
        Object answer = client.exchange().send(call, groups().gone(group, () -> former(group)));
        return answer instanceof DryRunRow ? answer : null;
    }

    /** What a group was to its members. */
    private Map<String, Object> former(Row group) {
        Map<String, Object> former = new LinkedHashMap<>();
        for (String verb : List.of("roles", "members")) {
            List<String> names = labels(
                    verb.equals("roles") ? verb : "users", read(groups().noun().operation(verb), group));
            former.put(verb, names);
        }
        return former;
    }

    /** Roles and members of a group, as rows. */
    List<Row> read(Operation operation, Row group) {
        on();
        List<Row> rows = new ArrayList<>();
        ApiCall call = groups().call(operation, group, Map.of(), null);
        for (Row row : new KeycloakRows(client.exchange(), call)) rows.add(row);
        return List.copyOf(rows);
    }

    /** Gives the group roles, or takes them. */
    private Object roles(Invocation said) {
        Row group = said.row();
        on();
        boolean gives = said.operation().verb().equals("map");
        List<Row> wanted = users.roles(said.texts("the names of roles"));
        List<String> names = labels("roles", wanted);
        Operation asked = groups().noun().operation("roles");
        List<Row> there = group instanceof DryRunRow ? List.of() : read(asked, group);
        List<Row> open = group instanceof DryRunRow ? wanted : differing("roles", wanted, there, gives);
        if (open.isEmpty()) return already(group, said, names);
        List<Map<String, Object>> items = new ArrayList<>();
        for (Row role : open) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("id", client.resource("roles").key(role));
            item.put("name", client.resource("roles").label(role));
            items.add(item);
        }
        ApiCall call = groups().call(said.operation(), group, Map.of(), items);
        ApiCall named = call.called(call.what() + (gives ? " to " : " from ") + quoted(labels("roles", open)));
        Reconciler witness = group instanceof DryRunRow
                ? Reconciler.NONE
                : lasting(
                        group,
                        Map.of("roles", labels("roles", there)),
                        () -> labels("roles", read(asked, group)),
                        labels("roles", open),
                        gives);
        client.exchange().send(named, witness);
        return group;
    }

    /** Puts users into the group, or takes them out: one call a user. */
    private Object members(Invocation said) {
        Row group = said.row();
        on();
        boolean puts = said.operation().verb().equals("add");
        List<Row> wanted = new ArrayList<>();
        for (String name : said.texts("the names of users"))
            wanted.add(client.resource("users").named(name));
        Operation asked = groups().noun().operation("members");
        List<Row> open = group instanceof DryRunRow ? wanted : differing("users", wanted, read(asked, group), puts);
        if (open.isEmpty()) return already(group, said, labels("users", wanted));
        for (Row user : open) {
            String name = client.resource("users").label(user);
            Map<String, Object> holes =
                    Map.of("user_id", client.resource("users").key(user));
            ApiCall call = groups().call(said.operation(), group, holes, null);
            Reconciler witness = group instanceof DryRunRow
                    ? Reconciler.NONE
                    : lasting(
                            group,
                            Map.of("members", puts ? List.of() : List.of(name)),
                            () -> labels("users", read(asked, group)),
                            List.of(name),
                            puts);
            client.exchange().send(call.called(call.what() + " '" + name + "'"), witness);
        }
        return group;
    }

    /** Those that are not yet as they are to be. */
    private List<Row> differing(String noun, List<Row> wanted, List<Row> there, boolean be) {
        List<String> names = labels(noun, there);
        return wanted.stream()
                .filter(row -> names.contains(client.resource(noun).label(row)) != be)
                .toList();
    }

    private Object already(Row group, Invocation said, List<String> names) {
        progress.note(client.server().label() + ": group \"" + groups().label(group) + "\": "
                + said.operation().verb() + " " + quoted(names) + " is so already; nothing was sent");
        return group;
    }

    /** @param former of those that are changed, what was before */
    private Reconciler lasting(
            Row group, Map<String, Object> former, Supplier<List<String>> there, List<String> names, boolean be) {
        return new StateReconciler(Map.of("group", String.valueOf(groups().key(group))), () -> former, () -> {
            List<String> now = there.get();
            return names.stream().allMatch(name -> now.contains(name) == be) ? group : null;
        });
    }

    private List<String> labels(String noun, List<Row> rows) {
        return rows.stream().map(row -> client.resource(noun).label(row)).toList();
    }

    private static String quoted(List<String> names) {
        return "'" + String.join("', '", names) + "'";
    }

    private Resource groups() {
        return client.resource("groups");
    }
}
