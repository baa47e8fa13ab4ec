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
 * A row with the verbs of its noun: {@code policy.backup()}, and the properties that ask the server:
 * {@code policy.targets}. Its fields are the row's own and never ask anybody.
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

    /** A property of the catalogue, which asks the server where the row does not tell; else a field. */
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
                displayName() + ": '" + name + "' cannot be set; a row is what the server said",
                canUpdate ? "write .update { " + NameSuggestions.toCamelCase(name) + " ... }" : null);
    }

    /** What Groovy calls for a name that is no method of this class. */
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

    /** True for what a dry run gives in place of a server's answer. */
    public boolean planned() {
        return row instanceof DryRunRow;
    }

    /** The configured name of the server it came from. */
    String server() {
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
