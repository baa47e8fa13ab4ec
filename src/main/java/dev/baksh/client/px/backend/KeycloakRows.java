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
 * Rows of a list of Keycloak's admin API. Responses are arrays without a total, some limited to 100 rows by default (px-api
 * 1.5), so pages are read by offset until a page is not full.
 */
final class KeycloakRows implements Rows {
    private static final int PAGE_SIZE = 100;

    private final ApiExecutor executor;
    private final ApiCall call;

    KeycloakRows(ApiExecutor executor, ApiCall call) {
        this.executor = executor;
        this.call = call;
    }

    @Override
    public Noun noun() {
        return call.result();
    }

    @Override
    public Iterator<Row> iterator() {
        Set<Row> allRows = new LinkedHashSet<>();
        // Keycloak does not page roles: the second request then returns nothing new.
        for (int offset = 0; ; offset += PAGE_SIZE) {
            List<Row> page = readPage(offset);
            boolean hasNewRows = allRows.addAll(page);
            if (page.size() < PAGE_SIZE || !hasNewRows) return new ArrayList<>(allRows).iterator();
        }
    }

    private List<Row> readPage(int offset) {
        List<Row> rows = new ArrayList<>();
        Object response = executor.send(call.withQuery(Map.of("first", offset, "max", PAGE_SIZE)));
        if (response instanceof Iterable<?> items) for (Object item : items) if (item instanceof Row row) rows.add(row);
        return rows;
    }
}
