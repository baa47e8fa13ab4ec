package dev.baksh.dsl;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.resource.LazyRows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Rows that store the first rows of an iteration, so that a printed table can be recorded without a second read of the
 * list.
 */
final class RecordingRows implements Rows {
    private final Rows rows;
    private final int limit;
    private final List<Row> recordedRows = new ArrayList<>();

    /** @param limit maximum number of recorded rows */
    RecordingRows(Rows rows, int limit) {
        this.rows = rows;
        this.limit = limit;
    }

    @Override
    public Noun noun() {
        return rows.noun();
    }

    @Override
    public Iterator<Row> iterator() {
        recordedRows.clear();
        Iterator<Row> iterator = rows.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return iterator.hasNext();
            }

            @Override
            public Row next() {
                Row row = iterator.next();
                if (recordedRows.size() < limit) recordedRows.add(row);
                return row;
            }
        };
    }

    /** Rows of the last iteration, up to the limit. */
    Rows recordedRows() {
        return new LazyRows(rows.noun(), List.copyOf(recordedRows)::iterator);
    }
}
