package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.resource.ServerClient;
import groovy.lang.GroovyObjectSupport;
import java.util.List;

/** Namespace of nouns: {@code n2ws.azure} holds the nouns whose names begin with {@code azure.}. */
public final class NounGroup extends GroovyObjectSupport {
    private final ServerClient client;
    private final String name;

    NounGroup(ServerClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /** Returns true when the catalogue has a noun below this name. */
    static boolean exists(Catalog catalog, String name) {
        return catalog.nouns().keySet().stream().anyMatch(noun -> noun.startsWith(name + "."));
    }

    @Override
    public Object getProperty(String property) {
        Object member = ServerBinding.resolveName(client, name + "." + property);
        if (member != null) return member;
        throw BakshException.failure(
                toString() + " has no '" + property + "'", NameSuggestions.suggest(property, nouns(), "it has"));
    }

    @Override
    public void setProperty(String property, Object value) {
        throw BakshException.failure(toString() + "." + property + " cannot be set", null);
    }

    /** Refuses a call with a suggestion. Groovy calls this method if this class has no method of the name. */
    public Object methodMissing(String verb, Object arguments) {
        String hint = nouns().contains(verb) ? "write it without parentheses: " + this + "." + verb : null;
        throw OperationInvoker.unknownVerbError(toString(), verb, nouns(), hint);
    }

    private List<String> nouns() {
        return client.catalog().nouns().keySet().stream()
                .filter(noun -> noun.startsWith(name + "."))
                .map(noun -> noun.substring(name.length() + 1))
                .toList();
    }

    @Override
    public String toString() {
        return client.catalog().server() + "." + name;
    }
}
