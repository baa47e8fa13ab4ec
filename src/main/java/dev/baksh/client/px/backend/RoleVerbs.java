package dev.baksh.client.px.backend;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.AmbiguousOutcomeException;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.exchange.PlannedUpdate;
import dev.baksh.client.exchange.ReconciledResult;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.resource.ConcurrentChangeException;
import dev.baksh.client.resource.CreateReconciler;
import dev.baksh.client.resource.Diff;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.client.resource.StateReconciler;
import dev.baksh.client.text.GroovyCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Verbs of Portworx roles: create, update, copy, delete, permissions and diff. The API does not document the responses
 * of writes (px-api 2). Each verb therefore reads the role after the write and returns that row.
 */
public record RoleVerbs(ServerClient client, RoleHolders holders) {
    /** Maximum attempts of an update, if another user changes the role between the read and the write. */
    private static final int MAX_UPDATE_ATTEMPTS = 3;

    /**
     * px-api 4.3: lower case, starts and ends with a letter or digit, parts joined by . or -; 3 letters or digits at
     * least.
     */
    private static final String NAME_PATTERN = "[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?";

    private static final String DEFAULT_ORGANISATION = "default";

    private static final String READ_HINT = "px.roles shows the roles";

    static final String SUPER_ADMIN = "px-backup-super.admin";
    /** Roles of the product. The product restores them at each start (px-api 4.4). */
    static final Set<String> BUILT_IN_ROLES =
            Set.of(SUPER_ADMIN, "px-backup-infra.admin", "px-backup-app.admin", "px-backup-app.user");

    public static RoleVerbs of(ServerClient client, UserVerbs userVerbs, GroupVerbs groupVerbs) {
        return new RoleVerbs(client, new RoleHolders(client, userVerbs, groupVerbs));
    }

