package dev.baksh.client.px.backend;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.resource.Diff;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ProgressListener;
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
 * Roles and who holds them, compared with a file and brought to what it says. What the file does not name stays as it is:
 * a role is deleted only where the file says that it shall be absent, and taken from a user only by {@code prune: true}, from
 * the users that are named, where the file does not give it.
 */
public final class RolePlan {
    private final ServerClient client;
    private final RoleVerbs roles;
    private final UserVerbs users;
    private final ProgressListener progress;

    public RolePlan(ServerClient client, RoleVerbs roles, UserVerbs users, ProgressListener progress) {
        this.client = client;
        this.roles = roles;
        this.users = users;
        this.progress = progress;
    }

    /** What would change: path, now (left), wanted (right). Not empty is drift. */
    public Diff plan(Invocation said) {
        return plan(desired(said), prune(said));
    }

    private Diff plan(DesiredRoles desired, boolean prune) {
        return plan(now(desired, prune), desired);
    }

    private Diff plan(DesiredRoles now, DesiredRoles desired) {
        desired.roles().forEach((name, role) -> RbacServices.check(name, role.get("rules")));
        for (String name : desired.absent()) {
            if (RoleVerbs.BUILT_IN.contains(name))
                throw BakshException.refused(
                        client.server().label() + ": \"" + name + "\" is a built-in role, and stays", null);
        }
        Map<String, Object> left = now.flat();
        now.absent().forEach(name -> left.put("roles." + name, "is there"));
        return Diff.drift(left, desired.flat());
    }

    /** Shows the plan, asks once, and carries it out; rows of what was done. */
    public List<Row> apply(Invocation said) {
        DesiredRoles desired = desired(said);
        boolean prune = prune(said);
        DesiredRoles now = now(desired, prune);
        Diff plan = plan(now, desired);
        if (plan.isEmpty()) {
            progress.note(client.server().label() + ": all is so already; nothing was sent");
            return List.of();
        }
        for (Row change : plan)
            progress.note(client.server().label() + ": " + change.get("path") + ": " + shown(change.get("left"))
                    + " -> " + shown(change.get("right")));
        client.exchange()
                .announce(plan.size() + " changes to roles and users on "
                        + client.server().label() + "; carry them out?");
        List<Row> done = new ArrayList<>();
        Map<String, Row> made = new LinkedHashMap<>();
        desired.roles().forEach((name, role) -> {
            if (same(now.roles().get(name), role)) return;
            Row row = role(name, role, now.roles().containsKey(name));
            made.put(name, row);
            done.add(line("role", name, planned(row) + (now.roles().containsKey(name) ? "updated" : "created")));
        });
        desired.users()
                .forEach(
                        (name, held) -> done.addAll(user(name, held, now.users().get(name), made, prune)));
        // Last: by then nobody who is named holds them any more.
        now.absent().forEach(name -> {
            Row row = resource("roles").named(name);
            Noun noun = resource("roles").noun();
            Object answer = roles.delete(new Invocation(noun.operation("delete"), row, List.of(), Map.of(), Map.of()));
            done.add(line("role", name, planned(answer) + "deleted"));
        });
        return List.copyOf(done);
    }

    private static String planned(Object answer) {
        return answer instanceof DryRunRow ? "planned: " : "";
    }

    private static String shown(Object value) {
        return value == null ? "(none)" : value.toString();
    }

    private static boolean same(Map<String, Object> now, Map<String, Object> wanted) {
        return now != null
                && RoleVerbs.comparable(now.get("description"), now.get("rules"))
                        .equals(RoleVerbs.comparable(wanted.get("description"), wanted.get("rules")));
    }

    private Row role(String name, Map<String, Object> role, boolean there) {
        Noun noun = resource("roles").noun();
        Invocation said = there
                ? new Invocation(noun.operation("update"), resource("roles").named(name), List.of(), Map.of(), role)
                : new Invocation(noun.operation("create"), null, List.of(name), Map.of(), role);
        return (Row) (there ? roles.update(said) : roles.create(said));
    }

    private List<Row> user(String name, Set<String> wanted, Set<String> held, Map<String, Row> made, boolean prune) {
        List<Row> done = new ArrayList<>();
        List<String> lacking =
                wanted.stream().filter(role -> !held.contains(role)).toList();
        List<String> surplus =
                prune ? held.stream().filter(role -> !wanted.contains(role)).toList() : List.of();
        if (lacking.isEmpty() && surplus.isEmpty()) return done;
        Row user = resource("users").named(name);
        if (!lacking.isEmpty()) {
            List<Row> rows = new ArrayList<>();
            List<String> known =
                    lacking.stream().filter(role -> !made.containsKey(role)).toList();
            if (!known.isEmpty()) rows.addAll(users.roles(known));
            lacking.stream().filter(made::containsKey).forEach(role -> rows.add(made.get(role)));
            Row after = users.map(user, rows);
            done.add(line("user", name, planned(after) + "mapped to " + String.join(", ", lacking)));
        }
        if (!surplus.isEmpty()) {
            Object after = users.unmap(new Invocation(
                    resource("users").noun().operation("unmap"), user, List.copyOf(surplus), Map.of(), Map.of()));
            done.add(line("user", name, planned(after) + "unmapped from " + String.join(", ", surplus)));
        }
        return done;
    }

