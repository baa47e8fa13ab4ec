package dev.baksh.client.px.backend;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.PartialFailureException;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.resource.CreateReconciler;
import dev.baksh.client.resource.Diff;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.ProgressListener;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Roles: created, changed and deleted by their name. What the backend answers to a write is not public, so the role is read
 * back, and the reading is what is given.
 */
public final class RoleVerbs {
    /** px-api 4.3: lower case, starts and ends with a letter or digit, parts joined by . or -; 3 letters or digits at least. */
    private static final String NAME = "[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?";

    private static final String ORGANISATION = "default";

    static final String SUPER_ADMIN = "px-backup-super.admin";
    /** They come with the product, and it sets them right again when it starts (px-api 4.4). */
    static final Set<String> BUILT_IN =
            Set.of(SUPER_ADMIN, "px-backup-infra.admin", "px-backup-app.admin", "px-backup-app.user");

    private final ServerClient client;
    private final ProgressListener progress;

    public RoleVerbs(ServerClient client, ProgressListener progress) {
        this.client = client;
        this.progress = progress;
    }

    public Object create(Invocation invocation) {
        String name = invocation.text("the name of the new role");
        boolean force = force(invocation);
        if (!name.matches(NAME) || name.replaceAll("[^a-z0-9]", "").length() < 3) {
            throw BakshException.failed(
                    client.server().label() + ": \"" + name + "\" cannot be the name of a role",
                    "lower case letters and digits, at least three, parts joined by . or -, no blank");
        }
        if (!force) RbacServices.check(name, invocation.block().get("rules"));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", 0);
        body.put("org_id", ORGANISATION);
        body.put("name", name);
        body.put("description", invocation.block().getOrDefault("description", ""));
        body.put("rules", RoleRules.plain(invocation.block().get("rules")));
        ApiCall call = roles().call(invocation.operation(), null, Map.of(), body);
        Map<String, Object> wanted = comparable(body.get("description"), body.get("rules"));
        Object answer = client.exchange().send(call, new CreateReconciler(roles(), name, found -> {
            Diff diff = new Diff(wanted, comparable(found));
            return diff.isEmpty() ? null : "reads otherwise: " + diff;
        }));
        return answer instanceof DryRunRow ? answer : readBack(name);
    }

    /** Reads, compares, writes only what differs, reads back, and says what was changed. */
    public Object update(Invocation invocation) {
        Row given = invocation.withoutArgs().row();
        if (given instanceof DryRunRow) return given;
        boolean force = changeable(invocation, roles().label(given));
        if (!force) RbacServices.check(roles().label(given), invocation.block().get("rules"));
        Row now = roles().named(roles().label(given));
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("description", invocation.block().getOrDefault("description", now.get("description")));
        wanted.put("rules", RoleRules.plain(invocation.block().getOrDefault("rules", now.get("rules"))));
        Diff change = new Diff(comparable(now), comparable(wanted.get("description"), wanted.get("rules")));
        if (change.isEmpty()) {
            progress.note(
                    client.server().label() + ": role \"" + roles().label(now) + "\" is so already; nothing was sent");
            return now;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", 0);
        body.put("org_id", organisation(now));
        body.put("name", roles().label(now));
        body.putAll(wanted);
        body.put("uid", now.get("uid"));
        body.put("role_id", roles().key(now));
        ApiCall call = roles().call(invocation.operation(), now, Map.of(), body);
        String name = roles().label(now);
        Map<String, Object> reads = comparable(wanted.get("description"), wanted.get("rules"));
        // An update whose answer was lost is done when the role reads as wanted.
        Object answer = client.exchange()
                .send(call, new StateReconciler(Map.of("name", name), () -> former(now), () -> {
                    Row found = roles().named(name);
                    return comparable(found).equals(reads) ? found : null;
                }));
        if (answer instanceof DryRunRow) return answer;
        Row after = readBack(name);
        if (!comparable(after).equals(reads)) {
            throw BakshException.failed(
                    client.server().label() + ": role \"" + name + "\" was written and reads otherwise: "
                            + new Diff(reads, comparable(after)),
                    "somebody else may have changed it in the same moment; look at it before you write again");
        }
        for (Row row : change) {
            progress.note(client.server().label() + ": role \"" + name + "\": " + row.get("path") + ": "
                    + row.get("left") + " -> " + row.get("right"));
        }
        return after;
    }

    public Object delete(Invocation invocation) {
        Row role = invocation.withoutArgs().row();
        if (role instanceof DryRunRow) return role;
        changeable(invocation, roles().label(role));
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("org_id", organisation(role));
        query.put("name", roles().label(role));
        query.put("role_id", roles().key(role));
        ApiCall call = roles().call(invocation.operation(), role, query, null);
        Object answer = client.exchange().send(call, role instanceof DryRunRow ? Reconciler.NONE : roles().gone(role));
        return answer instanceof DryRunRow ? answer : null;
    }

    /** A new role of another name that may do the same. */
    public Object copy(Invocation invocation) {
        Row role = invocation.row();
        Map<String, Object> block = new LinkedHashMap<>();
        if (!"NA".equals(role.get("description"))) block.put("description", role.get("description"));
        block.put("rules", role.get("rules"));
        // The rules are there already, so their names are the server's affair.
        return create(new Invocation(
                roles().noun().operation("create"), null, invocation.args(), Map.of("force", true), block));
    }

    /** What the role may do, as rows of service, access and apis. */
    public List<Row> permissions(Invocation invocation) {
        List<Row> rows = new ArrayList<>();
        RbacServices.allowed(invocation.row().get("rules")).forEach((service, apis) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("service", service);
            row.put("access", RbacServices.full(service, apis) ? "full" : "part");
            row.put("apis", apis);
            rows.add(new Row(null, row));
        });
        return List.copyOf(rows);
    }

