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

/** A list of bare texts, as rows with a name. */
public record NameListParser(ApiExecutor exchange, ApiCall call) implements Rows {
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
