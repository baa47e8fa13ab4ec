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
    private final ApiExecutor exchange;
    private final String version;
    private final Map<String, VerbHandler> verbs = new HashMap<>();
    private final Map<String, Resource> resources = new HashMap<>();

    /** @param version which of the catalogue's paths this server has */
    protected ServerClient(ServerConfig server, Catalog catalog, ApiExecutor exchange, String version) {
        this.server = server;
        this.catalog = catalog;
        this.exchange = exchange;
        this.version = version;
    }

    /** Gives a verb of the catalogue a behaviour of its own. */
    protected final void verb(String noun, String verb, VerbHandler behaviour) {
        verbs.put(noun + "." + verb, behaviour);
    }

    public final ServerConfig server() {
        return server;
    }

    public final Catalog catalog() {
        return catalog;
    }

    public final ApiExecutor exchange() {
        return exchange;
    }

    /** The behaviour of an operation that was given none by name, or null. */
    protected VerbHandler behaviour(Operation operation) {
        return null;
    }

    /** Where the calls of a noun go down; a server may have more than one door. */
    protected ApiExecutor exchange(Noun noun) {
        return exchange;
    }

    /** The rows of a listing of a noun. */
    protected Rows rows(Operation operation, ApiCall call) {
        return exchange(catalog.noun(operation.noun())).list(call);
    }

    /** What a row fills into the holes of a path, beside its key; null stands for a call to the noun itself. */
    protected Map<String, Object> holes(Noun noun, Row row) {
        return Map.of();
    }

    /** The exchange of a raw path. */
    protected ApiExecutor exchange(String path) {
        return exchange;
    }

    /** One noun; an unknown name is an error with a suggestion. */
    public final synchronized Resource resource(String name) {
        Noun noun = catalog.noun(name);
        if (noun == null) {
            throw BakshException.failed(
                    server.kind() + " has no '" + name + "'",
                    NameSuggestions.suggest(name, catalog.nouns().keySet(), "it has"));
        }
        return resources.computeIfAbsent(name, key -> new Resource(this, noun));
    }

    /** Carries out a verb: by its own behaviour, or as the one call that the catalogue describes. */
    public final Object invoke(Invocation invocation) {
        Operation operation = invocation.operation();
        VerbHandler verb = verbs.get(operation.noun() + "." + operation.verb());
        if (verb == null) verb = behaviour(operation);
        try {
            Object result = verb != null
                    ? verb.invoke(invocation)
                    : resource(operation.noun()).invoke(invocation);
            return result instanceof DryRunRow row ? planned(invocation, row) : result;
        } finally {
            if (operation.effect().writes()) changed(operation);
        }
    }

    /** A dry run goes by what it would have made, as it would be by now. */
    private DryRunRow planned(Invocation invocation, DryRunRow result) {
        Operation operation = invocation.operation();
        Resource resource = resource(operation.noun());
        boolean makes = operation.verb().equals("create");
        if (makes) resource.plan(result);
        if (makes || !(invocation.row() instanceof DryRunRow before)) return result;
        if (operation.verb().equals("delete")) resource.unplan(before);
        if (!operation.verb().equals("update")) return result;
        DryRunRow after = before.with(result);
        resource.unplan(before);
        resource.plan(after);
        return after;
    }

    /** A new statement begins: names that calls refer to are looked up anew. */
    public final synchronized void forgetNames() {
        resources.values().forEach(Resource::forgetKeys);
    }

    /** What a write may have renamed: rows of its noun, and of one whose list it stands below, as backup accounts do. */
    private synchronized void changed(Operation write) {
        String path = write.path(version);
        for (Resource resource : resources.values()) {
            Operation list = resource.noun().operation("list");
            String above = list == null ? null : list.path(version);
            boolean below = path != null && above != null && path.startsWith(above);
            if (below || resource.noun().name().equals(write.noun())) resource.forgetKeys();
        }
    }

    /**
     * A request that is not in the words of the DSL. What the catalogue knows of its path decides its effect; an unknown
     * POST counts as {@link Effect#START}, or {@link Effect#DANGER} where its path speaks of deleting or recovering.
     */
    public Object raw(String method, String path, Map<String, Object> query, Object body) {
        Operation known = catalog.match(method, path);
        Effect effect = known != null ? known.effect() : effect(method, path);
        Noun result = known == null || known.many() || known.result() == null ? null : catalog.noun(known.result());
        String what = server.kind() + "." + method.toLowerCase(Locale.ROOT) + " '" + path + "'";
        String permission = known == null ? null : known.permission();
        try {
            return exchange(path).send(new ApiCall(what, method, path, query, body, effect, permission, result));
        } finally {
            if (effect.writes()) forgetNames();
        }
    }

    /** The effect of a request that the catalogue does not know. */
    public static Effect effect(String method, String path) {
        if (method.equals("GET")) return Effect.READ;
        if (method.equals("DELETE")) return Effect.DANGER;
        if (method.equals("PUT") || method.equals("PATCH")) return Effect.ENSURE;
        return path.matches("(?i).*(recover|restore|delete|unmap|remove).*") ? Effect.DANGER : Effect.START;
    }

    /** How the only thing of a noun is asked for. */
    final Operation get(Noun noun) {
        Operation get = noun.operation("get");
        if (get != null) return get;
        throw BakshException.failed(
                server.kind() + "." + noun.name() + " cannot be listed",
                NameSuggestions.suggest("list", noun.operations().keySet(), "it has"));
    }

    /** The path of an operation on this server; one that is not known is an error that says so. */
    protected String path(Operation operation) {
        String path = operation.path(version);
        if (path != null) return path;
        String entry = "{\"server\": \"" + operation.server() + "\", \"nouns\": {\"" + operation.noun()
                + "\": {\"operations\": {\"" + operation.verb() + "\": {\"method\": \"GET\", \"path\": \"...\"}}}}}";
        throw BakshException.failed(
                operation.id() + ": its path is not publicly known",
                "with the vendor's guide at hand, fill it in: lib/catalog/" + operation.server() + ".json with "
                        + entry);
    }
}
