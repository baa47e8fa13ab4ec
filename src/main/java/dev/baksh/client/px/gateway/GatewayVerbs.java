package dev.baksh.client.px.gateway;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.ObjectIdentity;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.PathTemplate;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.exchange.ApiExecutor;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.exchange.ReconciledResult;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.px.backend.RoleRules;
import dev.baksh.client.resource.ConcurrentChangeException;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.LazyRows;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.client.resource.StateReconciler;
import dev.baksh.client.text.GroovyCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;

/**
 * Verbs of the Backup REST gateway. New objects get a label of the run, by which they are found after a lost response.
 * Changed objects are read after the write, because the gateway's response to the write is empty.
 */
public record GatewayVerbs(ServerClient client, ApiExecutor executor, GatewaySecretCollector secretCollector) {
    /** Label of objects that a run has created: run, step, and number within the step. */
    private static final String RUN_LABEL = "runbook-step";

    private static final String NAME_FILTER = "name_filter";

    /** Invokes any operation of the gateway: builds the request, sends it, and returns rows, a row, or null. */
    public Object invoke(Invocation invocation) {
        Operation operation = invocation.operation();
        Resource resource = client.resource(operation.noun());
        if (operation.kind() == Operation.Kind.LIST)
            return resource.list(invocation.requireNoArgs().namedArgs());
        if (invocation.row() instanceof DryRunRow) return invocation.row();
        boolean isCreate =
                operation.kind() == Operation.Kind.CREATE && operation.body().containsKey("metadata");
        boolean isLookup = !operation.onRow() && operation.path("").contains("{name}");
        String name = isCreate || isLookup
                ? invocation.requireText("the name of " + (isCreate ? "the new " : "a ")
                        + resource.noun().singular())
                : null;
        if (name == null) invocation.requireNoArgs();
        boolean isUpdate = operation.method().equals("PUT")
                && operation.kind() == Operation.Kind.UPDATE
                && invocation.row() != null;
        Row current = isUpdate ? reread(resource, invocation.row(), true) : null;
        boolean isOwnershipUpdate = operation.verb().equals("updateOwnership") && invocation.row() != null;
        if (isUpdate && operation.id().equals("px.gatewayRoles.update")) invocation = mergeRules(invocation, current);
        GatewayRequest request = new GatewayRequest(client, invocation, name, current);
        String labelValue = isCreate ? executor.nextWriteLabel() : null;
        Map<String, Object> body = request.buildBody(isCreate ? Map.of(RUN_LABEL, labelValue) : Map.of());
        if (isCreate) requireAddressable(operation, body);
        ApiCall apiCall = resource.buildCall(operation, null, request.buildQuery(), body)
                .withDescription(request.describe())
                .withTarget(request.target());
        if (operation.effect().isWrite())
            apiCall = apiCall.withIdentity(
                    invocation.row() == null
                            ? new ObjectIdentity(
                                    resource.noun().singular(), () -> GatewayRequest.identify(operation, body))
                            : resource.identify(invocation.row()));
        if (operation.returnsList()) return listRows(operation, apiCall);
        if (apiCall.result() != null) apiCall = apiCall.withResult(GatewayRequest.withWrapperFields(apiCall.result()));
        Object response;
        if (operation.effect() == Effect.READ) response = executor.send(apiCall);
        else {
            Reconciler reconciler = isCreate
                    ? new CreateByLabelReconciler(resource, name, RUN_LABEL, labelValue)
                    : deleteReconciler(invocation, resource);
            boolean isAccessChange = AccessLoss.isAccessChange(operation) && invocation.row() != null;
            if (isOwnershipUpdate || isAccessChange) current = reread(resource, invocation.row());
            if (isUpdate || isOwnershipUpdate)
                reconciler = updateReconciler(invocation, resource, request, current, isUpdate);
            List<String> losses = current == null ? List.of() : AccessLoss.losses(current, request.changes());
            if (current != null && isUpdate && request.changes().containsKey("rules") && current.has("rules"))
                losses =
                        RoleRules.losses(current.get("rules"), request.changes().get("rules"));
            if (!losses.isEmpty()) {
                String text = String.join("; ", losses);
                apiCall = apiCall.withLoss(() -> text);
            }
            response = executor.send(apiCall, reconciler);
        }
        if (response instanceof DryRunRow || response == null && !isCreate) return response;
        // A response that is no object, such as [] or a text, contains no row.
        Object result = response instanceof Row row ? toResult(invocation, resource, row) : null;
        if (result != null || !isCreate) return result;
        String hint = "check with px." + resource.noun().name() + "[" + GroovyCode.quote(name) + "]";
        return resource.readWritten(request.describe(), () -> resource.findByName(name), hint);
    }

