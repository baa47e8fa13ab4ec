package dev.baksh.client.px.gateway;

import dev.baksh.client.api.Row;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.protocol.ApiError;
import dev.baksh.client.protocol.ServerDialect;
import dev.baksh.client.px.backend.PxErrorParser;
import java.util.List;
import java.util.Map;

/** How the Backup REST gateway of Portworx speaks: bare protobuf JSON, and gRPC codes in its errors (px-api 5). */
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

    /** Which parameters ask for a page differs by operation, see {@link GatewayPaging}. */
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
