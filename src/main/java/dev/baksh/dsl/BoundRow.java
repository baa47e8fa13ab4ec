package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.UnknownFieldException;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.output.RowsView;
import groovy.lang.GroovyObject;
import groovy.lang.GroovySystem;
import groovy.lang.MetaClass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;

/**
 * Row of a script, with the verbs of its noun: {@code policy.backup()}, and with properties that send a request: {@code
 * policy.targets}. A read of a field never sends a request.
 */
public final class BoundRow extends Row implements GroovyObject {
    private final ServerClient client;
    private final Row row;
    private MetaClass metaClass;

    BoundRow(ServerClient client, Row row) {
        super(row);
        this.client = client;
        this.row = row;
        client.rememberName(row);
    }

    @Override
    public Object get(String name) {
        return RowBinder.bind(client, row.get(name));
    }

    /** Returns a property of the catalogue, which may send a request, or else a field of the row. */
    @Override
    public Object getProperty(String name) {
        Operation property = noun() == null ? null : noun().operation(name);
        if (property != null && property.onRow() && property.isProperty())
            return OperationInvoker.invoke(client, property, row, new Object[0]);
        if (property != null && property.onRow() && !has(name)) {
            throw BakshException.failure(
                    displayName() + ": '" + name + "' is a verb", "write " + name + "()" + exampleHint(property));
        }
        if (name.equals("class") && !has("class")) return getClass();
        if (name.equals("vertical") && !has(name))
            return new RowsView(List.of(this), RowsView.Form.VERTICAL, List.of());
        if (name.equals("wide") && !has(name)) return new RowsView(List.of(this), RowsView.Form.WIDE, List.of());
        Object value = getField(name);
        boolean mayRefer = noun() != null && (value instanceof Number || value instanceof List);
        return mayRefer ? ReferenceExtension.withTargets(client, noun().field(name), value) : value;
    }

    private Object getField(String name) {
        try {
            return get(name);
        } catch (UnknownFieldException e) {
            List<String> knownNames = new ArrayList<>(known());
            if (noun() != null) knownNames.addAll(noun().readVerbs(true));
            String hint = noun() == null ? null : DslNames.suggest(client.catalog(), noun(), name, knownNames, true);
            throw hint == null ? e : BakshException.failure(e.getMessage(), hint);
        }
    }

    @Override
    public String describeReference(String name) {
        Field field = noun() == null ? null : noun().field(name);
        if (field == null || field.referencedNoun() == null || !row.has(name)) return null;
        Object value = row.get(name);
        List<?> ids = value instanceof List<?> list ? list : Collections.singletonList(value);
        StringJoiner text = new StringJoiner(", ");
        for (Object id : ids) {
            String known = id == null ? null : client.knownName(field.referencedNoun(), id);
            if (known == null) return null;
            text.add(known + " (" + id + ")");
        }
        return ids.isEmpty() ? null : text.toString();
    }

    /** Returns the end of a hint with the example of an operation; empty without an example. */
    static String exampleHint(Operation operation) {
        return operation.example() == null ? "" : ", for example: " + operation.example();
    }

    @Override
    public void setProperty(String name, Object value) {
        boolean canUpdate = noun() != null && noun().operation("update") != null;
        throw BakshException.failure(
                displayName() + ": '" + name + "' cannot be set; a row is a copy of the server's data",
                canUpdate ? "write .update { " + NameSuggestions.toCamelCase(name) + " ... }" : null);
    }

    /** Runs a verb of the catalogue. Groovy calls this method if this class has no method of the name. */
    public Object methodMissing(String name, Object arguments) {
        Operation operation = noun() == null ? null : noun().operation(name);
        if (operation != null && operation.onRow()) return OperationInvoker.invoke(client, operation, row, arguments);
        if (name.equals("columns")) return RowsExtension.columns(List.of(this), (Object[]) arguments);
        List<String> verbs = new ArrayList<>();
        if (noun() != null) verbs.addAll(noun().operations(true).keySet());
        String hint = noun() == null ? null : DslNames.suggest(client.catalog(), noun(), name, verbs, false);
        if (known().contains(name)) hint = "'" + name + "' is a field: write it without parentheses";
        throw OperationInvoker.unknownVerbError(displayName(), name, verbs, hint);
    }

    private String displayName() {
        Noun noun = noun();
        return noun == null ? "this object" : noun.singularWithArticle();
    }

    /** Returns true for the row of a write that a dry run did not send. */
    public boolean planned() {
        return DryRunRow.isPlanned(row);
    }

    /** Returns the row of the client. */
    Row unbound() {
        return row;
    }

    /** Configured name of the server that returned the row. */
    public String server() {
        return client.server().name();
    }

    @Override
    public synchronized MetaClass getMetaClass() {
        if (metaClass == null) metaClass = GroovySystem.getMetaClassRegistry().getMetaClass(BoundRow.class);
        return metaClass;
    }

    @Override
    public synchronized void setMetaClass(MetaClass metaClass) {
        this.metaClass = metaClass;
    }

    @Override
    public String nullText() {
        return row.nullText();
    }

    @Override
    public String toString() {
        return row.toString();
    }
}
