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
 * {@code n2ws} or {@code px}: the nouns of a server, and raw calls by the same tokens, guards and journal.
 *
 * <p>Raw {@code get} takes a CharSequence and no String: Groovy would call a {@code get(String)} for every unknown
 * property, and a misspelt noun would become a request.
 */
public final class ServerBinding extends GroovyObjectSupport {
    /** Holds the verbs of the server itself, and is no word of its own. */
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
     * What a name of the catalogue stands for: a noun, the row of one that there is one of only ({@code n2ws.identifier}),
     * or what longer names begin with; null for another name.
     */
    static Object resolveName(ServerClient client, String name) {
        Noun noun = client.catalog().noun(name);
        if (noun == null) return NounGroup.exists(client.catalog(), name) ? new NounGroup(client, name) : null;
        Operation readOperation = noun.operation("read");
        boolean isSingleton = readOperation != null && readOperation.isProperty() && !readOperation.onRow();
        return isSingleton
                ? OperationInvoker.invoke(client, readOperation, null, new Object[0])
                : new NounBinding(() -> client, noun);
    }

    /** The names that can stand after the server's, without those that stand below another. */
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

    /** Named arguments are the query: without a body they were most likely meant as one. */
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

    /** The client that it speaks by; no word of scripts, since Groovy's own are public or nothing. */
    ServerClient client() {
        return client;
    }

    /** What Groovy calls for a name that is no method of this class: a verb of the whole server, such as {@code px.access()}. */
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
