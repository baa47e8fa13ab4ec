package dev.baksh.client.resource;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a server has only one of, such as its version, as a list of one; asked for each time it is iterated. */
final class SingletonRows implements Rows {
    private final ServerClient client;
    private final Noun noun;
    private final Map<String, Object> named;

    SingletonRows(ServerClient client, Noun noun, Map<String, ?> named) {
        this.client = client;
        this.noun = noun;
        this.named = new LinkedHashMap<>(named);
    }

    @Override
    public Noun noun() {
        return noun;
    }

    @Override
    public Iterator<Row> iterator() {
        Object one = client.invoke(new Invocation(client.get(noun), null, List.of(), named, Map.of()));
        return one instanceof Row row ? List.of(row).iterator() : List.<Row>of().iterator();
    }
}
