package dev.baksh.dsl;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.resource.ServerClient;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * List of rows from {@code list(...)}: read from the server at first use, then cached.
 *
 * <p>The list is modifiable, since Groovy's {@code sort} and {@code unique} work in place. Changes are not sent to the
 * server.
 */
public final class RowList extends AbstractList<Row> implements Rows {
    private final ServerClient client;
    private final Rows rows;
    private List<Row> loadedRows;

    RowList(ServerClient client, Rows rows) {
        this.client = client;
        this.rows = rows;
    }

    private synchronized List<Row> loadRows() {
        if (loadedRows == null) {
            List<Row> loaded = new ArrayList<>();
            for (Row row : rows) loaded.add(new BoundRow(client, row));
            loadedRows = loaded;
        }
        return loadedRows;
    }

    @Override
    public Noun noun() {
        return rows.noun();
    }

    @Override
    public Row get(int index) {
        return loadRows().get(index);
    }

    @Override
    public int size() {
        return loadRows().size();
    }

    @Override
    public Row set(int index, Row row) {
        return loadRows().set(index, row);
    }

    @Override
    public void add(int index, Row row) {
        loadRows().add(index, row);
        modCount++;
    }

    @Override
    public Row remove(int index) {
        modCount++;
        return loadRows().remove(index);
    }
}
