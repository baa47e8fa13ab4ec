package dev.baksh.client.px.gateway;

import dev.baksh.client.api.Row;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.protocol.ApiError;
import dev.baksh.client.protocol.ServerDialect;
import dev.baksh.client.px.backend.PxErrorParser;
import java.util.List;
import java.util.Map;

/**
 * Dialect of the Backup REST gateway of Portworx: protobuf JSON without an envelope, and gRPC codes in errors (px-api
 * 5).
 */
public final class GatewayDialect implements ServerDialect {
    @Override
    public String basePath() {
        return "/v1/";
    }

    @Override
    public ApiError parseError(HttpResponse response) {
        return PxErrorParser.parse(response);
    }

    @Override
    public List<String> rowsPath() {
        return List.of();
    }

    /** Returns no parameters: the paging parameters differ by operation, see {@link GatewayPaging}. */
    @Override
    public Map<String, Object> pageQuery(int number, int size) {
        return Map.of();
    }

    @Override
    public int pageSize() {
        return 0;
    }

    @Override
    public String sizeParameter() {
        return "max_objects";
    }

    @Override
    public PageEnd parsePageEnd(Row envelope, int number, int rows) {
        return new PageEnd(-1, false);
    }
}
