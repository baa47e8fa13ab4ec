package dev.baksh.dsl;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Rows that remember those of them that were looked at: a listing is not to be read twice to be kept once. */
final class RememberingRows implements Rows {
    private final Rows rows;
    private final int most;
    private final List<Row> seen = new ArrayList<>();

    /** @param most so many are remembered */
    RememberingRows(Rows rows, int most) {
        this.rows = rows;
        this.most = most;
    }

    @Override
    public Noun noun() {
        return rows.noun();
    }

    @Override
    public Iterator<Row> iterator() {
        seen.clear();
        Iterator<Row> each = rows.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return each.hasNext();
            }

            @Override
            public Row next() {
                Row row = each.next();
                if (seen.size() < most) seen.add(row);
                return row;
            }
        };
    }

    /** Those that were looked at. */
    Rows seen() {
        List<Row> kept = List.copyOf(seen);
        return new Rows() {
            @Override
            public Noun noun() {
                return rows.noun();
            }

            @Override
            public Iterator<Row> iterator() {
                return kept.iterator();
            }
        };
    }
}
