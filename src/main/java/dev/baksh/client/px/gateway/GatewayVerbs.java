package dev.baksh.client.px.gateway;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.exchange.ApiExecutor;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.px.backend.NameListParser;
import dev.baksh.client.px.backend.StateReconciler;
import dev.baksh.client.resource.Invocation;
import dev.baksh.client.resource.Resource;
import dev.baksh.client.resource.ServerClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Verbs of the Backup REST gateway. New objects get a label of the run, by which they are found after a lost response.
 * Changed objects are read after the write, because the gateway's response to the write is empty.
 */
public final class GatewayVerbs {
    /** Label of objects that a run has created: run, step, and number within the step. */
    private static final String RUN_LABEL = "runbook-step";

    private final ServerClient client;
    private final ApiExecutor executor;
    private final GatewaySecretCollector secretCollector;

    public GatewayVerbs(ServerClient client, ApiExecutor executor, GatewaySecretCollector secretCollector) {
        this.client = client;
        this.executor = executor;
        this.secretCollector = secretCollector;
    }

    public ApiExecutor executor() {
        return executor;
    }

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
        GatewayRequest request = new GatewayRequest(client, invocation, name, current);
        String labelValue = isCreate ? executor.nextWriteLabel() : null;
        Map<String, Object> body = request.buildBody(isCreate ? Map.of(RUN_LABEL, labelValue) : Map.of());
        secretCollector.collect(body);
        ApiCall apiCall =
                resource.buildCall(operation, null, request.buildQuery(), body).withDescription(request.describe());
        if (operation.returnsList()) return listRows(operation, apiCall);
        Object response;
        if (operation.effect() == Effect.READ) response = executor.send(withWrapperResult(apiCall));
        else if (isCreate)
            response = executor.send(
                    withWrapperResult(apiCall), new CreateByLabelReconciler(resource, name, RUN_LABEL, labelValue));
        else
            response = executor.send(
                    withWrapperResult(apiCall),
                    isUpdate || isOwnershipUpdate
                            ? updateReconciler(
                                    invocation,
                                    resource,
                                    request,
                                    isOwnershipUpdate ? reread(resource, invocation.row()) : current)
                            : deleteReconciler(invocation, resource));
        if (response instanceof DryRunRow || response == null && !isCreate) return response;
        Object result = response == null ? null : toResult(invocation, resource, (Row) response);
        return isCreate && result == null ? findCreated(resource, name, request.describe()) : result;
    }

    /** Finds the created object if the response does not contain it. */
    private Row findCreated(Resource resource, String name, String description) {
        BakshException failure = null;
        try {
            List<Row> found = resource.findByName(name);
            if (found.size() == 1) return found.get(0);
        } catch (BakshException e) {
            failure = e; // The write has happened: a failure here must not make the caller repeat the write.
        }
        throw new BakshException(
                ExitCode.UNFINISHED,
                client.server().label() + ": " + description + " was accepted, but the response does not contain it",
                "do not repeat it; check with px." + resource.noun().name() + "['" + name + "']",
                failure);
    }

    /** Returns the reconciler for updates: an update is done when the object has the values that were sent. */
    private Reconciler updateReconciler(
            Invocation invocation, Resource resource, GatewayRequest request, Row previous) {
        Map<String, Object> baseline = Map.of("uid", String.valueOf(resource.id(invocation.row())));
        return new StateReconciler(
                baseline,
                () -> new FullUpdateBody(invocation.operation(), previous).previousValues(request.changes()),
                () -> {
                    Row current = reread(resource, invocation.row(), true);
                    return new FullUpdateBody(invocation.operation(), current).matches(request.changes())
                            ? current
                            : null;
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
            boolean isSupported =
                    getOperation.query().containsKey(name) && row.known().contains(name);
            if (isSupported && row.get(name) != null) namedArgs.put(name, row.get(name));
        }
        if (includeSecrets && getOperation.query().containsKey("include_secrets"))
            namedArgs.put("include_secrets", true);
        return (Row)
                invoke(new Invocation(getOperation, null, List.of(resource.displayName(row)), namedArgs, Map.of()));
    }

    public Rows listRows(Operation operation, ApiCall call) {
        if (operation.noun().equals("resourceTypes")) return new NameListParser(executor, call);
        Rows rows = NameFilteredRows.filterByCall(
                client.resource(operation.noun()), call, executor.list(call, new GatewayPaging(operation)));
        return Boolean.TRUE.equals(call.query().get("include_secrets")) ? secretCollector.collectFrom(rows) : rows;
    }

    private ApiCall withWrapperResult(ApiCall call) {
        if (call.result() == null) return call;
        return new ApiCall(
                call.description(),
                call.method(),
                call.path(),
                call.query(),
                call.body(),
                call.effect(),
                call.permission(),
                GatewayRequest.withWrapperFields(call.result()));
    }

    /** Unwraps {@code {"backup": {...}}} to the backup. */
    private static Row unwrap(Noun noun, Row response) {
        boolean isWrapped = response.names().size() == 1
                && !noun.fields().containsKey(response.names().get(0));
        return isWrapped && response.get(response.names().get(0)) instanceof Row inner
                ? new Row(noun, inner.toMap())
                : new Row(noun, response.toMap());
    }

    /** True for the server name or the camelCase name of a field. */
    static boolean hasField(Map<String, Field> fields, String name) {
        return fields.containsKey(name)
                || fields.keySet().stream()
                        .anyMatch(field -> NameSuggestions.toCamelCase(field).equals(name));
    }
}
