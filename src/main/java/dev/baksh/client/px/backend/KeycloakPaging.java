package dev.baksh.client.px.backend;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.Row;
import dev.baksh.client.protocol.PagingStrategy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Paging of Keycloak's admin API by offset ({@code first}) and size ({@code max}). Responses are arrays without a total. Some
 * lists, such as the roles of a group, have no pages and return all rows.
 */
final class KeycloakPaging implements PagingStrategy {
    static final KeycloakPaging INSTANCE = new KeycloakPaging();

    /** Rows of one request. Some lists of Keycloak are limited to 100 rows by default (px-api 1.5). */
    private static final int PAGE_SIZE = 100;

    private KeycloakPaging() {}

    @Override
    public List<String> rowsPath() {
        return List.of();
    }

    @Override
    public Map<String, Object> pageQuery(int number, int size) {
        int rows = size == 0 ? PAGE_SIZE : size;
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("first", (long) (number - 1) * rows);
        page.put("max", rows);
        return page;
    }

    @Override
    public int defaultPageSize() {
        return PAGE_SIZE;
    }

    @Override
    public String sizeParameter() {
        return "max";
    }

    @Override
    public boolean isSinglePage(ApiCall call) {
        return call.query().get("first") != null || call.query().get("max") != null;
    }

    @Override
    public PageEnd parsePageEnd(Row envelope, int number, int rowCount) {
        return new PageEnd(-1, rowCount > 0, false);
    }

    @Override
    public boolean hasListsWithoutPages() {
        return true;
    }
}