    /**
     * Refuses a name with which the gateway could not find the new object again: it decodes a path before it splits the path at
     * the slashes, and takes a colon for the start of a verb (grpc-gateway 1).
     */
    private static void requireAddressable(Operation operation, Map<String, Object> body) {
        String name = body.get("metadata") instanceof Map<?, ?> metadata ? String.valueOf(metadata.get("name")) : "";
        PathTemplate.encodeName("name", name);
        for (String separator : List.of("/", ":"))
            if (name.contains(separator))
                throw BakshException.usageError(
                        operation.id() + ": the name '" + NameSuggestions.abbreviate(name) + "' contains '" + separator
                                + "': the gateway could neither change nor delete the object",
                        "use another character, such as '-'");
    }

    /** Changes the rules of the named services only, unless the update says {@code only: true}. */
    private static Invocation mergeRules(Invocation invocation, Row current) {
        Map<String, Object> namedArgs = new LinkedHashMap<>(invocation.namedArgs());
        boolean isOnly = Boolean.TRUE.equals(namedArgs.remove("only"));
        Map<String, Object> fields = new LinkedHashMap<>(invocation.blockFields());
        if (!isOnly) fields.computeIfPresent("rules", (name, rules) -> RoleRules.merge(current.get("rules"), rules));
        return new Invocation(invocation.operation(), invocation.row(), invocation.args(), namedArgs, fields);
    }

    /**
     * Returns the reconciler for updates: an update is done when the object has the values that were sent. A PUT replaces the
     * complete object, so the object is read again immediately before.
     */
    private Reconciler updateReconciler(
            Invocation invocation, Resource resource, GatewayRequest request, Row previous, boolean replacesObject) {
        Map<String, Object> baseline = Map.of("uid", String.valueOf(resource.id(invocation.row())));
        StateReconciler reconciler = new StateReconciler(
                baseline,
                () -> new FullUpdateBody(invocation.operation(), previous).previousValues(request.changes()),
                () -> {
                    Row current = reread(resource, invocation.row(), true);
                    return new FullUpdateBody(invocation.operation(), current).matches(request.changes())
                            ? new ReconciledResult(current)
                            : null;
                });
        if (!replacesObject) return reconciler;
        return reconciler.withPrecondition(() -> {
            Row current = reread(resource, invocation.row(), true);
            FullUpdateBody body = new FullUpdateBody(invocation.operation(), current);
            if (!body.hasSameContent(previous))
                throw new ConcurrentChangeException(client.server().label() + ": "
                        + resource.noun().singular() + " \"" + resource.displayName(previous) + "\"");
        });
    }

    private Reconciler deleteReconciler(Invocation invocation, Resource resource) {
        if (!invocation.operation().method().equals("DELETE") || invocation.row() == null) return Reconciler.NONE;
        return resource.deleteReconciler(
                invocation.row(), () -> reread(resource, invocation.row()).toMap());
    }

