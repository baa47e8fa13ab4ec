package dev.baksh.client.resource;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.exchange.ApiExecutor;
import dev.baksh.client.exchange.DryRunRow;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A client of one server: its nouns, and raw calls. Everything goes through the one {@link ApiExecutor}. */
public class ServerClient {
    private final ServerConfig server;
    private final Catalog catalog;
    private final ApiExecutor executor;
    private final String apiVersion;
    private final Map<String, VerbHandler> verbHandlers = new HashMap<>();
    private final Map<String, Resource> resources = new HashMap<>();

    /** @param apiVersion which of the catalogue's paths this server has */
    protected ServerClient(ServerConfig server, Catalog catalog, ApiExecutor executor, String apiVersion) {
        this.server = server;
        this.catalog = catalog;
        this.executor = executor;
        this.apiVersion = apiVersion;
    }

    /** Gives a verb of the catalogue a behaviour of its own. */
    protected final void registerVerb(String noun, String verb, VerbHandler handler) {
        verbHandlers.put(noun + "." + verb, handler);
    }

    public final ServerConfig server() {
        return server;
    }

    public final Catalog catalog() {
        return catalog;
    }

    public final ApiExecutor executor() {
        return executor;
    }

    /** The behaviour of an operation that was given none by name, or null. */
    protected VerbHandler handlerFor(Operation operation) {
        return null;
    }

    /** Where the calls of a noun go down; a server may have more than one door. */
    protected ApiExecutor executorFor(Noun noun) {
        return executor;
    }

    /** The rows of a listing of a noun. */
    protected Rows listRows(Operation operation, ApiCall call) {
        return executorFor(catalog.noun(operation.noun())).list(call);
    }

    /** What a row fills into the holes of a path, beside its key; null stands for a call to the noun itself. */
    protected Map<String, Object> pathParameters(Noun noun, Row row) {
        return Map.of();
    }

    /** The exchange of a raw path. */
    protected ApiExecutor executorFor(String path) {
        return executor;
    }

    /** One noun; an unknown name is an error with a suggestion. */
    public final synchronized Resource resource(String name) {
        Noun noun = catalog.noun(name);
        if (noun == null) {
            throw BakshException.failure(
                    server.kind() + " has no '" + name + "'",
                    NameSuggestions.suggest(name, catalog.nouns().keySet(), "it has"));
        }
        return resources.computeIfAbsent(name, key -> new Resource(this, noun));
    }

    /** Carries out a verb: by its own behaviour, or as the one call that the catalogue describes. */
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
            if (operation.effect().isWrite()) clearAffectedIdCaches(operation);
        }
    }

    /** A dry run goes by what it would have made, as it would be by now. */
    private DryRunRow recordDryRunResult(Invocation invocation, DryRunRow result) {
        Operation operation = invocation.operation();
        Resource resource = resource(operation.noun());
        boolean isCreate = operation.verb().equals("create");
        if (isCreate) resource.addDryRunRow(result);
        if (isCreate || !(invocation.row() instanceof DryRunRow previous)) return result;
        if (operation.verb().equals("delete")) resource.removeDryRunRow(previous);
        if (!operation.verb().equals("update")) return result;
        DryRunRow updated = previous.mergeWith(result);
        resource.removeDryRunRow(previous);
        resource.addDryRunRow(updated);
        return updated;
    }

    /** A new statement begins: names that calls refer to are looked up anew. */
    public final synchronized void clearIdCaches() {
        resources.values().forEach(Resource::clearIdCache);
    }

    /** What a write may have renamed: rows of its noun, and of one whose list it stands below, as backup accounts do. */
    private synchronized void clearAffectedIdCaches(Operation write) {
        String path = write.path(apiVersion);
        for (Resource resource : resources.values()) {
            Operation listOperation = resource.noun().operation("list");
            String listPath = listOperation == null ? null : listOperation.path(apiVersion);
            boolean isNested = path != null && listPath != null && path.startsWith(listPath);
            if (isNested || resource.noun().name().equals(write.noun())) resource.clearIdCache();
        }
    }

    /**
     * A request that is not in the words of the DSL. What the catalogue knows of its path decides its effect; an unknown
     * POST counts as {@link Effect#START}, or {@link Effect#DANGER} where its path speaks of deleting or recovering.
     */
    public Object sendRaw(String method, String path, Map<String, Object> query, Object body) {
        Operation operation = catalog.match(method, path);
        Effect effect = operation != null ? operation.effect() : inferEffect(method, path);
        Noun result = operation == null || operation.returnsList() || operation.result() == null
                ? null
                : catalog.noun(operation.result());
        String description = server.kind() + "." + method.toLowerCase(Locale.ROOT) + " '" + path + "'";
        String permission = operation == null ? null : operation.permission();
        try {
            return executorFor(path)
                    .send(new ApiCall(description, method, path, query, body, effect, permission, result));
        } finally {
            if (effect.isWrite()) clearIdCaches();
        }
    }

    /** The effect of a request that the catalogue does not know. */
    public static Effect inferEffect(String method, String path) {
        if (method.equals("GET")) return Effect.READ;
        if (method.equals("DELETE")) return Effect.DANGER;
        if (method.equals("PUT") || method.equals("PATCH")) return Effect.ENSURE;
        return path.matches("(?i).*(recover|restore|delete|unmap|remove).*") ? Effect.DANGER : Effect.START;
    }

    /** How the only thing of a noun is asked for. */
    final Operation requireGetOperation(Noun noun) {
        Operation getOperation = noun.operation("get");
        if (getOperation != null) return getOperation;
        throw BakshException.failure(
                server.kind() + "." + noun.name() + " cannot be listed",
                NameSuggestions.suggest("list", noun.operations().keySet(), "it has"));
    }

    /** The path of an operation on this server; one that is not known is an error that says so. */
    protected String path(Operation operation) {
        String path = operation.path(apiVersion);
        if (path != null) return path;
        String catalogEntry = "{\"server\": \"" + operation.server() + "\", \"nouns\": {\"" + operation.noun()
                + "\": {\"operations\": {\"" + operation.verb() + "\": {\"method\": \"GET\", \"path\": \"...\"}}}}}";
        throw BakshException.failure(
                operation.id() + ": its path is not publicly known",
                "with the vendor's guide at hand, fill it in: lib/catalog/" + operation.server() + ".json with "
                        + catalogEntry);
    }
}
