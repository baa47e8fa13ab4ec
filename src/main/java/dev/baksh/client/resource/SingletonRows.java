package dev.baksh.client.resource;

import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** List with the single object of a noun, such as the server's version. Each iteration reads the object. */
final class SingletonRows implements Rows {
    private final ServerClient client;
    private final Noun noun;
    private final Map<String, Object> namedArgs;

    SingletonRows(ServerClient client, Noun noun, Map<String, ?> namedArgs) {
        this.client = client;
        this.noun = noun;
        this.namedArgs = new LinkedHashMap<>(namedArgs);
    }

    @Override
    public Noun noun() {
        return noun;
    }

    @Override
    public Iterator<Row> iterator() {
        Object result =
                client.invoke(new Invocation(client.requireGetOperation(noun), null, List.of(), namedArgs, Map.of()));
        return result instanceof Row row
                ? List.of(row).iterator()
                : List.<Row>of().iterator();
    }
}
