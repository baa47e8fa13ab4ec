package dev.baksh.client.http;

import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;

/** Notes the moment from which the server may have seen the request. */
final class RequestStartListener extends EventListener {
    private final AtomicBoolean started;
    private final PooledHttpClient pooled;

    RequestStartListener(AtomicBoolean started, PooledHttpClient pooled) {
        this.started = started;
        this.pooled = pooled;
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        pooled.used(connection);
    }

    @Override
    public void requestHeadersStart(Call call) {
        started.set(true);
    }
}
