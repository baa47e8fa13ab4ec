package dev.baksh.client.px.backend;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.exchange.ApiExecutor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** List of rows with a name, from an array of strings. */
public record NameListParser(ApiExecutor executor, ApiCall call) implements Rows {
    @Override
    public Noun noun() {
        return call.result();
    }

    @Override
    public Iterator<Row> iterator() {
        List<Row> rows = new ArrayList<>();
        if (executor.send(call) instanceof Row response) {
            for (String name : response.names()) {
                if (response.get(name) instanceof List<?> names)
                    names.forEach(value -> rows.add(new Row(noun(), Map.of("name", value))));
            }
        }
        return rows.iterator();
    }
}