    private Object toResult(Invocation invocation, Resource resource, Row response) {
        Operation operation = invocation.operation();
        Row row = operation.result() == null ? response : unwrap(resource.noun(), response);
        secretCollector.collect(row);
        if (operation.effect() == Effect.READ) return row.names().isEmpty() ? healthRow(resource.noun()) : row;
        if (operation.effect() == Effect.DANGER && operation.kind() != Operation.Kind.CREATE) return null;
        if (!row.names().isEmpty()) return row;
        boolean shouldReread = invocation.row() != null && resource.noun().operation("get") != null;
        return shouldReread ? reread(resource, invocation.row(), false) : null;
    }

    /** Row for the health of a server: the response itself is the only information. */
    private static Row healthRow(Noun noun) {
        return new Row(noun, Map.of("answered", true));
    }

    /** Reads the current state of an object. */
    Row reread(Resource resource, Row row) {
        return reread(resource, row, false);
    }

    private Row reread(Resource resource, Row row, boolean includeSecrets) {
        Operation getOperation = resource.noun().operation("get");
        Map<String, Object> namedArgs = new LinkedHashMap<>();
        for (String name : List.of("uid", "org_id")) {
            boolean isSupported = getOperation.query().containsKey(name);
            if (isSupported && row.valueOrNull(name) != null) namedArgs.put(name, row.get(name));
        }
        if (includeSecrets && getOperation.query().containsKey("include_secrets"))
            namedArgs.put("include_secrets", true);
        return (Row)
                invoke(new Invocation(getOperation, null, List.of(resource.displayName(row)), namedArgs, Map.of()));
    }

    /** Returns the rows of a list request, which is sent during the iteration. */
    public Rows listRows(Operation operation, ApiCall call) {
        if (operation.noun().equals("resourceTypes")) return listNames(call);
        Rows rows = executor.list(call, new GatewayPaging(operation));
        String namePart = findNameFilter("", call.query());
        if (namePart == null) namePart = findNameFilter("", call.body());
        if (namePart != null) rows = filterByName(client.resource(operation.noun()), rows, namePart);
        return Boolean.TRUE.equals(call.query().get("include_secrets")) ? secretCollector.collectFrom(rows) : rows;
    }

    private static String findNameFilter(String name, Object value) {
        if (value instanceof Map<?, ?> map)
            return map.entrySet().stream()
                    .map(entry -> findNameFilter(String.valueOf(entry.getKey()), entry.getValue()))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        boolean isFilter = value != null && (name.equals(NAME_FILTER) || name.endsWith("." + NAME_FILTER));
        return isFilter ? value.toString() : null;
    }

    /**
     * Returns the rows whose name contains a string, for servers that ignore {@code name_filter}: a script that deletes
     * filtered rows must not get all rows. The comparison ignores case, because the server's rule is not public (assumption).
     */
    private static Rows filterByName(Resource resource, Rows rows, String namePart) {
        String lowerCasePart = namePart.toLowerCase(Locale.ROOT);
        return new LazyRows(
                rows.noun(),
                () -> StreamSupport.stream(rows.spliterator(), false)
                        .filter(row -> {
                            String name = resource.displayName(row);
                            return name == null || name.toLowerCase(Locale.ROOT).contains(lowerCasePart);
                        })
                        .iterator());
    }

    /** Returns a list of rows with a name, from a response with an array of strings. */
    private Rows listNames(ApiCall call) {
        return new LazyRows(call.result(), () -> {
            List<Row> rows = new ArrayList<>();
            if (executor.send(call) instanceof Row response)
                for (Object value : response.toMap().values())
                    if (value instanceof List<?> names)
                        names.forEach(name -> rows.add(new Row(call.result(), Map.of("name", name))));
            return rows.iterator();
        });
    }

    /** Unwraps {@code {"backup": {...}}} to the backup. */
    private static Row unwrap(Noun noun, Row response) {
        boolean isWrapped = response.names().size() == 1
                && !noun.fields().containsKey(response.names().get(0));
        return isWrapped && response.get(response.names().get(0)) instanceof Row inner
                ? new Row(noun, inner.toMap())
                : new Row(noun, response.toMap());
    }
}