    private static Row line(String kind, String name, String result) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("kind", kind);
        line.put("name", name);
        line.put("result", result);
        return new Row(null, line);
    }

    /** Today's roles, the built-in ones left out, and who holds which, as a file that {@link #plan} finds nothing in. */
    public String export(Invocation said) {
        Path file = Path.of(said.text("the name of a file"));
        boolean over = Boolean.TRUE.equals(said.named().get("force"));
        if (Files.exists(file) && !over)
            throw BakshException.refused(file + " is there already", "say force: true to write over it");
        Map<String, Map<String, Object>> own = new LinkedHashMap<>();
        Map<String, Row> all = resource("roles").byLabel();
        all.forEach((name, role) -> {
            if (!RoleVerbs.BUILT_IN.contains(name)) own.put(name, content(role));
        });
        Map<String, Set<String>> held = new LinkedHashMap<>();
        new RoleAssignments(client, users).all().forEach((user, names) -> {
            Set<String> kept = new LinkedHashSet<>(names);
            kept.retainAll(all.keySet());
            if (!kept.isEmpty()) held.put(user, kept);
        });
        new DesiredRoles(own, held, Set.of()).write(file);
        progress.note(
                client.server().label() + ": " + own.size() + " roles and " + held.size() + " users are in " + file);
        return file.toString();
    }

    /** What is now of what the file names. */
    private DesiredRoles now(DesiredRoles desired, boolean prune) {
        Map<String, Row> roleRows = resource("roles").byLabel();
        Map<String, Map<String, Object>> now = new LinkedHashMap<>();
        desired.roles().forEach((name, role) -> {
            if (!roleRows.containsKey(name)) return;
            Map<String, Object> content = content(roleRows.get(name));
            if (!role.containsKey("description")) content.remove("description");
            now.put(name, content);
        });
        Map<String, Row> userRows = new LinkedHashMap<>();
        if (!desired.users().isEmpty()) {
            Map<String, Row> all = resource("users").byLabel();
            List<String> missing = desired.users().keySet().stream()
                    .filter(name -> !all.containsKey(name))
                    .toList();
            if (!missing.isEmpty())
                throw new BakshException(
                        ExitCode.FAILED,
                        client.server().label() + ": no such users: " + String.join(", ", missing),
                        "users are made in Keycloak; px.users lists them");
            desired.users().keySet().forEach(name -> userRows.put(name, all.get(name)));
        }
        Set<String> existing = new LinkedHashSet<>(roleRows.keySet());
        existing.addAll(desired.roles().keySet());
        desired.users()
                .forEach((user, held) -> held.forEach(role -> {
                    if (!existing.contains(role))
                        throw BakshException.failed(
                                client.server().label() + ": user \"" + user + "\": there is no role \"" + role + "\"",
                                "px.roles lists them; or let the file make it, under roles:");
                }));
        Map<String, Set<String>> holdings = new LinkedHashMap<>();
        new RoleAssignments(client, users).of(userRows).forEach((user, names) -> {
            Set<String> held = new LinkedHashSet<>(names);
            held.retainAll(prune ? existing : desired.users().get(user));
            holdings.put(user, held);
        });
        Set<String> surplus = new LinkedHashSet<>(desired.absent());
        surplus.retainAll(roleRows.keySet());
        return new DesiredRoles(now, holdings, surplus);
    }

    private static Map<String, Object> content(Row role) {
        Map<String, Object> content = new LinkedHashMap<>();
        Object description = role.get("description");
        if (description != null && !"NA".equals(description)) content.put("description", description);
        content.put("rules", RoleRules.plain(role.get("rules")));
        return content;
    }

    private DesiredRoles desired(Invocation said) {
        return said.block().isEmpty()
                ? DesiredRoles.read(said.text("the name of a file, or a block, or roles: and users:"))
                : DesiredRoles.of(said.withoutArgs().block(), said.operation().id());
    }

    private static boolean prune(Invocation said) {
        return Boolean.TRUE.equals(said.named().get("prune"));
    }

    private Resource resource(String noun) {
        return client.resource(noun);
    }
}