    private static boolean force(Invocation invocation) {
        for (String name : invocation.named().keySet()) {
            if (name.equals("force")) continue;
            throw BakshException.failed(
                    invocation.operation().id() + " has no argument '" + name + "'", "it takes: force");
        }
        return Boolean.TRUE.equals(invocation.named().get("force"));
    }

    /** @throws BakshException for a built-in role, unless it is forced */
    private boolean changeable(Invocation invocation, String name) {
        boolean force = force(invocation);
        if (!force && BUILT_IN.contains(name)) {
            throw BakshException.refused(
                    client.server().label() + ": \"" + name + "\" is a built-in role, which every user of the product "
                            + "relies on; it was not changed",
                    "copy it: px.roles['" + name + "'].copy('my-role'), or say force: true");
        }
        return force;
    }

    /** Description and rules; ids, times and owners are each server's own. */
    public Diff diff(Invocation invocation) {
        if (invocation.args().size() != 1 || !(invocation.args().get(0) instanceof Row other)) {
            throw BakshException.failed(
                    "px.roles.diff takes another role",
                    "for example: " + invocation.operation().example());
        }
        return new Diff(comparable(invocation.row()), comparable(other));
    }

    /** Maps the role to each user; users who cannot be mapped do not stop the others. */
    public Object mapTo(Invocation invocation) {
        List<Row> report = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        UserVerbs users = new UserVerbs(client, progress);
        BakshException last = null;
        List<String> names = invocation.texts("the names of users");
        for (String name : names) {
            try {
                Row user = client.resource("users").named(name);
                List<Row> lacking = users.lacking(user, List.of(invocation.row()));
                Row after = lacking.isEmpty() ? user : users.map(user, lacking);
                String result = after instanceof DryRunRow ? "planned" : lacking.isEmpty() ? "already so" : "mapped";
                report.add(line(name, invocation.row(), result));
            } catch (BakshException e) {
                if (e.exit() == ExitCode.INTERRUPTED
                        || e.exit() == ExitCode.UNFINISHED
                        || e.exit() == ExitCode.REFUSED) {
                    if (names.size() == 1) throw e;
                    String stopped = e.exit() == ExitCode.REFUSED ? "not tried" : "unknown";
                    for (String left : names.subList(report.size(), names.size()))
                        report.add(line(left, invocation.row(), left.equals(name) ? stopped : "not tried"));
                    throw new PartialFailureException(e.exit(), e.getMessage(), e.hint(), report, e);
                }
                last = e;
                failures.add(e.getMessage());
                report.add(line(name, invocation.row(), "failed"));
            }
        }
        if (last == null) return List.copyOf(report);
        if (names.size() == 1) throw last;
        throw new PartialFailureException(
                failures.size() == names.size() ? last.exit() : ExitCode.PARTIAL,
                failures.size() + " of " + names.size() + " users were not mapped to \""
                        + roles().label(invocation.row()) + "\"",
                String.join("\n", failures),
                report,
                last);
    }

    private Row line(String user, Row role, String result) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("user", user);
        line.put("role", roles().label(role));
        line.put("result", result);
        return new Row(null, line);
    }

    private Resource roles() {
        return client.resource("roles");
    }

    private Row readBack(String name) {
        return roles().named(name);
    }

    private static Object organisation(Row role) {
        Object organisation = role.get("org_id");
        return organisation == null ? ORGANISATION : organisation;
    }

    static Map<String, Object> comparable(Row role) {
        return comparable(role.get("description"), role.get("rules"));
    }

    /** A role without a description reads "NA" on the server (px-api 2). */
    static Map<String, Object> comparable(Object description, Object rules) {
        Map<String, Object> comparable = new LinkedHashMap<>();
        String text = description == null ? "" : description.toString();
        if (!text.isBlank() && !text.equals("NA")) comparable.put("description", text);
        comparable.putAll(RoleRules.byService(rules));
        return comparable;
    }

    private static Map<String, Object> former(Row role) {
        Map<String, Object> former = new LinkedHashMap<>();
        former.put("description", role.get("description"));
        former.put("rules", role.get("rules"));
        return former;
    }
}
