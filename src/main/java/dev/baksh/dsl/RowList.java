package dev.baksh.dsl;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.resource.ServerClient;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code list(...)} gives: an ordinary list, read from the server when it is first looked into, and kept. It may be
 * changed, since Groovy's {@code sort} and {@code unique} work in place; the server does not notice.
 */
public final class RowList extends AbstractList<Row> implements Rows {
    private final ServerClient client;
    private final Rows rows;
    private List<Row> read;

    RowList(ServerClient client, Rows rows) {
        this.client = client;
        this.rows = rows;
    }

    private synchronized List<Row> read() {
        if (read == null) {
            List<Row> all = new ArrayList<>();
            for (Row row : rows) all.add(new BoundRow(client, row));
            read = all;
        }
        return read;
    }

    /** Writes the rows to a CSV file; gives its path. */
    public String exportCsv(CharSequence where) {
        return CsvExport.write(this, where);
    }

    @Override
    public Noun noun() {
        return rows.noun();
    }

    @Override
    public Row get(int position) {
        return read().get(position);
    }

    @Override
    public int size() {
        return read().size();
    }

    @Override
    public Row set(int position, Row row) {
        return read().set(position, row);
    }

    @Override
    public void add(int position, Row row) {
        read().add(position, row);
        modCount++;
    }

    @Override
    public Row remove(int position) {
        modCount++;
        return read().remove(position);
    }
}
