package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.client.text.GroovyCode;
import groovy.lang.GroovyObjectSupport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Binding of {@code n2ws} or {@code px}: nouns of the server, and raw calls with the same tokens, guards and journal.
 */
public final class ServerBinding extends GroovyObjectSupport {
    private final Catalog catalog;
    private final ServerClient client;

    ServerBinding(ServerClient client) {
        this.client = client;
        this.catalog = client.catalog();
    }

    @Override
    public Object getProperty(String name) {
        if (name.equals("token")) return client.executor().tokenStatus();
        Object member = resolveName(client, name);
        if (member != null) return member;
        Noun serverNoun = catalog.noun(DslType.SERVER_NOUN);
        Operation operation = serverNoun == null ? null : serverNoun.operation(name);
        if (operation != null || DslType.RAW_VERBS.contains(name))
            throw BakshException.failure(
                    catalog.server() + ": '" + name + "' is a verb",
                    "write " + catalog.server() + "." + name + "(...)"
                            + (operation == null || operation.example() == null ? "" : ": " + operation.example()));
        List<String> knownNames = nounNames();
        knownNames.add("token");
        String hint = DslNames.suggest(catalog, null, name, knownNames, true);
        throw BakshException.failure(
                catalog.server() + " has no '" + name + "'",
                hint != null ? hint : "it has: " + String.join(", ", knownNames));
    }

    /**
     * Resolves a name of the catalogue: a noun, the row of a singleton ({@code n2ws.identifier}) or a group of nouns;
     * null for an unknown name.
     */
    static Object resolveName(ServerClient client, String name) {
        Noun noun = client.catalog().noun(name);
        if (noun == null) return NounGroup.exists(client.catalog(), name) ? new NounGroup(client, name) : null;
        Operation read = DslType.singletonRead(noun);
        return read == null
                ? new NounBinding(() -> client, noun)
                : OperationInvoker.invoke(client, read, null, new Object[0]);
    }

    /** Names that can follow the server, without names inside a group. */
    private List<String> nounNames() {
        return new ArrayList<>(catalog.nouns().keySet().stream()
                .map(name -> name.split("\\.")[0])
                .filter(name -> !name.equals(DslType.SERVER_NOUN))
                .distinct()
                .toList());
    }

    @Override
    public void setProperty(String name, Object value) {
        throw BakshException.failure(catalog.server() + "." + name + " cannot be set", null);
    }

    /** Sends a raw request: {@code get(path, search: 'x')}, {@code post(path, body)}. */
    private Object sendRaw(String verb, List<Object> arguments) {
        List<Object> args = new ArrayList<>(arguments);
        Map<String, Object> query = new LinkedHashMap<>();
        boolean hasQuery = !args.isEmpty() && args.get(0) instanceof Map;
        if (hasQuery) ((Map<?, ?>) args.remove(0)).forEach((name, value) -> query.put(String.valueOf(name), value));
        boolean takesBody = verb.startsWith("p");
        if (args.isEmpty() || args.size() > (takesBody ? 2 : 1) || !(args.get(0) instanceof CharSequence path))
            throw usageError(verb);
        boolean hasBody = args.size() == 2;
        boolean isBodyOptional = !takesBody || verb.equals("post") && !hasQuery;
        if (!hasBody && !isBodyOptional) throw missingBodyError(verb, path, hasQuery);
        Object body = hasBody ? checkBody(args.get(1)) : null;
        Object result = client.sendRaw(verb.toUpperCase(Locale.ROOT), path.toString(), query, body);
        return RowBinder.bindResult(client, result);
    }

    /** Returns the error for a call without a body; the user may have meant the named arguments as the body. */
    private BakshException missingBodyError(String verb, CharSequence path, boolean hasQuery) {
        return BakshException.failure(
                catalog.server() + "." + verb + ": no body" + (hasQuery ? "; named arguments are the query" : ""),
                "give the body as a map in brackets: " + catalog.server() + "." + verb + "("
                        + GroovyCode.quote(String.valueOf(path)) + ", [name: 'x'])");
    }

    private BakshException usageError(String verb) {
        boolean takesBody = verb.startsWith("p");
        String callName = catalog.server() + "." + verb;
        return BakshException.failure(
                callName + " takes a path" + (takesBody ? ", a body" : "") + " and named arguments as the query",
                "for example: " + callName + "('path/'" + (takesBody ? ", [name: 'x']" : ", search: 'x'") + ")");
    }

    private Object checkBody(Object body) {
        if (body instanceof Map || body instanceof List) return body;
        throw BakshException.failure("a body is a map or a list, not " + body, null);
    }

    /** Client of the server. Package-private, so that scripts cannot see it. */
    ServerClient client() {
        return client;
    }

    /**
     * Sends a raw request or runs a verb of the whole server, such as {@code px.access()}. Groovy calls this method if
     * this class has no method of the name.
     */
    public Object methodMissing(String name, Object arguments) {
        if (DslType.RAW_VERBS.contains(name)) return sendRaw(name, OperationInvoker.toList(arguments));
        Noun serverNoun = catalog.noun(DslType.SERVER_NOUN);
        Operation operation = serverNoun == null ? null : serverNoun.operation(name);
        if (operation != null) return OperationInvoker.invoke(client, operation, null, arguments);
        List<String> knownNames = new ArrayList<>(DslType.RAW_VERBS);
        knownNames.addAll(nounNames());
        if (serverNoun != null) knownNames.addAll(serverNoun.operations().keySet());
        String hint = catalog.noun(name) == null
                ? DslNames.suggest(catalog, null, name, knownNames, false)
                : "write it without parentheses: " + catalog.server() + "." + name;
        throw OperationInvoker.unknownVerbError(catalog.server(), name, knownNames, hint);
    }

    @Override
    public String toString() {
        return client.server().label() + ": token " + client.executor().tokenStatus();
    }
}
