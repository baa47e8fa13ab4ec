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
import dev.baksh.client.exchange.AmbiguousOutcomeException;
import dev.baksh.client.exchange.ApiExecutor;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.exchange.PlannedUpdate;
import dev.baksh.client.exchange.ReconciledResult;
import dev.baksh.client.exchange.Reconciler;
import dev.baksh.client.protocol.ResponseWrapper;
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
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * Handler of the operations of the Backup REST gateway: builds the request, sends it with a reconciler, and unwraps the
 * response. A new object gets a label of the run, by which the reconciler finds the object after a lost response. A
 * changed object is read after the write, because the gateway's response to the write is empty.
 */
public record GatewayVerbs(ServerClient client, ApiExecutor executor) {
    /** Label of objects that a run has created: run, step, and number within the step. */
    private static final String RUN_LABEL = "runbook-step";

    private static final String NAME_FILTER = "name_filter";

    /** Invokes any operation of the gateway: builds the request, sends it, and returns rows, a row, or null. */
    public Object invoke(Invocation invocation) {
        Operation operation = invocation.operation();
        Resource resource = client.resource(operation.noun());
        if (operation.kind() == Operation.Kind.LIST)
            return resource.list(invocation.requireNoArgs().namedArgs());
        boolean isPlanned = invocation.row() instanceof DryRunRow;
        boolean isCreate =
                operation.kind() == Operation.Kind.CREATE && operation.body().containsKey("metadata");
        boolean isLookup = !operation.onRow() && operation.path("").contains("{name}");
        String name = isCreate || isLookup
                ? invocation.requireText("the name of "
                        + (isCreate
                                ? "the new " + resource.noun().singular()
                                : resource.noun().singularWithArticle()))
                : null;
        if (name == null) invocation.requireNoArgs();
        boolean isUpdate = operation.method().equals("PUT")
                && operation.kind() == Operation.Kind.UPDATE
                && invocation.row() != null;
        Row current = !isUpdate ? null : isPlanned ? invocation.row() : reread(resource, invocation.row(), true);
        boolean isOwnershipUpdate = operation.verb().equals("updateOwnership") && invocation.row() != null;
        if (isUpdate && operation.id().equals("px.gatewayRoles.update")) invocation = mergeRules(invocation, current);
        GatewayRequestBuilder request = new GatewayRequestBuilder(client, invocation, name, current);
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
                                    resource.noun().singular(), () -> GatewayRequestBuilder.identify(operation, body))
                            : resource.identify(invocation.row()));
        if (operation.returnsList()) return listRows(operation, apiCall);
        if (apiCall.result() != null)
            apiCall = apiCall.withResult(GatewayRequestBuilder.withWrapperFields(apiCall.result()));
        if (isPlanned) return executor.send(apiCall);
        CreateByLabelReconciler createReconciler = isCreate
                ? new CreateByLabelReconciler(resource, name, RUN_LABEL, labelValue, executor.serverTime())
                : null;
        Predicate<Row> isPreviousState = row -> false;
        Object response;
        if (operation.effect() == Effect.READ) response = executor.send(apiCall);
        else {
            Reconciler reconciler = isCreate ? createReconciler : deleteReconciler(invocation, resource);
            boolean isAccessChange = AccessLoss.isAccessChange(operation) && invocation.row() != null;
            if (isOwnershipUpdate || isAccessChange) current = reread(resource, invocation.row());
            if (isUpdate || isOwnershipUpdate) {
                Row previous = current;
                reconciler = updateReconciler(invocation, resource, request, previous, isUpdate);
                isPreviousState =
                        row -> new FullUpdateBody(operation, row).isPreviousState(previous, request.changes());
            }
            List<String> losses = new ArrayList<>();
            if (current != null) losses.addAll(AccessLoss.losses(current, request.changes()));
            if (current != null && isUpdate && request.changes().containsKey("rules") && current.has("rules"))
                losses.addAll(
                        RoleRules.losses(current.get("rules"), request.changes().get("rules")));
            if (!losses.isEmpty()) {
                String text = String.join("; ", losses);
                apiCall = apiCall.withLoss(() -> text);
            }
            response = executor.send(apiCall, reconciler);
        }
        if (response instanceof DryRunRow) {
            if (invocation.row() == null || operation.effect() != Effect.ENSURE) return response;
            Map<String, Object> changes =
                    new FullUpdateBody(operation, invocation.row()).shownChanges(request.changes());
            return new PlannedUpdate(invocation.row(), changes, request.describe());
        }
        if (!isCreate) return toResult(invocation, resource, request.describe(), response, isPreviousState);
        Row created = ResponseWrapper.findRow(response, resource.noun());
        if (created != null && name.equals(resource.displayName(created))) return created;
        return resource.readWritten(
                request.describe(), createReconciler::findCreated, row -> false, checkHint(resource, name));
    }

    private static String checkHint(Resource resource, String name) {
        return "check with px." + resource.noun().name() + "[" + GroovyCode.quote(name) + "]";
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
    private Invocation mergeRules(Invocation invocation, Row current) {
        String name = client.resource(invocation.operation().noun()).displayName(current);
        Map<String, Object> namedArgs = new LinkedHashMap<>(invocation.namedArgs());
        boolean isOnly = Boolean.TRUE.equals(namedArgs.remove("only"));
        Map<String, Object> fields = new LinkedHashMap<>(invocation.blockFields());
        if (!isOnly)
            fields.computeIfPresent(
                    "rules", (field, rules) -> RoleRules.mergeNamed(client, name, current.valueOrNull("rules"), rules));
        return new Invocation(invocation.operation(), invocation.row(), invocation.args(), namedArgs, fields);
    }

    /**
     * Returns the reconciler for updates: an update is done when the object has the values that were sent. A PUT
     * replaces the complete object, so the object is read again immediately before the write.
     */
    private Reconciler updateReconciler(
            Invocation invocation,
            Resource resource,
            GatewayRequestBuilder request,
            Row previous,
            boolean replacesObject) {
        Map<String, Object> baseline = Map.of("uid", String.valueOf(resource.id(invocation.row())));
        StateReconciler reconciler = new StateReconciler(
                baseline,
                () -> new FullUpdateBody(invocation.operation(), previous).previousValues(request.changes()),
                () -> {
                    Row current = reread(resource, invocation.row(), true);
                    FullUpdateBody body = new FullUpdateBody(invocation.operation(), current);
                    if (body.matches(request.changes())) return new ReconciledResult(current);
                    if (!replacesObject || body.hasSameContent(previous)) return null;
                    throw new AmbiguousOutcomeException(
                            describeObject(resource, previous) + " has neither its previous nor the sent values");
                });
        if (!replacesObject) return reconciler;
        return reconciler.withPrecondition(() -> {
            Row current = reread(resource, invocation.row(), true);
            FullUpdateBody body = new FullUpdateBody(invocation.operation(), current);
            if (!body.hasSameContent(previous) && !body.isUpdateOf(previous, request.changes()))
                throw new ConcurrentChangeException(
                        client.server().label() + ": " + describeObject(resource, previous));
        });
    }

    private static String describeObject(Resource resource, Row row) {
        return resource.noun().singular() + " \"" + resource.displayName(row) + "\"";
    }

    private Reconciler deleteReconciler(Invocation invocation, Resource resource) {
        if (!invocation.operation().method().equals("DELETE") || invocation.row() == null) return Reconciler.NONE;
        return resource.deleteReconciler(
                invocation.row(), () -> reread(resource, invocation.row()).toMap());
    }

    /** Returns the result of a read, or of a write that creates nothing. */
    private Object toResult(
            Invocation invocation,
            Resource resource,
            String description,
            Object response,
            Predicate<Row> isPreviousState) {
        Operation operation = invocation.operation();
        Noun noun = resource.noun();
        Row row = operation.result() == null ? null : ResponseWrapper.findRow(response, noun);
        if (row == null && response instanceof Row object)
            row = operation.result() == null ? object : unwrap(noun, object);
        boolean isEmpty = row == null || row.names().isEmpty();
        if (operation.effect() == Effect.READ) {
            boolean needsObject = operation.result() != null && noun.label() != null;
            if (isEmpty && needsObject) throw noObjectError(description, noun, response);
            // After a health check the response itself is the only information.
            return isEmpty ? new Row(noun, Map.of("answered", true)) : row;
        }
        if (operation.effect() == Effect.DANGER) return null;
        boolean canReread = invocation.row() != null && noun.operation("get") != null;
        boolean shouldReread = isEmpty || operation.kind() == Operation.Kind.UPDATE;
        if (!canReread || !shouldReread) return isEmpty ? null : row;
        String hint = checkHint(resource, resource.displayName(invocation.row()));
        return resource.readWritten(description, () -> reread(resource, invocation.row()), isPreviousState, hint);
    }

    private BakshException noObjectError(String description, Noun noun, Object response) {
        String actual = response instanceof List<?> list
                ? "a list of " + list.size()
                : response == null || response instanceof Row ? "empty" : "a single value";
        return client.failure(
                description + ": one " + noun.singular() + " was expected, but the response is " + actual, null);
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
        return namePart == null ? rows : filterByName(client.resource(operation.noun()), rows, namePart);
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
     * filtered rows must not get all rows. The comparison ignores case, because the server's rule is not public
     * (assumption).
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
