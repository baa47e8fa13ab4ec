package dev.baksh.client.resource;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Rows of a list, cut after the number that the caller gave as {@code limit}; calls a listener if the list has more rows.
 *
 * @param cutListener is called when rows are left out
 */
record LimitedRows(Rows rows, long limit, Runnable cutListener) implements Rows {
    /** Named argument of every list, unless the operation has a query parameter of this name. */
    static final String ARGUMENT = "limit";

    /** Returns the limit; throws an error for a value that is not a positive whole number. */
    static long requireLimit(Operation operation, Object value) {
        boolean isWhole = value instanceof Integer || value instanceof Long;
        if (isWhole && ((Number) value).longValue() > 0) return ((Number) value).longValue();
        throw BakshException.failure(operation.id() + ": limit is a number of rows, from 1, not " + value, null);
    }

    @Override
    public Noun noun() {
        return rows.noun();
    }

    @Override
    public Iterator<Row> iterator() {
        Iterator<Row> iterator = rows.iterator();
        return new Iterator<>() {
            private long rowCount;
            private boolean isCut;

            @Override
            public boolean hasNext() {
                if (rowCount < limit) return iterator.hasNext();
                if (!isCut && iterator.hasNext()) {
                    isCut = true;
                    cutListener.run();
                }
                return false;
            }

            @Override
            public Row next() {
                if (rowCount == limit) throw new NoSuchElementException();
                rowCount++;
                return iterator.next();
            }
        };
    }
}
