package dev.baksh.client.px.backend;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.Rows;
import dev.baksh.client.exchange.ApiExecutor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A list of Keycloak's admin API. Its answers are bare arrays that tell no total, some of at most a hundred rows unless asked
 * otherwise (px-api 1.5), so they are asked for by offset until one is not full.
 */
final class KeycloakRows implements Rows {
    private static final int PAGE = 100;

    private final ApiExecutor exchange;
    private final ApiCall call;

    KeycloakRows(ApiExecutor exchange, ApiCall call) {
        this.exchange = exchange;
        this.call = call;
    }

    @Override
    public Noun noun() {
        return call.result();
    }

    @Override
    public Iterator<Row> iterator() {
        Set<Row> all = new LinkedHashSet<>();
        // Roles are not given page by page: then a second asking brings nothing new.
        for (int first = 0; ; first += PAGE) {
            List<Row> page = page(first);
            boolean fresh = all.addAll(page);
            if (page.size() < PAGE || !fresh) return new ArrayList<>(all).iterator();
        }
    }

    private List<Row> page(int first) {
        List<Row> rows = new ArrayList<>();
        Object answer = exchange.send(call.and(Map.of("first", first, "max", PAGE)));
        if (answer instanceof Iterable<?> many) for (Object one : many) if (one instanceof Row row) rows.add(row);
        return rows;
    }
}
