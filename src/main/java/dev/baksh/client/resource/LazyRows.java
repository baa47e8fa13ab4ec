package dev.baksh.client.resource;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import java.util.Iterator;
import java.util.function.Supplier;

/**
 * Rows that a function reads again for each iteration.
 *
 * @param noun documented kind of the rows, or null
 */
public record LazyRows(Noun noun, Supplier<Iterator<Row>> reader) implements Rows {
    @Override
    public Iterator<Row> iterator() {
        return reader.get();
    }
}
