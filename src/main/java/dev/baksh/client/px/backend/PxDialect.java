package dev.baksh.client.px.backend;

import dev.baksh.client.api.Row;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.protocol.ApiError;
import dev.baksh.client.protocol.PagingStrategy;
import dev.baksh.client.protocol.ServerDialect;
import java.util.List;

/**
 * Dialect of the two APIs of Portworx Backup: base path, response envelope, paging and error bodies. The console's
 * backend puts an envelope around each response (px-api 3). The Backup REST gateway sends protobuf JSON without an
 * envelope, and gRPC codes in errors (px-api 5); its paging differs by operation and is not part of the dialect.
 */
public record PxDialect(String basePath) implements ServerDialect {
    public static final PxDialect BACKEND = new PxDialect("/backend/api/pxBackup/");
    public static final PxDialect GATEWAY = new PxDialect("/v1/");

    @Override
    public ApiError parseError(HttpResponse response) {
        return PxErrorParser.parse(response);
    }

    @Override
    public Execution execution(ApiError error, int status) {
        return PxErrorParser.execution(error, status);
    }

    @Override
    public boolean isTemporary(ApiError error) {
        return PxErrorParser.isTemporary(error);
    }

    @Override
    public List<String> rowsPath() {
        return List.of("DATA", "data");
    }

    @Override
    public int pageSize() {
        return 100;
    }

    @Override
    public String sizeParameter() {
        return "per_page";
    }

    /** Reads the page numbers only: the page addresses are empty strings on the real server. */
    @Override
    public PageEnd parsePageEnd(Row envelope, int number, int rows) {
        long total = PagingStrategy.parseCount(envelope.valueOrNull("total"));
        long last = PagingStrategy.parseCount(envelope.valueOrNull("last_page"));
        long current = PagingStrategy.parseCount(envelope.valueOrNull("current_page"));
        if (last < 0) return new PageEnd(total, rows > 0, false);
        return new PageEnd(total, rows > 0 && (current < 0 ? number : current) < last, true);
    }
}
