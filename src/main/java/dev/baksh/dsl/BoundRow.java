package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.exchange.DryRunRow;
import dev.baksh.client.resource.ServerClient;
import dev.baksh.output.RowsView;
import groovy.lang.GroovyObject;
import groovy.lang.GroovySystem;
import groovy.lang.MetaClass;
import java.util.ArrayList;
import java.util.List;

/**
 * Row with the verbs of its noun: {@code policy.backup()}, and with properties that send a request: {@code
 * policy.targets}. A field never sends a request.
 */
public final class BoundRow extends Row implements GroovyObject {
    private final ServerClient client;
    private final Row row;
    private MetaClass metaClass;

    BoundRow(ServerClient client, Row row) {
        super(row);
        this.client = client;
        this.row = row;
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
        return get(name);
    }

    private static String exampleHint(Operation operation) {
        return operation.example() == null ? "" : ", for example: " + operation.example();
    }

    @Override
    public void setProperty(String name, Object value) {
        boolean canUpdate = noun() != null && noun().operation("update") != null;
        throw BakshException.failure(
                displayName() + ": '" + name + "' cannot be set; a row is a copy of the server's data",
                canUpdate ? "write .update { " + NameSuggestions.toCamelCase(name) + " ... }" : null);
    }

    /** Runs a verb of the catalogue. Groovy calls this method for a name that is no method of this class. */
    public Object methodMissing(String name, Object arguments) {
        Operation operation = noun() == null ? null : noun().operation(name);
        if (operation != null && operation.onRow()) return OperationInvoker.invoke(client, operation, row, arguments);
        if (name.equals("columns")) return RowsExtension.columns(List.of(this), (Object[]) arguments);
        List<String> verbs = new ArrayList<>();
        if (noun() != null) verbs.addAll(noun().operations(true).keySet());
        String hint = known().contains(name) ? "'" + name + "' is a field: write it without parentheses" : null;
        throw OperationInvoker.unknownVerbError(displayName(), name, verbs, hint);
    }

    private String displayName() {
        Noun noun = noun();
        return noun == null ? "this object" : "a " + noun.singular();
    }

    /** Returns true for the placeholder of a response in a dry run. */
    public boolean planned() {
        return row instanceof DryRunRow;
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
    public String toString() {
        return row.toString();
    }
}