    /**
     * Creates a role with the rules of the block, and returns the role as the server stores it.
     *
     * @throws BakshException the name or a rule is not valid; nothing was sent
     */
    public Object create(Invocation invocation) {
        String name = invocation.requireText("the name of the new role");
        boolean isForced = isForced(invocation, Set.of("force"));
        if (!name.matches(NAME_PATTERN) || name.replaceAll("[^a-z0-9]", "").length() < 3) {
            throw client.failure(
                    "\"" + name + "\" cannot be the name of a role",
                    "use at least three lower case letters or digits; . and - may join parts; no spaces");
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
        CreateReconciler reconciler = new CreateReconciler(roles(), name, found -> {
            Diff diff = new Diff(desired, toComparable(found));
            return diff.isEmpty() ? null : "differs: " + diff;
        });
        Object response = client.executor().send(call, reconciler);
        return response instanceof DryRunRow
                ? response
                : roles().readWritten(call.description(), reconciler::findCreated, row -> false, READ_HINT);
    }

    /**
     * Changes the description and the services that the block names; all other services stay, except with {@code only:
     * true}. Reads the role, sends the complete role, reads the role again, and reports the changes.
     */
    public Object update(Invocation invocation) {
        Row requestedRole = invocation.requireNoArgs().row();
        String name = roles().displayName(requestedRole);
        boolean isForced = requireChangeable(invocation, name, Set.of("force", "only"));
        boolean isOnly = Boolean.TRUE.equals(invocation.namedArgs().get("only"));
        if (isOnly && !invocation.blockFields().containsKey("rules"))
            throw BakshException.failure(
                    invocation.operation().id() + ": only: true replaces all rules, and the block names no service",
                    "name each service that the role keeps; or leave out only: true");
        if (!isForced) RbacServices.check(name, invocation.blockFields().get("rules"));
        for (int attempt = 1; ; attempt++) {
            try {
                boolean isPlanned = requestedRole instanceof DryRunRow;
                return update(invocation, isPlanned ? requestedRole : roles().getByName(name), isOnly);
            } catch (ConcurrentChangeException e) {
                if (attempt == MAX_UPDATE_ATTEMPTS) throw client.failure(e.getMessage(), e.hint());
                client.showNotice(e.getMessage() + "; the role is read again");
            }
        }
    }

    private Object update(Invocation invocation, Row current, boolean isOnly) {
        Map<String, Object> block = invocation.blockFields();
        boolean isPlanned = current instanceof DryRunRow;
        String name = roles().displayName(current);
        Object rules = isOnly || !block.containsKey("rules")
                ? block.getOrDefault("rules", current.get("rules"))
                : RoleRules.mergeNamed(client, name, current.get("rules"), block.get("rules"));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", 0);
        body.put("org_id", organisation(current));
        body.put("name", name);
        body.put("description", block.getOrDefault("description", current.get("description")));
        body.put("rules", RoleRules.toPlain(rules));
        body.put("uid", isPlanned ? "NEW_ROLE_UID" : current.get("uid"));
        body.put("role_id", roles().idOrPlaceholder(current));
        Map<String, Object> desired = toComparable(body.get("description"), body.get("rules"));
        Diff change = new Diff(toComparable(current), desired);
        if (change.isEmpty()) {
            client.showNotice("role \"" + name + "\" has these values already; nothing was sent");
            return current;
        }
        ApiCall call = roles().buildCall(invocation.operation(), current, Map.of(), body);
        // No user holds a role that does not exist yet.
        if (isPlanned) return client.executor().send(call);
        call = withLoss(call, name, current.get("rules"), rules);
        Map<String, Object> desiredPart = updatedPart(block, isOnly, body.get("description"), rules);
        Object response = client.executor()
                .send(
                        call,
                        updateReconciler(
                                name,
                                current,
                                found -> updatedPart(block, isOnly, found.get("description"), found.get("rules"))
                                        .equals(desiredPart)));
        if (response instanceof DryRunRow) {
            Row changes = Row.of("description", body.get("description"), "rules", body.get("rules"));
            return new PlannedUpdate(current, changes.toMap(), call.description());
        }
        // A list from a cache may still have the role as it was before the write.
        Row updatedRole = roles().readWritten(
                        call.description(),
                        () -> Resource.onlyRow(roles().findByName(name)),
                        found -> isUnchanged(found, current),
                        READ_HINT);
        if (!toComparable(updatedRole).equals(desired)) {
            throw client.failure(
                    "role \"" + name + "\" was written, but has other values now: "
                            + new Diff(desired, toComparable(updatedRole)),
                    "another user may have changed it at the same time; check the role before you write again");
        }
        for (Row row : change) client.showNotice("role \"" + name + "\": " + row);
        return updatedRole;
    }

    /**
     * Reconciler of an update, which replaces all rules on the server: the role is read again immediately before the
     * write, so that a change by another user is not overwritten.
     *
     * @param previous the role from which the request was made
     * @param isUpdated true for a role with the values that the update sets
     */
    private Reconciler updateReconciler(String name, Row previous, Predicate<Row> isUpdated) {
        Supplier<Object> previousState =
                () -> Row.of("description", previous.get("description"), "rules", previous.get("rules"))
                        .toMap();
        return new StateReconciler(Map.of("name", name), previousState, () -> {
                    Row found = roles().getByName(name);
                    if (isUpdated.test(found)) return new ReconciledResult(found);
                    if (isUnchanged(found, previous)) return null;
                    throw new AmbiguousOutcomeException("another user has changed role \"" + name + "\" since");
                })
                .withPrecondition(() -> {
                    Row current = roles().getByName(name);
                    if (!isUnchanged(current, previous) && !isUpdated.test(current))
                        throw new ConcurrentChangeException("role \"" + name + "\"");
                });
    }

    private static boolean isUnchanged(Row role, Row previous) {
        return toComparable(role).equals(toComparable(previous))
                && Objects.equals(role.valueOrNull("role_id"), previous.valueOrNull("role_id"));
    }

    /** Returns the values of a role that an update sets: the named services only, or all rules. */
    private static Map<String, Object> updatedPart(
            Map<String, Object> block, boolean isOnly, Object description, Object rules) {
        return toComparable(
                block.containsKey("description") ? description : null,
                isOnly ? rules : block.containsKey("rules") ? RoleRules.select(rules, block.get("rules")) : List.of());
    }

    /** Adds to the call a description of the rights that the holders of the role lose. */
    private ApiCall withLoss(ApiCall call, String name, Object previousRules, Object newRules) {
        List<String> losses = RoleRules.losses(previousRules, newRules);
        if (losses.isEmpty()) return call;
        return call.withLoss(() -> holders.describeLoss(String.join("; ", losses), name));
    }

    /** Returns a raw request with the rights that it takes away from a role, if it replaces the rules of a role. */
    public ApiCall withLoss(ApiCall call) {
        if (!(call.body() instanceof Map<?, ?> body)) return call;
        Object name = body.get("metadata") instanceof Map<?, ?> metadata ? metadata.get("name") : body.get("name");
        List<Row> found = name == null ? List.of() : roles().findByName(name.toString());
        if (found.size() == 1)
            return withLoss(call, name.toString(), found.get(0).get("rules"), body.get("rules"));
        return call.withLoss(() -> "an unknown set of rights, because the request names no existing role");
    }

    /** Deletes the role of the row. The question before the delete names the users and groups that have the role. */
    public Object delete(Invocation invocation) {
        Row role = invocation.requireNoArgs().row();
        requireChangeable(invocation, roles().displayName(role), Set.of("force"));
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("org_id", organisation(role));
        query.put("name", roles().displayName(role));
        query.put("role_id", roles().idOrPlaceholder(role));
        ApiCall call = roles().buildCall(invocation.operation(), role, query, null);
        if (role instanceof DryRunRow) return client.executor().send(call);
        call = call.withLoss(() -> holders.describeLoss("the role", roles().displayName(role)));
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
        RbacServices.allowedApis(invocation.requireNoArgs().row().get("rules")).forEach((service, apis) -> {
            String access = RbacServices.hasAllApis(service, apis) ? "full" : "part";
            rows.add(Row.of("service", service, "access", access, "apis", apis));
        });
        return List.copyOf(rows);
    }

    private static boolean isForced(Invocation invocation, Set<String> argumentNames) {
        for (String name : invocation.namedArgs().keySet()) {
            if (argumentNames.contains(name) && invocation.namedArgs().get(name) instanceof Boolean) continue;
            throw BakshException.failure(
                    argumentNames.contains(name)
                            ? invocation.operation().id() + ": " + name + " takes true or false"
                            : invocation.operation().id() + " has no argument '" + name + "'",
                    "it takes: "
                            + String.join(", ", argumentNames.stream().sorted().toList()));
        }
        return Boolean.TRUE.equals(invocation.namedArgs().get("force"));
    }

    /** @throws BakshException the role is built in, and {@code force: true} is missing */
    private boolean requireChangeable(Invocation invocation, String name, Set<String> argumentNames) {
        boolean isForced = isForced(invocation, argumentNames);
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
}
