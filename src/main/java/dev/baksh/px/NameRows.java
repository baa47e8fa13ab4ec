package dev.baksh.px;

import dev.baksh.api.Call;
import dev.baksh.api.Noun;
import dev.baksh.api.Row;
import dev.baksh.api.Rows;
import dev.baksh.exchange.Exchange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** A list of bare texts, as rows with a name. */
record NameRows(Exchange exchange, Call call) implements Rows {
    @Override
    public Noun noun() {
        return call.result();
    }

    @Override
    public Iterator<Row> iterator() {
        List<Row> rows = new ArrayList<>();
        if (exchange.send(call) instanceof Row answer) {
            for (String name : answer.names()) {
                if (answer.get(name) instanceof List<?> texts)
                    texts.forEach(text -> rows.add(new Row(noun(), Map.of("name", text))));
            }
        }
        return rows.iterator();
    }
}
