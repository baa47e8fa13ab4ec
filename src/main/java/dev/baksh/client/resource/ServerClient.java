package dev.baksh.client.resource;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.EffectFloor;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.NoticeListener;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.PathTemplate;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.exchange.ApiExecutor;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.exchange.PlannedUpdate;
import dev.baksh.client.http.RequestTarget;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Base of the clients of a server: provides the nouns, runs verbs, and sends raw requests. All requests go through an
 * {@link ApiExecutor}.
 */
public class ServerClient {
    private final ServerConfig server;
    private final Catalog catalog;
    private final ApiExecutor executor;
    private final String apiVersion;
    private final NoticeListener progress;
    private final Map<String, VerbHandler> verbHandlers = new HashMap<>();
    private final Map<String, Resource> resources = new HashMap<>();
    private final KnownNames knownNames;

    /** @param apiVersion selects the paths of the catalogue for this server */
    protected ServerClient(
            ServerConfig server, Catalog catalog, ApiExecutor executor, String apiVersion, NoticeListener progress) {
        this.server = server;
        this.catalog = catalog;
        this.executor = executor;
        this.apiVersion = apiVersion;
        this.progress = progress;
        this.knownNames = new KnownNames(
                catalog, executor.time(), row -> resource(row.noun().name()).displayName(row));
    }

    /** Registers a handler for a verb of the catalogue, in place of the single request that the catalogue describes. */
    protected final void registerVerb(String noun, String verb, VerbHandler handler) {
        verbHandlers.put(noun + "." + verb, handler);
    }

    /** Returns the configuration of the server. */
    public final ServerConfig server() {
        return server;
    }

    /** Returns the nouns and operations of the server, extensions of the user included. */
    public final Catalog catalog() {
        return catalog;
    }

    /** Returns the executor of the main API; {@link #executorFor(Noun)} returns the executor of a noun. */
    public final ApiExecutor executor() {
        return executor;
    }

    /** Returns the listener that shows notices and the progress of waits. */
    public final NoticeListener progress() {
        return progress;
    }

    /** Shows the user a line that begins with the server. */
    public final void showNotice(String message) {
        progress.showNotice(withServer(message));
    }

    /** Creates an error whose message begins with the server. */
    public final BakshException failure(String message, String hint) {
        return BakshException.failure(withServer(message), hint);
    }

    /** Creates a refusal of baksh, before a request was sent, whose message begins with the server. */
    public final BakshException refusal(String message, String hint) {
        return BakshException.refusal(withServer(message), hint);
    }

    /** Creates the error of an accepted write whose result is not known, so that the caller does not repeat the write. */
    public final BakshException unfinished(String message, String hint, Throwable cause) {
        return new BakshException(ExitCode.UNFINISHED, withServer(message), hint, cause);
    }

    /** Returns the message in one line, whatever names it contains. */
    private String withServer(String message) {
        return server.label() + ": " + NameSuggestions.oneLine(String.valueOf(message));
    }

    /** Returns a handler for an operation that has no registered handler, or null. */
    protected VerbHandler handlerFor(Operation operation) {
        return null;
    }

    /** Executor for the requests of a noun. A server may have several base URLs. */
    protected ApiExecutor executorFor(Noun noun) {
        return executor;
    }

    /** Returns the rows of a list operation. */
    protected Rows listRows(Operation operation, ApiCall call) {
        return executorFor(catalog.noun(operation.noun())).list(call);
    }

    /** Path parameters from a row, besides its id; the row is null for a call on the noun. */
    protected Map<String, Object> pathParameters(Noun noun, Row row) {
        return Map.of();
    }

    /** Executor for the request of a raw path. */
    protected ApiExecutor executorFor(String path) {
        return executor;
    }

    /** Keeps the name of a row for tables that show references to it. */
    public final void rememberName(Row row) {
        if (!DryRunRow.isPlanned(row)) knownNames.remember(row);
    }

    /** Returns the name of the row of a noun with this id, or null if it is not known without a request. */
    public final String knownName(String noun, Object id) {
        return knownNames.get(noun, id);
    }

    /**
     * Returns a noun.
     *
     * @throws BakshException unknown name; the hint suggests the nearest nouns
     */
    public final synchronized Resource resource(String name) {
        Noun noun = catalog.noun(name);
        if (noun == null) {
            throw BakshException.failure(
                    server.kind() + " has no '" + name + "'",
                    NameSuggestions.suggest(name, catalog.nouns().keySet(), "it has"));
        }
        return resources.computeIfAbsent(name, key -> new Resource(this, noun));
    }

    /**
     * Runs a verb: with its handler, or as the single request that the catalogue describes.
     *
     * @return rows, a row, another value, or null for an empty response; in a dry run the planned row of a write
     * @throws BakshException the call has wrong arguments or is refused (nothing was sent), or the request failed; exit code
     *     75 if the outcome of a write is not known
     */
    public final Object invoke(Invocation invocation) {
        Operation operation = invocation.operation();
        VerbHandler handler = verbHandlers.get(operation.noun() + "." + operation.verb());
        if (handler == null) handler = handlerFor(operation);
        try {
            Object result = handler != null
                    ? handler.invoke(invocation)
                    : resource(operation.noun()).invoke(invocation);
            return result instanceof DryRunRow row ? recordDryRunResult(invocation, row) : result;
        } finally {
            if (operation.effect().isWrite()) clearAffectedCaches(operation, invocation.row());
        }
    }

