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
    private static final String ITSELF = "server";

    private static final List<String> RAW = List.of("get", "post", "put", "delete");

    private final Catalog catalog;
    private final ServerClient client;

    ServerBinding(ServerClient client) {
        this.client = client;
        this.catalog = client.catalog();
    }

    @Override
    public Object getProperty(String name) {
        if (name.equals("token")) return client.exchange().tokens();
        Object word = word(client, name);
        if (word != null) return word;
        List<String> known = nouns();
        known.add("token");
        throw BakshException.failed(
                catalog.server() + " has no '" + name + "'", NameSuggestions.suggest(name, known, "it has"));
    }

    /**
     * What a name of the catalogue stands for: a noun, the row of one that there is one of only ({@code n2ws.identifier}),
     * or what longer names begin with; null for another name.
     */
    static Object word(ServerClient client, String name) {
        Noun noun = client.catalog().noun(name);
        if (noun == null) return NounGroup.exists(client.catalog(), name) ? new NounGroup(client, name) : null;
        Operation read = noun.operation("read");
        boolean single = read != null && read.property() && !read.onRow();
        return single
                ? OperationInvoker.invoke(client, read, null, new Object[0])
                : new NounBinding(() -> client, noun);
    }

    /** The names that can stand after the server's, without those that stand below another. */
    private List<String> nouns() {
        return new ArrayList<>(catalog.nouns().keySet().stream()
                .map(name -> name.split("\\.")[0])
                .filter(name -> !name.equals(ITSELF))
                .distinct()
                .toList());
    }

    @Override
    public void setProperty(String name, Object value) {
        throw BakshException.failed(catalog.server() + "." + name + " cannot be set", null);
    }

    public Object get() {
        throw wrong("get");
    }

    public Object get(CharSequence path) {
        return get(Map.of(), path);
    }

    public Object get(Map<String, ?> query, CharSequence path) {
        return raw("GET", path, query, null);
    }

    public Object delete() {
        throw wrong("delete");
    }

    public Object delete(CharSequence path) {
        return delete(Map.of(), path);
    }

    public Object delete(Map<String, ?> query, CharSequence path) {
        return raw("DELETE", path, query, null);
    }

    public Object post() {
        throw wrong("post");
    }

    public Object post(CharSequence path) {
        return raw("POST", path, Map.of(), null);
    }

    public Object post(CharSequence path, Object body) {
        return raw("POST", path, Map.of(), body(body));
    }

    public Object post(Map<String, ?> query, CharSequence path, Object body) {
        return raw("POST", path, query, body(body));
    }

    /** Named arguments are the query: without a body they were most likely meant as one. */
    public Object post(Map<String, ?> named, CharSequence path) {
        throw withoutBody("post", path);
    }

    public Object put(CharSequence path, Object body) {
        return raw("PUT", path, Map.of(), body(body));
    }

    public Object put(Map<String, ?> query, CharSequence path, Object body) {
        return raw("PUT", path, query, body(body));
    }

    public Object put() {
        throw wrong("put");
    }

    public Object put(CharSequence path) {
        throw withoutBody("put", path);
    }

    public Object put(Map<String, ?> named, CharSequence path) {
        throw withoutBody("put", path);
    }

    private BakshException withoutBody(String verb, CharSequence path) {
        return BakshException.failed(
                catalog.server() + "." + verb + ": no body; named arguments are the query",
                "give the body as a map in brackets: " + catalog.server() + "." + verb + "('" + path
                        + "', [name: 'x'])");
    }

    private BakshException wrong(String verb) {
        boolean body = verb.startsWith("p");
        String word = catalog.server() + "." + verb;
        return BakshException.failed(
                word + " takes a path" + (body ? ", a body" : "") + " and named arguments as the query",
                "for example: " + word + "('path/'" + (body ? ", [name: 'x']" : ", search: 'x'") + ")");
    }

    private Object body(Object body) {
        if (body instanceof Map || body instanceof List) return body;
        throw BakshException.failed("a body is a map or a list, not " + body, null);
    }

    private Object raw(String method, CharSequence path, Map<String, ?> query, Object body) {
        return RowBinder.result(client, client.raw(method, path.toString(), new LinkedHashMap<>(query), body));
    }

    /** The client that it speaks by; no word of scripts, since Groovy's own are public or nothing. */
    ServerClient client() {
        return client;
    }

    /** What Groovy calls for a name that is no method of this class: a verb of the whole server, such as {@code px.access()}. */
    public Object methodMissing(String name, Object arguments) {
        if (RAW.contains(name)) throw wrong(name);
        Noun whole = catalog.noun(ITSELF);
        Operation operation = whole == null ? null : whole.operation(name);
        if (operation != null) return OperationInvoker.invoke(client, operation, null, arguments);
        List<String> known = new ArrayList<>(RAW);
        known.addAll(nouns());
        if (whole != null) known.addAll(whole.operations().keySet());
        String hint =
                catalog.noun(name) == null ? null : "write it without parentheses: " + catalog.server() + "." + name;
        throw OperationInvoker.unknown(catalog.server(), name, known, hint);
    }

    @Override
    public String toString() {
        return client.server().label() + ": token " + client.exchange().tokens();
    }
}
