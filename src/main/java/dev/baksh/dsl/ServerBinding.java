package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.resource.ServerClient;
import groovy.lang.GroovyObjectSupport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Binding of {@code n2ws} or {@code px}: nouns of the server, and raw calls with the same tokens, guards and journal.
 *
 * <p>Raw {@code get} takes a CharSequence and not a String: Groovy would call a {@code get(String)} for each unknown
 * property, and a misspelt noun would become a request.
 */
public final class ServerBinding extends GroovyObjectSupport {
    /** Noun that holds the verbs of the server; scripts cannot name it. */
    private static final String SERVER_NOUN = "server";

    private static final List<String> RAW_METHODS = List.of("get", "post", "put", "delete");

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
        List<String> knownNames = nounNames();
        knownNames.add("token");
        throw BakshException.failure(
                catalog.server() + " has no '" + name + "'", NameSuggestions.suggest(name, knownNames, "it has"));
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
                .filter(name -> !name.equals(SERVER_NOUN))
                .distinct()
                .toList());
    }

    @Override
    public void setProperty(String name, Object value) {
        throw BakshException.failure(catalog.server() + "." + name + " cannot be set", null);
    }

    public Object get() {
        throw usageError("get");
    }

    public Object get(CharSequence path) {
        return get(Map.of(), path);
    }

    public Object get(Map<String, ?> query, CharSequence path) {
        return sendRaw("GET", path, query, null);
    }

    public Object delete() {
        throw usageError("delete");
    }

    public Object delete(CharSequence path) {
        return delete(Map.of(), path);
    }

    public Object delete(Map<String, ?> query, CharSequence path) {
        return sendRaw("DELETE", path, query, null);
    }

    public Object post() {
        throw usageError("post");
    }

    public Object post(CharSequence path) {
        return sendRaw("POST", path, Map.of(), null);
    }

    public Object post(CharSequence path, Object body) {
        return sendRaw("POST", path, Map.of(), checkBody(body));
    }

    public Object post(Map<String, ?> query, CharSequence path, Object body) {
        return sendRaw("POST", path, query, checkBody(body));
    }

    /** Refuses a call without a body: the named arguments are the query, but were probably meant as the body. */
    public Object post(Map<String, ?> query, CharSequence path) {
        throw missingBodyError("post", path);
    }

    public Object put(CharSequence path, Object body) {
        return sendRaw("PUT", path, Map.of(), checkBody(body));
    }

    public Object put(Map<String, ?> query, CharSequence path, Object body) {
        return sendRaw("PUT", path, query, checkBody(body));
    }

    public Object put() {
        throw usageError("put");
    }

    public Object put(CharSequence path) {
        throw missingBodyError("put", path);
    }

    public Object put(Map<String, ?> query, CharSequence path) {
        throw missingBodyError("put", path);
    }

    private BakshException missingBodyError(String verb, CharSequence path) {
        return BakshException.failure(
                catalog.server() + "." + verb + ": no body; named arguments are the query",
                "give the body as a map in brackets: " + catalog.server() + "." + verb + "('" + path
                        + "', [name: 'x'])");
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

    private Object sendRaw(String method, CharSequence path, Map<String, ?> query, Object body) {
        return RowBinder.bindResult(client, client.sendRaw(method, path.toString(), new LinkedHashMap<>(query), body));
    }

    /** Client of the server. Package-private, so that scripts cannot see it. */
    ServerClient client() {
        return client;
    }

    /**
     * Runs a verb of the whole server, such as {@code px.access()}. Groovy calls this method for a name that is no
     * method of this class.
     */
    public Object methodMissing(String name, Object arguments) {
        if (RAW_METHODS.contains(name)) throw usageError(name);
        Noun serverNoun = catalog.noun(SERVER_NOUN);
        Operation operation = serverNoun == null ? null : serverNoun.operation(name);
        if (operation != null) return OperationInvoker.invoke(client, operation, null, arguments);
        List<String> knownNames = new ArrayList<>(RAW_METHODS);
        knownNames.addAll(nounNames());
        if (serverNoun != null) knownNames.addAll(serverNoun.operations().keySet());
        String hint =
                catalog.noun(name) == null ? null : "write it without parentheses: " + catalog.server() + "." + name;
        throw OperationInvoker.unknownVerbError(catalog.server(), name, knownNames, hint);
    }

    @Override
    public String toString() {
        return client.server().label() + ": token " + client.executor().tokenStatus();
    }
}