    /** Applies a write of the dry run to the planned rows, so that later reads of the dry run see it. */
    private DryRunRow recordDryRunResult(Invocation invocation, DryRunRow result) {
        Operation operation = invocation.operation();
        Resource resource = resource(operation.noun());
        boolean isCreate = operation.kind() == Operation.Kind.CREATE;
        if (isCreate) resource.addDryRunRow(result);
        Noun resultNoun =
                result.noun() == null ? null : catalog.noun(result.noun().name());
        // A verb such as backup or copy returns another object than its row.
        boolean addsObject =
                operation.kind() == Operation.Kind.OTHER && operation.effect().isWrite();
        if (addsObject && resultNoun != null) resource(resultNoun.name()).addDryRunRow(result);
        if (isCreate || !(invocation.row() instanceof DryRunRow previous)) return result;
        if (operation.kind() == Operation.Kind.DELETE) resource.removeDryRunRow(previous);
        if (operation.kind() != Operation.Kind.UPDATE) return result;
        DryRunRow updated = previous.mergeWith(result);
        resource.removeDryRunRow(previous);
        resource.addDryRunRow(updated);
        return updated;
    }

    /** Starts a new statement: clears the caches of name lookups. */
    public final synchronized void clearIdCaches() {
        resources.values().forEach(Resource::clearCaches);
    }

    /**
     * Clears the caches of the nouns that a write may have changed: its own noun, and nouns whose list path is a
     * prefix of the write's path (backup accounts).
     *
     * @param row row of the write, or null if it is not known
     */
    private synchronized void clearAffectedCaches(Operation write, Row row) {
        String path = write.path(apiVersion);
        for (Resource resource : resources.values()) {
            Noun noun = resource.noun();
            Operation listOperation = noun.operation("list");
            String listPath = listOperation == null ? null : listOperation.path(apiVersion);
            boolean isNested = path != null && listPath != null && path.startsWith(listPath);
            if (!isNested && !noun.name().equals(write.noun())) continue;
            resource.clearCaches();
            if (!executor.isDryRun()) knownNames.forgetChanged(noun, write, row);
        }
    }

    /**
     * Sends a raw request. The effect comes from the catalogue entry of the path; an unknown POST counts as {@link
     * Effect#START}, or as {@link Effect#DANGER} if its path contains a word for deleting or recovering.
     *
     * @param method HTTP method in upper case
     * @param path path of the API, relative to the base path of the server or from the root
     * @param body maps, lists and plain values; null for no body
     * @return the value of the response, or null for an empty response
     * @throws BakshException the guard refuses the request (exit 3), or the request failed; exit code 75 if the outcome of a
     *     write is not known
     */
    public Object sendRaw(String method, String path, Map<String, Object> query, Object body) {
        Operation operation = catalog.match(method, path);
        Effect effect = EffectFloor.ofRawRequest(catalog, method, path, body);
        Noun result = operation == null ? null : catalog.rowType(operation.result());
        if (operation != null && operation.returnsList()) result = envelope(result);
        String description = server.kind() + "." + method.toLowerCase(Locale.ROOT) + " '" + path + "'";
        String permission = operation == null ? null : operation.permission();
        if (effect.isWrite() && !RequestTarget.plainPath(path).equals(path))
            throw BakshException.usageError(
                    description + ": the path is not in its plain spelling; nothing was sent",
                    "write '" + RequestTarget.plainPath(path) + "'");
        try {
            ApiCall call = new ApiCall(description, method, path, query, body, effect, permission, result);
            if (!effect.isWrite()) return executorFor(path).send(call);
            ApiCall write = withLoss(operation, call);
            Object response = executorFor(path).send(write.withIdentity(RawCallIdentity.of(this, write)));
            boolean isPlannedUpdate = response instanceof DryRunRow && operation != null;
            return isPlannedUpdate ? planUpdate(operation, write, (DryRunRow) response) : response;
        } finally {
            if (effect.isWrite()) {
                clearIdCaches();
                if (operation == null) knownNames.clear();
                else clearAffectedCaches(operation, null);
            }
        }
    }

    /** Returns the object of a raw update with the changes on top; the planned row of another write unchanged. */
    private Row planUpdate(Operation operation, ApiCall write, DryRunRow planned) {
        String template = operation.kind() == Operation.Kind.UPDATE ? operation.path(apiVersion) : null;
        Map<String, String> parameters = template == null ? null : PathTemplate.match(template, write.path());
        Object id = parameters == null ? null : parameters.get("id");
        if (id == null || !(write.body() instanceof Map<?, ?> changes)) return planned;
        Row row = resource(operation.noun()).get(id);
        return row instanceof DryRunRow previous
                ? previous.mergeWith(planned)
                : new PlannedUpdate(row, changes, write.description());
    }

    /**
     * Returns the fields of the response that contains a list of these rows, for a raw request; or null.
     *
     * @param rowType documented rows, or null
     */
    protected Noun envelope(Noun rowType) {
        return null;
    }

    /**
     * Returns a raw write with the rights that it takes away, if it can take rights away.
     *
     * @param operation operation of the catalogue that the request corresponds to, or null
     */
    protected ApiCall withLoss(Operation operation, ApiCall call) {
        return call;
    }

    /**
     * Path of an operation on this server.
     *
     * @throws BakshException the path is not public; the hint shows the catalogue entry to add
     */
    protected String path(Operation operation) {
        String path = operation.path(apiVersion);
        if (path != null) return path;
        String catalogEntry = "{\"server\": \"" + operation.server() + "\", \"nouns\": {\"" + operation.noun()
                + "\": {\"operations\": {\"" + operation.verb() + "\": {\"method\": \"GET\", \"path\": \"...\"}}}}}";
        throw BakshException.failure(
                operation.id() + ": the path is not public",
                "look up the path in the vendor's guide and add it to lib/catalog/" + operation.server() + ".json: "
                        + catalogEntry);
    }
}
